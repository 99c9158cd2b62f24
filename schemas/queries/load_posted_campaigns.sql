-- Campaigns that have postings, with the definition that they posted with.
SELECT DISTINCT campaign.campaign_id, campaign.definition_sha256
FROM cashback.ledger AS ledger
JOIN cashback.campaign AS campaign ON campaign.campaign_id = ledger.campaign_id
ORDER BY campaign.campaign_id
