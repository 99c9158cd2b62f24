-- By currency, from one end to the other: what the cards give and what was entered by hand, minus
-- every place where it can have gone. The difference has to be 0.
WITH settled AS (
    SELECT currency, sum(amount + withheld) AS before_caps, sum(withheld) AS withheld
    FROM pg_temp.summary_earned
    GROUP BY currency
), manual AS (
    SELECT currency, sum(by_hand) AS amount
    FROM pg_temp.summary_posted
    WHERE by_hand IS NOT NULL
    GROUP BY currency
), refused AS (
    SELECT currency, sum(amount) AS amount FROM cashback.unposted GROUP BY currency
), paid AS (
    SELECT currency, sum(payment) AS amount
    FROM cashback.statement
    WHERE status = 'final'
    GROUP BY currency
), open AS (
    SELECT currency, sum(balance) AS balance, sum(accrued) AS accrued
    FROM pg_temp.summary_balance
    GROUP BY currency
), listed AS (
    SELECT currency FROM settled
    UNION
    SELECT currency FROM manual
    UNION
    SELECT currency FROM refused
    UNION
    SELECT currency FROM open
)
SELECT listed.currency,
    coalesce(settled.before_caps, 0) AS before_caps,
    coalesce(manual.amount, 0) AS manual,
    coalesce(settled.withheld, 0) AS withheld,
    coalesce(refused.amount, 0) AS unposted,
    coalesce(paid.amount, 0) AS paid,
    coalesce(open.balance, 0) AS balance,
    coalesce(open.accrued, 0) AS accrued,
    coalesce(settled.before_caps, 0) + coalesce(manual.amount, 0) - coalesce(settled.withheld, 0)
        - coalesce(refused.amount, 0) - coalesce(paid.amount, 0) - coalesce(open.balance, 0)
        - coalesce(open.accrued, 0) AS difference
FROM listed
LEFT JOIN settled ON settled.currency = listed.currency
LEFT JOIN manual ON manual.currency = listed.currency
LEFT JOIN refused ON refused.currency = listed.currency
LEFT JOIN paid ON paid.currency = listed.currency
LEFT JOIN open ON open.currency = listed.currency
ORDER BY listed.currency
