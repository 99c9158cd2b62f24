-- Runs from before this one that never posted and never will: their folders were taken away, and a
-- new run was begun instead. $1: this run, $2: the time
UPDATE cashback.run
SET status = 'failed', finished_at = $2::timestamp with time zone
WHERE status = 'running' AND origin = 'files' AND run_id < $1
