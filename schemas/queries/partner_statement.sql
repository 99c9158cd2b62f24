-- One row for each campaign of a partner ($1): what was posted, what a cap withheld, and how far
-- the next threshold is. A campaign with an active registration stands here before it pays.
WITH posted AS (
    SELECT l.campaign_id, l.currency,
        sum(l.amount) FILTER (WHERE l.kind = 'earning') AS earned,
        sum(l.amount) FILTER (WHERE l.kind = 'adjustment') AS adjusted
    FROM cashback.ledger AS l
    JOIN cashback.run AS r ON r.run_id = l.run_id AND r.status IN ('posted', 'finished')
    WHERE l.mpn_id = $1
    GROUP BY l.campaign_id, l.currency
), settled AS (
    SELECT campaign_id, currency, withheld, measure, next_threshold
    FROM cashback.payout
    WHERE mpn_id = $1
), listed AS (
    SELECT campaign_id, currency FROM posted
    UNION
    SELECT campaign_id, currency FROM settled
    UNION
    SELECT r.campaign_id, c.currency
    FROM cashback.registration AS r
    JOIN cashback.campaign AS c ON c.campaign_id = r.campaign_id
    WHERE r.mpn_id = $1 AND r.state = 'active'
)
SELECT c.campaign_id, c.name, c.start_date, c.end_date, listed.currency,
    coalesce(posted.earned, 0) AS earned,
    coalesce(posted.adjusted, 0) AS adjusted,
    coalesce(posted.earned, 0) + coalesce(posted.adjusted, 0) AS total,
    coalesce(settled.withheld, 0) AS withheld,
    settled.measure,
    settled.next_threshold,
    settled.next_threshold - settled.measure AS missing
FROM listed
JOIN cashback.campaign AS c ON c.campaign_id = listed.campaign_id
LEFT JOIN posted
    ON posted.campaign_id = listed.campaign_id AND posted.currency = listed.currency
LEFT JOIN settled
    ON settled.campaign_id = listed.campaign_id AND settled.currency = listed.currency
ORDER BY listed.currency, c.start_date, c.campaign_id
