-- One row for each campaign of a partner ($1): what was posted, how much of it stands on final
-- statements, and what a cap withheld. A campaign with an active registration stands here before it
-- pays.
WITH posted AS (
    SELECT l.campaign_id, l.currency,
        sum(l.amount) FILTER (WHERE l.kind = 'earning') AS earned,
        sum(l.amount) FILTER (WHERE l.kind = 'adjustment') AS adjusted
    FROM cashback.ledger AS l
    JOIN cashback.run AS r ON r.run_id = l.run_id AND r.status IN ('posted', 'finished')
    WHERE l.mpn_id = $1
    GROUP BY l.campaign_id, l.currency
), stated AS (
    SELECT line.campaign_id, line.currency, sum(line.amount) AS amount
    FROM cashback.statement_line AS line
    JOIN cashback.statement_document AS document
        ON document.mpn_id = line.mpn_id AND document.statement_number = line.statement_number
    JOIN cashback.closing_approval AS approval ON approval.period = document.period
    WHERE line.mpn_id = $1
    GROUP BY line.campaign_id, line.currency
), settled AS (
    SELECT campaign_id, currency, withheld
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
    coalesce(stated.amount, 0) AS stated,
    coalesce(posted.earned, 0) + coalesce(posted.adjusted, 0) - coalesce(stated.amount, 0) AS open,
    CASE WHEN c.calculation_date > today.as_of THEN c.calculation_date END AS payable_from
FROM listed
JOIN cashback.campaign AS c ON c.campaign_id = listed.campaign_id
CROSS JOIN (
    SELECT max(as_of) AS as_of
    FROM cashback.run
    WHERE status IN ('posted', 'finished')
) AS today
LEFT JOIN posted
    ON posted.campaign_id = listed.campaign_id AND posted.currency = listed.currency
LEFT JOIN stated
    ON stated.campaign_id = listed.campaign_id AND stated.currency = listed.currency
LEFT JOIN settled
    ON settled.campaign_id = listed.campaign_id AND settled.currency = listed.currency
ORDER BY listed.currency, c.start_date, c.campaign_id
