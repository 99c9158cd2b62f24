-- What was posted so far, by campaign and partner, without manual adjustments: no run moves those.
SELECT campaign_id, mpn_id, currency, sum(amount) AS amount
FROM cashback.ledger
WHERE invoice_number <> ''
GROUP BY campaign_id, mpn_id, currency
ORDER BY campaign_id, mpn_id, currency
