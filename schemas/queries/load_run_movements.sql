-- What a run posted, by currency. $1: run
SELECT currency, lines, amount, absolute
FROM cashback.run_movement
WHERE run_id = $1
ORDER BY currency
