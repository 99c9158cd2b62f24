-- Settled again: what must be posted, or listed as not posted, for each line. $1: a campaign;
-- NULL: all
SELECT e.mpn_id, e.campaign_id, e.invoice_number, e.line_number::text AS line_number, c.currency,
    trim_scale(e.amount) AS amount
FROM audit.earning AS e
JOIN audit.campaign AS c ON c.id = e.campaign_id
WHERE e.amount <> 0 AND ($1::text IS NULL OR e.campaign_id = $1)
ORDER BY e.mpn_id, e.campaign_id, e.invoice_number, e.line_number::text COLLATE "C", c.currency
