-- Of the campaigns of a run, with the hashes of their definitions, those that have postings and posted
-- with another definition. The ledger is asked of these alone. $1: campaigns, $2: their hashes
SELECT delivered.campaign_id
FROM unnest($1::text[], $2::text[]) AS delivered (campaign_id, definition_sha256)
JOIN cashback.campaign AS campaign ON campaign.campaign_id = delivered.campaign_id
    AND campaign.definition_sha256 <> delivered.definition_sha256
CROSS JOIN LATERAL (
    SELECT 1
    FROM cashback.ledger AS ledger
    WHERE ledger.campaign_id = campaign.campaign_id
    LIMIT 1
) AS posted
ORDER BY delivered.campaign_id
