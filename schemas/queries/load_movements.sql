-- What a run moves, by currency, whether that is above the limit, and whether it is not all for
-- lines that are posted for the first time. $1: limit or NULL
SELECT currency, count(*), sum(amount), sum(abs(amount)), sum(abs(amount)) > $1::numeric,
    bool_or(kind = 'adjustment')
FROM pg_temp.line_difference
GROUP BY currency
ORDER BY currency
