-- What a run moves, by currency, and whether that is above the limit. $1: run, $2: limit or NULL
SELECT currency, count(*), sum(amount), sum(abs(amount)), sum(abs(amount)) > $2::numeric
FROM cashback.ledger
WHERE run_id = $1
GROUP BY currency
ORDER BY currency
