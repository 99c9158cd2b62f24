-- With this run, those from before it are finished that posted and whose workbooks were never
-- written: its workbooks take their place. $1: run, $2: the time
UPDATE cashback.run
SET status = 'finished', finished_at = $2::timestamp with time zone
WHERE status = 'posted' AND origin = 'files' AND run_id < $1
