-- The run whose workbooks are the current ones.
SELECT run_id, status
FROM cashback.run
WHERE origin = 'files' AND status IN ('posted', 'finished')
ORDER BY posting DESC
LIMIT 1
