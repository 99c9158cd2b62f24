-- Every posting on the statements of a partner ($1) for a period ($2).
SELECT line.campaign_id,
    nullif(line.invoice_number, '') AS invoice_number,
    CASE WHEN line.invoice_number <> '' THEN line.line_number END AS line_number,
    line.event_date, line.customer_id, line.sku, line.quantity, line.part, line.currency,
    line.amount,
    line.source_file || ':' || line.source_line AS source,
    line.reason
FROM cashback.statement_document AS document
JOIN cashback.statement_line AS line
    ON line.mpn_id = document.mpn_id AND line.statement_number = document.statement_number
WHERE document.mpn_id = $1 AND document.period = $2
ORDER BY line.campaign_id, line.event_date, line.quantity < 0, line.invoice_number,
    line.line_number, line.run_id, line.currency, line.kind
