-- What was posted for a line ($1: invoice, $2: line), run by run.
SELECT l.campaign_id, l.mpn_id, l.run_id, l.kind, l.event_date, l.amount, l.currency
FROM cashback.ledger AS l
JOIN cashback.run AS r ON r.run_id = l.run_id
WHERE l.invoice_number = $1 AND l.line_number = $2::bigint
ORDER BY l.campaign_id, l.mpn_id, r.posting, l.run_id, l.currency
