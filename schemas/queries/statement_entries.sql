-- The postings on the statements of a closing ($1: its period), each with its line as it stands.
INSERT INTO cashback.statement_entry (mpn_id, campaign_id, invoice_number, line_number, run_id,
    currency, kind, statement_number, part, sku, customer_id, quantity, source_file, source_line,
    reason)
SELECT due.mpn_id, due.campaign_id, due.invoice_number, due.line_number, due.run_id, due.currency,
    due.kind, document.statement_number, due.part, earning.sku, earning.customer_id,
    earning.quantity, earning.source_file, earning.source_line, adjustment.reason
FROM pg_temp.statement_due AS due
JOIN cashback.statement_document AS document
    ON document.mpn_id = due.mpn_id AND document.currency = due.currency
    AND document.period = $1
LEFT JOIN cashback.earning AS earning
    ON earning.mpn_id = due.mpn_id AND earning.campaign_id = due.campaign_id
    AND earning.invoice_number = due.invoice_number AND earning.line_number = due.line_number
LEFT JOIN cashback.adjustment AS adjustment
    ON adjustment.mpn_id = due.mpn_id AND adjustment.adjustment_number = due.line_number
    AND due.invoice_number = ''
WHERE due.part <> 'accrued'
