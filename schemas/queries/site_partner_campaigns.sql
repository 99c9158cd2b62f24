-- What each campaign has earned a partner ($1): posted, withheld by a cap, on final statements, and
-- not on one yet; with the sums of the currency. A campaign with an active registration stands here
-- before it pays.
WITH posted AS (
    SELECT l.campaign_id, l.currency,
        coalesce(sum(l.amount) FILTER (WHERE l.kind = 'earning'), 0) AS earned,
        coalesce(sum(l.amount) FILTER (WHERE l.kind = 'adjustment'), 0) AS adjusted
    FROM cashback.ledger AS l
    JOIN cashback.run AS r ON r.run_id = l.run_id AND r.status IN ('posted', 'finished')
    WHERE l.mpn_id = $1
    GROUP BY l.campaign_id, l.currency
), stated AS (
    SELECT campaign.campaign_id, document.currency,
        sum(campaign.earned + campaign.adjusted) AS amount
    FROM cashback.statement_document AS document
    JOIN cashback.closing_approval AS approval ON approval.period = document.period
    JOIN cashback.statement_campaign AS campaign
        ON campaign.mpn_id = document.mpn_id
        AND campaign.statement_number = document.statement_number
    WHERE document.mpn_id = $1
    GROUP BY campaign.campaign_id, document.currency
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
), listing AS (
    SELECT c.campaign_id, c.name, c.start_date, listed.currency,
        CASE WHEN c.calculation_date > c.start_date THEN c.calculation_date END AS payable_from,
        coalesce(posted.earned, 0) AS earned,
        coalesce(posted.adjusted, 0) AS adjusted,
        coalesce(settled.withheld, 0) AS withheld,
        coalesce(stated.amount, 0) AS stated
    FROM listed
    JOIN cashback.campaign AS c ON c.campaign_id = listed.campaign_id
    LEFT JOIN posted
        ON posted.campaign_id = listed.campaign_id AND posted.currency = listed.currency
    LEFT JOIN settled
        ON settled.campaign_id = listed.campaign_id AND settled.currency = listed.currency
    LEFT JOIN stated
        ON stated.campaign_id = listed.campaign_id AND stated.currency = listed.currency
)
SELECT campaign_id, name, currency, payable_from, earned, adjusted, earned + adjusted AS total,
    withheld, stated, earned + adjusted - stated AS waiting,
    sum(earned) OVER same AS all_earned, sum(adjusted) OVER same AS all_adjusted,
    sum(earned + adjusted) OVER same AS all_total, sum(withheld) OVER same AS all_withheld,
    sum(stated) OVER same AS all_stated,
    sum(earned + adjusted - stated) OVER same AS all_waiting
FROM listing
WINDOW same AS (PARTITION BY currency)
ORDER BY currency, start_date, campaign_id
