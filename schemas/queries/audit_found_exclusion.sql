-- In the database: exclusions. $1: a campaign; NULL: all
SELECT mpn_id, campaign_id, invoice_number, line_number::text AS line_number, sku, reseller_id,
    customer_id, event_date, quantity, reason, source_file, source_line
FROM cashback.exclusion
WHERE $1::text IS NULL OR campaign_id = $1
ORDER BY mpn_id, campaign_id, invoice_number, line_number::text COLLATE "C"
