-- In the database: sales that are only counted. $1: a campaign; NULL: all
SELECT campaign_id, reason, lines, quantity
FROM cashback.counted
WHERE $1::text IS NULL OR campaign_id = $1
ORDER BY campaign_id, reason
