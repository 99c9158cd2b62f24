-- By currency: before caps = withheld + earned, and the earnings are the payouts of all partners.
SELECT coalesce(earning.currency, payout.currency) AS currency,
    coalesce(earning.amount + earning.withheld, 0) AS before_caps,
    coalesce(payout.withheld, 0) AS withheld,
    coalesce(payout.amount, 0) AS earned,
    coalesce(earning.amount + earning.withheld, 0) - coalesce(payout.withheld, 0)
        - coalesce(payout.amount, 0) AS difference
FROM (
    SELECT currency, sum(amount) AS amount, sum(withheld) AS withheld
    FROM pg_temp.summary_earned
    GROUP BY currency
) AS earning
FULL JOIN (
    SELECT currency, sum(amount) AS amount, sum(withheld) AS withheld
    FROM cashback.payout
    GROUP BY currency
) AS payout ON payout.currency = earning.currency
ORDER BY currency
