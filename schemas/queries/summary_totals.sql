-- The headline, by currency: from everything posted to what a closing would pay now. $1: the minimum
-- payout. Posted = paid + not payable yet + open balance.
WITH posted AS (
    SELECT currency, sum(amount) AS amount,
        sum(coalesce(moved_earned, 0) + coalesce(moved_adjusted, 0)) AS moved
    FROM pg_temp.summary_posted
    GROUP BY currency
), paid AS (
    SELECT currency, sum(payment) AS amount
    FROM cashback.statement
    WHERE status = 'final'
    GROUP BY currency
), decided AS (
    SELECT balance.currency, balance.balance, balance.accrued,
        CASE WHEN balance.balance < 0 THEN 'negative'
            WHEN balance.balance = 0 THEN 'nothing'
            WHEN hold.mpn_id IS NOT NULL THEN 'on-hold'
            WHEN balance.balance < $1::numeric THEN 'below-minimum'
            ELSE 'to-pay' END AS outcome
    FROM pg_temp.summary_balance AS balance
    LEFT JOIN (
        SELECT DISTINCT mpn_id
        FROM cashback.partner_on_hold
    ) AS hold ON hold.mpn_id = balance.mpn_id
), open AS (
    SELECT currency, count(*) AS partners, count(*) FILTER (WHERE outcome = 'to-pay') AS to_pay,
        sum(balance) AS balance,
        sum(balance) FILTER (WHERE outcome = 'on-hold') AS on_hold,
        sum(balance) FILTER (WHERE outcome = 'below-minimum') AS below_minimum,
        sum(balance) FILTER (WHERE outcome = 'negative') AS negative,
        sum(balance) FILTER (WHERE outcome = 'to-pay') AS pay,
        sum(accrued) AS accrued
    FROM decided
    GROUP BY currency
)
SELECT open.currency, 'totals' AS partners_words,
    coalesce(posted.amount, 0) AS posted,
    coalesce(paid.amount, 0) AS paid,
    open.accrued,
    open.balance,
    coalesce(open.on_hold, 0) AS on_hold,
    coalesce(open.below_minimum, 0) AS below_minimum,
    coalesce(open.negative, 0) AS negative,
    coalesce(open.pay, 0) AS pay,
    coalesce(posted.moved, 0) AS moved,
    open.partners, open.to_pay
FROM open
LEFT JOIN posted ON posted.currency = open.currency
LEFT JOIN paid ON paid.currency = open.currency
ORDER BY open.currency
