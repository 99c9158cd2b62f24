-- Differences of all other campaigns: posted. $1: run
INSERT INTO cashback.ledger (mpn_id, campaign_id, invoice_number, line_number, run_id, currency,
    kind, event_date, amount)
SELECT mpn_id, campaign_id, invoice_number, line_number, $1, currency, kind, event_date, amount
FROM pg_temp.line_difference
