-- A run that posted has finished; one that did not has failed. $1: run, $2: status, $3: the time
UPDATE cashback.run
SET status = $2, finished_at = $3
WHERE run_id = $1
    AND (($2 = 'finished' AND status = 'posted') OR ($2 = 'failed' AND status = 'running'))
