-- The lines that count or do not, as the last run that posted left them, before they are replaced.
-- $1: partners whose differences are formed again; NULL: all
INSERT INTO pg_temp.line_before (mpn_id, campaign_id, invoice_number, line_number, sku,
    reseller_id, customer_id, event_date, quantity)
SELECT mpn_id, campaign_id, invoice_number, line_number, sku, reseller_id, customer_id,
    event_date, quantity
FROM cashback.earning
WHERE $1::text[] IS NULL OR mpn_id = ANY($1::text[])
UNION ALL
SELECT mpn_id, campaign_id, invoice_number, line_number, sku, reseller_id, customer_id,
    event_date, quantity
FROM cashback.exclusion
WHERE $1::text[] IS NULL OR mpn_id = ANY($1::text[])
