-- The last run that posted what was delivered.
SELECT run_id
FROM cashback.run
WHERE posting IS NOT NULL AND origin = 'files'
ORDER BY posting DESC
LIMIT 1
