-- The lines that count or do not, as the last run that posted left them, before they are replaced.
-- $1: true for all lines, false for those that changed
INSERT INTO pg_temp.line_before (mpn_id, campaign_id, invoice_number, line_number, sku,
    reseller_id, customer_id, event_date, quantity)
WITH changed AS (
    SELECT DISTINCT mpn_id, campaign_id, invoice_number, line_number
    FROM pg_temp.changed_line
)
SELECT mpn_id, campaign_id, invoice_number, line_number, sku, reseller_id, customer_id,
    event_date, quantity
FROM cashback.earning
WHERE $1::boolean
UNION ALL
SELECT mpn_id, campaign_id, invoice_number, line_number, sku, reseller_id, customer_id,
    event_date, quantity
FROM cashback.exclusion
WHERE $1::boolean
UNION ALL
SELECT mpn_id, campaign_id, invoice_number, line_number, sku, reseller_id, customer_id,
    event_date, quantity
FROM changed
JOIN cashback.earning USING (mpn_id, campaign_id, invoice_number, line_number)
WHERE NOT $1::boolean
UNION ALL
SELECT mpn_id, campaign_id, invoice_number, line_number, sku, reseller_id, customer_id,
    event_date, quantity
FROM changed
JOIN cashback.exclusion USING (mpn_id, campaign_id, invoice_number, line_number)
WHERE NOT $1::boolean
