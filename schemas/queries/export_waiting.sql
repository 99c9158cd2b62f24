-- Payments of other periods, before this one, that were never exported. $1: period
SELECT statement.period, count(*) AS payments
FROM cashback.statement AS statement
JOIN cashback.closing AS closing ON closing.period = statement.period
LEFT JOIN cashback.payment AS payment
    ON payment.mpn_id = statement.mpn_id AND payment.statement_number = statement.statement_number
WHERE statement.status = 'final' AND statement.payment > 0 AND payment.mpn_id IS NULL
    AND closing.ends < (SELECT ends FROM cashback.closing WHERE period = $1)
GROUP BY statement.period, closing.ends
ORDER BY closing.ends
