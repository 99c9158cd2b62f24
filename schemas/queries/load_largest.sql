-- The largest movements of a run. $1: run
SELECT amount, currency, mpn_id, campaign_id, invoice_number, line_number
FROM cashback.ledger
WHERE run_id = $1
ORDER BY abs(amount) DESC, mpn_id, campaign_id, invoice_number, line_number
LIMIT 5
