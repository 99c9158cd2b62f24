-- What was posted so far, by campaign and partner.
SELECT campaign_id, mpn_id, currency, sum(amount) AS amount
FROM cashback.ledger
GROUP BY campaign_id, mpn_id, currency
ORDER BY campaign_id, mpn_id, currency
