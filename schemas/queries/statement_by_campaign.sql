-- What each campaign put on the statements of a partner ($1) for a period ($2).
SELECT campaign.campaign_id, campaign.campaign_name, document.currency,
    campaign.earned - campaign.clawed_back AS earned,
    campaign.clawed_back, campaign.adjusted,
    campaign.earned + campaign.adjusted AS total
FROM cashback.statement_document AS document
JOIN cashback.statement_campaign AS campaign
    ON campaign.mpn_id = document.mpn_id
    AND campaign.statement_number = document.statement_number
WHERE document.mpn_id = $1 AND document.period = $2 AND campaign.accrued = 0
ORDER BY document.currency, campaign.campaign_id
