-- $1: a run, $2: SHA-256 of the list of its files. What stands there already stays.
INSERT INTO cashback.run_files (run_id, sha256)
VALUES ($1, $2)
ON CONFLICT (run_id) DO NOTHING;
