-- The largest movements of the run.
SELECT amount, currency, mpn_id, campaign_id, invoice_number, line_number
FROM pg_temp.line_difference
ORDER BY abs(amount) DESC, mpn_id, campaign_id, invoice_number, line_number
LIMIT 5
