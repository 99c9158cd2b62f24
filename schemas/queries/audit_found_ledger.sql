-- In the database: what was posted for each line, with what is listed as not posted. Manual
-- adjustments have no line. $1: a campaign; NULL: all
SELECT mpn_id, campaign_id, invoice_number, line_number::text AS line_number, currency,
    trim_scale(sum(amount)) AS amount
FROM (
    SELECT mpn_id, campaign_id, invoice_number, line_number, currency, amount
    FROM cashback.ledger
    WHERE invoice_number <> ''
    UNION ALL
    SELECT mpn_id, campaign_id, invoice_number, line_number, currency, amount
    FROM cashback.unposted
) AS entry
WHERE $1::text IS NULL OR campaign_id = $1
GROUP BY mpn_id, campaign_id, invoice_number, line_number, currency
HAVING sum(amount) <> 0
ORDER BY mpn_id, campaign_id, invoice_number, line_number::text COLLATE "C", currency
