-- How many lines of a partner ($1) did not count, by campaign and reason, the most first.
SELECT e.campaign_id, coalesce(c.name, e.campaign_id) AS name, e.reason, count(*) AS lines,
    sum(count(*)) OVER () AS all_lines
FROM cashback.exclusion AS e
LEFT JOIN cashback.campaign AS c ON c.campaign_id = e.campaign_id
WHERE e.mpn_id = $1
GROUP BY e.campaign_id, c.name, e.reason
ORDER BY count(*) DESC, e.campaign_id, e.reason
