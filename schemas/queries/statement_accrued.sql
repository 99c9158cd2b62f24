-- What is posted for a partner ($1) up to the end of a period ($2), in campaigns that pay later.
SELECT campaign.campaign_id, campaign.campaign_name, document.currency, campaign.accrued,
    campaign.payable_from
FROM cashback.statement_document AS document
JOIN cashback.statement_campaign AS campaign
    ON campaign.mpn_id = document.mpn_id
    AND campaign.statement_number = document.statement_number
WHERE document.mpn_id = $1 AND document.period = $2 AND campaign.accrued <> 0
ORDER BY document.currency, campaign.campaign_id
