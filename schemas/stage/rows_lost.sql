-- Rows of files that are news to the run, which lost to an older file that sorts later.
CREATE TABLE "rows_lost" (
    run_id text COLLATE "C",
    feed text COLLATE "C",
    source_file text COLLATE "C",
    lost_to text COLLATE "C",
    lines bigint
);
