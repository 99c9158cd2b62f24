-- Settled again: exclusions. $1: a campaign; NULL: all
SELECT e.mpn_id, e.campaign_id, e.invoice_number, e.line_number::text AS line_number, e.sku,
    l.reseller_id, l.customer_id, e.event_date, e.quantity, e.reason, e.source_file, e.source_line
FROM audit.exclusion AS e
JOIN audit.invoice_line AS l
    ON l.invoice_number = e.invoice_number AND l.line_number = e.line_number
WHERE $1::text IS NULL OR e.campaign_id = $1
ORDER BY e.mpn_id, e.campaign_id, e.invoice_number, e.line_number::text COLLATE "C"
