-- Settled again: earnings. $1: a campaign; NULL: all
SELECT e.mpn_id, e.campaign_id, e.invoice_number, e.line_number::text AS line_number, e.sku,
    l.reseller_id, l.customer_id, e.event_date, e.quantity, c.currency,
    trim_scale(e.amount) AS amount, trim_scale(e.withheld) AS withheld, e.measure_before,
    e.measure_after, e.note, e.source_file, e.source_line
FROM audit.earning AS e
JOIN audit.invoice_line AS l
    ON l.invoice_number = e.invoice_number AND l.line_number = e.line_number
JOIN audit.campaign AS c ON c.id = e.campaign_id
WHERE $1::text IS NULL OR e.campaign_id = $1
ORDER BY e.mpn_id, e.campaign_id, e.invoice_number, e.line_number::text COLLATE "C"
