-- From what the cards give to what was posted.
WITH posted AS (
    SELECT campaign_id, currency, sum(amount) AS amount
    FROM cashback.ledger
    WHERE invoice_number <> ''
    GROUP BY campaign_id, currency
), refused AS (
    SELECT campaign_id, currency, sum(amount) AS amount
    FROM cashback.unposted
    GROUP BY campaign_id, currency
), earned AS (
    SELECT campaign_id, currency, sum(amount) AS amount, sum(withheld) AS withheld
    FROM cashback.earning
    GROUP BY campaign_id, currency
)
SELECT campaign.campaign_id, campaign.currency,
    coalesce(earned.amount + earned.withheld, 0) AS before_caps,
    coalesce(earned.withheld, 0) AS withheld, coalesce(earned.amount, 0) AS earned,
    coalesce(posted.amount, 0) AS posted, coalesce(refused.amount, 0) AS unposted,
    coalesce(earned.amount, 0) - coalesce(posted.amount, 0) - coalesce(refused.amount, 0)
        AS difference
FROM cashback.campaign AS campaign
CROSS JOIN pg_temp.audit_scope AS scope
LEFT JOIN earned ON earned.campaign_id = campaign.campaign_id
    AND earned.currency = campaign.currency
LEFT JOIN posted ON posted.campaign_id = campaign.campaign_id
    AND posted.currency = campaign.currency
LEFT JOIN refused ON refused.campaign_id = campaign.campaign_id
    AND refused.currency = campaign.currency
WHERE scope.campaign_id IS NULL OR campaign.campaign_id = scope.campaign_id
ORDER BY campaign.campaign_id
