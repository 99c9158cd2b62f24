-- What the statements of a period ($1) come to, by currency.
SELECT currency, count(*) AS statements, sum(opening) AS opening, sum(earned) AS earned,
    sum(adjusted) AS adjusted, sum(payment) AS payment, sum(closing) AS closing,
    sum(accrued) AS accrued,
    count(*) FILTER (WHERE payment > 0) AS paid,
    count(*) FILTER (WHERE carried_for = 'below-minimum') AS below_minimum,
    count(*) FILTER (WHERE carried_for = 'on-hold') AS on_hold
FROM cashback.statement_document
WHERE period = $1
GROUP BY currency
ORDER BY currency
