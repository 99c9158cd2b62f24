-- The row of a run that begins. $1: run, $2: as-of, $3: the time
INSERT INTO cashback.run (run_id, as_of, started_at, status)
VALUES ($1, $2, $3, 'running')
ON CONFLICT (run_id) DO NOTHING
