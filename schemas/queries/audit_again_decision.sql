-- Settled again: the sales on the card of a campaign ($1; NULL: all), by what was decided of them.
SELECT campaign_id, coalesce(reason, 'eligible') AS reason, count(*) AS lines
FROM audit.decision
WHERE $1::text IS NULL OR campaign_id = $1
GROUP BY campaign_id, coalesce(reason, 'eligible')
ORDER BY campaign_id, coalesce(reason, 'eligible') COLLATE "C"
