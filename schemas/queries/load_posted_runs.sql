-- The runs that posted what was delivered.
SELECT run_id
FROM cashback.run
WHERE status IN ('posted', 'finished') AND origin = 'files'
ORDER BY run_id
