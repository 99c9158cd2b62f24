-- The run that posts a manual adjustment: done in the transaction that makes it. It has the
-- business date of the last run that posted. $1: run, $2: the time, $3: its place in the order of
-- postings, $4: the adjustment's own date, where nothing has been posted yet
INSERT INTO cashback.run (run_id, as_of, started_at, finished_at, status, posting, origin,
    files_taken, rows_taken, rows_quarantined)
SELECT $1, coalesce(max(as_of), $4::date), $2::timestamp with time zone,
    $2::timestamp with time zone, 'finished', $3::bigint, 'adjustment', 0, 0, 0
FROM cashback.run
WHERE status IN ('posted', 'finished')
