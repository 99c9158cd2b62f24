-- Differences of all other campaigns: posted. $1: partners that they are formed of; NULL: all;
-- $2: as-of, $3: run
INSERT INTO cashback.ledger (mpn_id, campaign_id, invoice_number, line_number, run_id, currency,
    kind, event_date, amount)
SELECT difference.mpn_id, difference.campaign_id, difference.invoice_number,
    difference.line_number, $3, difference.currency, difference.kind, difference.event_date,
    difference.amount
FROM cashback.difference AS difference
JOIN cashback.campaign AS campaign ON campaign.campaign_id = difference.campaign_id
WHERE ($1::text[] IS NULL OR difference.mpn_id = ANY($1::text[]))
    AND (campaign.final_date IS NULL OR campaign.final_date >= $2::date)
