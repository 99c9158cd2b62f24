-- The rejected rows of one delivered file, with their bytes.
CREATE TABLE "quarantine" (
    feed text COLLATE "C",
    source_line bigint,
    byte_offset bigint,
    column_name text COLLATE "C",
    reason text COLLATE "C",
    value text COLLATE "C",
    row_key text COLLATE "C",
    raw bytea
);
