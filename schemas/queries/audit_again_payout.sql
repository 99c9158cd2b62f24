-- Settled again: payouts. $1: a campaign; NULL: all
SELECT p.mpn_id, p.campaign_id, c.currency, trim_scale(p.amount) AS amount,
    trim_scale(p.withheld) AS withheld, p.measure, p.next_threshold
FROM audit.payout AS p
JOIN audit.campaign AS c ON c.id = p.campaign_id
WHERE $1::text IS NULL OR p.campaign_id = $1
ORDER BY p.mpn_id, p.campaign_id
