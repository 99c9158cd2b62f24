-- Settled again: sales that are only counted. $1: a campaign; NULL: all
SELECT n.campaign_id, n.reason, n.lines, sum(s.quantity)::bigint AS quantity
FROM audit.counted AS n
JOIN audit.decision AS d ON d.campaign_id = n.campaign_id AND d.reason = n.reason
JOIN audit.sale AS s ON s.line_id = d.line_id
WHERE $1::text IS NULL OR n.campaign_id = $1
GROUP BY n.campaign_id, n.reason, n.lines
ORDER BY n.campaign_id, n.reason COLLATE "C"
