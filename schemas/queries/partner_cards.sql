-- The rate cards and thresholds of the campaigns that a partner ($1) takes part in.
WITH mine AS (
    SELECT campaign_id FROM cashback.registration WHERE mpn_id = $1
    UNION
    SELECT campaign_id FROM cashback.payout WHERE mpn_id = $1
)
SELECT campaign.campaign_id,
    card.sku,
    CASE WHEN card.card_file = 'products.csv' THEN 'product'
        WHEN card.card_file = 'thresholds.csv' THEN 'threshold-' || terms.pay
        WHEN card.minimum = 1 AND terms.tiers = 'retrospective'
            THEN CASE WHEN card.maximum IS NULL THEN 'unit' ELSE 'unit-to' END
        WHEN card.minimum = 1 AND card.maximum IS NULL THEN 'unit'
        ELSE terms.tiers || CASE WHEN card.maximum IS NULL THEN '' ELSE '-to' END END AS what,
    card.minimum, card.maximum, campaign.currency, card.rate, card.valid_from,
    card.valid_to
FROM mine
JOIN cashback.campaign AS campaign ON campaign.campaign_id = mine.campaign_id
JOIN cashback.campaign_terms AS terms ON terms.campaign_id = campaign.campaign_id
JOIN cashback.campaign_card AS card ON card.campaign_id = campaign.campaign_id
ORDER BY campaign.start_date, campaign.campaign_id, card.card_file, card.sku, card.valid_from,
    card.minimum, card.card_line
