-- A manual adjustment in the ledger: no invoice, and its number for the line's. $1: number, $2: run
INSERT INTO cashback.ledger (mpn_id, campaign_id, invoice_number, line_number, run_id, currency,
    kind, event_date, amount)
SELECT mpn_id, campaign_id, '', adjustment_number, $2, currency, 'adjustment', event_date, amount
FROM cashback.adjustment
WHERE adjustment_number = $1::bigint
