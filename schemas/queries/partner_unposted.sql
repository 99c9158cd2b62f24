-- Differences of a partner ($1) in campaigns whose final date has passed: listed, never posted.
SELECT c.campaign_id, c.name, c.final_date, count(*) AS lines, u.currency, sum(u.amount) AS amount
FROM cashback.unposted AS u
JOIN cashback.campaign AS c ON c.campaign_id = u.campaign_id
WHERE u.mpn_id = $1
GROUP BY c.campaign_id, c.name, c.final_date, u.currency
ORDER BY u.currency, c.campaign_id
