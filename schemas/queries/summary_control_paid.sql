-- By currency: what final statements took up is paid, or carried forward by the last of each partner.
WITH stated AS (
    SELECT currency, sum(earned + adjusted) AS amount, sum(payment) AS payment
    FROM cashback.statement
    WHERE status = 'final'
    GROUP BY currency
), carried AS (
    SELECT currency, sum(carried) AS amount
    FROM pg_temp.summary_balance
    GROUP BY currency
), exported AS (
    SELECT currency, sum(amount) AS amount
    FROM cashback.payment
    WHERE correction = 0
    GROUP BY currency
)
SELECT stated.currency,
    stated.amount AS final,
    stated.payment,
    coalesce(carried.amount, 0) AS carried,
    stated.amount - stated.payment - coalesce(carried.amount, 0) AS difference,
    coalesce(exported.amount, 0) AS exported,
    stated.payment - coalesce(exported.amount, 0) AS waiting
FROM stated
LEFT JOIN carried ON carried.currency = stated.currency
LEFT JOIN exported ON exported.currency = stated.currency
ORDER BY stated.currency
