-- What every partner has earned, by currency.
WITH posted AS (
    SELECT l.mpn_id, l.currency, count(DISTINCT l.campaign_id) AS campaigns,
        sum(l.amount) FILTER (WHERE l.kind = 'earning') AS earned,
        sum(l.amount) FILTER (WHERE l.kind = 'adjustment') AS adjusted
    FROM cashback.ledger AS l
    JOIN cashback.run AS r ON r.run_id = l.run_id AND r.status IN ('posted', 'finished')
    GROUP BY l.mpn_id, l.currency
), settled AS (
    SELECT mpn_id, currency, sum(withheld) AS withheld
    FROM cashback.payout
    GROUP BY mpn_id, currency
), listed AS (
    SELECT mpn_id, currency FROM posted
    UNION
    SELECT mpn_id, currency FROM settled
)
SELECT p.mpn_id, p.name, p.province, listed.currency,
    coalesce(posted.campaigns, 0) AS campaigns,
    coalesce(posted.earned, 0) AS earned,
    coalesce(posted.adjusted, 0) AS adjusted,
    coalesce(posted.earned, 0) + coalesce(posted.adjusted, 0) AS total,
    coalesce(settled.withheld, 0) AS withheld
FROM listed
JOIN cashback.partner AS p ON p.mpn_id = listed.mpn_id
LEFT JOIN posted ON posted.mpn_id = listed.mpn_id AND posted.currency = listed.currency
LEFT JOIN settled ON settled.mpn_id = listed.mpn_id AND settled.currency = listed.currency
ORDER BY listed.currency, p.mpn_id
