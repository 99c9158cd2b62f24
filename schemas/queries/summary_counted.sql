-- Sales that belong to no registered partner, by campaign and reason.
SELECT n.campaign_id, c.name, n.reason, n.lines, n.quantity
FROM cashback.counted AS n
LEFT JOIN cashback.campaign AS c ON c.campaign_id = n.campaign_id
ORDER BY n.campaign_id, n.reason
