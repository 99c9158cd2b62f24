-- A later run supersedes those that are still held. $1: the later run
UPDATE cashback.run
SET status = 'superseded'
WHERE status = 'held' AND origin = 'files' AND run_id < $1
