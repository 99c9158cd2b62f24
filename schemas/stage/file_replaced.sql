-- Files whose content took the place of another, of those that are news to the run.
CREATE TABLE "file_replaced" (
    run_id text COLLATE "C",
    feed text COLLATE "C",
    source_file text COLLATE "C",
    sha256_before text COLLATE "C",
    sha256 text COLLATE "C"
);
