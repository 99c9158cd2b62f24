-- What a run moves, by currency, whether that is above the limit, and whether it is not all for
-- lines that are posted for the first time. $1: run, $2: limit or NULL
SELECT currency, count(*), sum(amount), sum(abs(amount)), sum(abs(amount)) > $2::numeric,
    bool_or(kind = 'adjustment')
FROM cashback.ledger
WHERE run_id = $1
GROUP BY currency
ORDER BY currency
