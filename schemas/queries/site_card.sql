-- The card of a campaign ($1), in the order of its files: tiers of SKUs, or SKUs and thresholds.
SELECT card_file, sku, minimum, maximum, rate, valid_from, valid_to
FROM cashback.campaign_card
WHERE campaign_id = $1
ORDER BY card_file, card_line
