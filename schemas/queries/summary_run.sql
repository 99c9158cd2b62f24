-- The run whose results the database holds: the last one of the pipeline that posted.
SELECT run_id, as_of, status
FROM cashback.run
WHERE status IN ('posted', 'finished') AND origin = 'files'
ORDER BY posting DESC NULLS LAST, as_of DESC, started_at DESC, run_id DESC
LIMIT 1
