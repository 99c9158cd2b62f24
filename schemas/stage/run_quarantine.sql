-- The rows that were rejected when this run first read them, from all files.
CREATE TABLE "run_quarantine" (
    run_id text COLLATE "C",
    feed text COLLATE "C",
    source_file text COLLATE "C",
    source_line bigint,
    byte_offset bigint,
    column_name text COLLATE "C",
    reason text COLLATE "C",
    value text COLLATE "C",
    raw bytea
);
