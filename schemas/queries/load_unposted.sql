-- Differences of campaigns whose final date has passed: listed, not posted. $1: as-of
INSERT INTO cashback.unposted (mpn_id, campaign_id, invoice_number, line_number, currency,
    event_date, amount)
SELECT difference.mpn_id, difference.campaign_id, difference.invoice_number,
    difference.line_number, difference.currency, difference.event_date, difference.amount
FROM pg_temp.line_difference AS difference
JOIN cashback.campaign AS campaign ON campaign.campaign_id = difference.campaign_id
WHERE campaign.final_date < $1::date
