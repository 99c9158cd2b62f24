-- The delivered files that a run settles.
CREATE TABLE "source_file" (
    feed text COLLATE "C",
    name text COLLATE "C",
    sha256 text COLLATE "C",
    size bigint,
    rows_read bigint,
    rows_accepted bigint,
    rows_rejected bigint,
    rows_duplicate bigint
);
