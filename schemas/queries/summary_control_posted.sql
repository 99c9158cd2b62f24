-- By currency: what is earned is posted, or is listed as not posted since the campaign is final.
-- Entries by hand have no line, and are not earned.
WITH earned AS (
    SELECT currency, sum(amount) AS amount FROM cashback.payout GROUP BY currency
), posted AS (
    SELECT currency, sum(coalesce(earned, 0) + coalesce(adjusted, 0)) AS amount
    FROM pg_temp.summary_posted
    WHERE earned IS NOT NULL OR adjusted IS NOT NULL
    GROUP BY currency
), refused AS (
    SELECT currency, sum(amount) AS amount FROM cashback.unposted GROUP BY currency
), listed AS (
    SELECT currency FROM earned
    UNION
    SELECT currency FROM posted
    UNION
    SELECT currency FROM refused
)
SELECT listed.currency,
    coalesce(earned.amount, 0) AS earned,
    coalesce(posted.amount, 0) AS posted,
    coalesce(refused.amount, 0) AS unposted,
    coalesce(earned.amount, 0) - coalesce(posted.amount, 0) - coalesce(refused.amount, 0)
        AS difference
FROM listed
LEFT JOIN earned ON earned.currency = listed.currency
LEFT JOIN posted ON posted.currency = listed.currency
LEFT JOIN refused ON refused.currency = listed.currency
ORDER BY listed.currency
