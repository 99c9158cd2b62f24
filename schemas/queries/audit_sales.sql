-- Sales on the card: each earned, was listed as not paid, or was counted.
WITH decided AS (
    SELECT campaign_id, sum(lines) AS lines FROM pg_temp.audit_decision GROUP BY campaign_id
), earned AS (
    SELECT campaign_id, count(*) AS lines
    FROM cashback.earning
    WHERE quantity > 0
    GROUP BY campaign_id
), listed AS (
    SELECT campaign_id, count(*) AS lines
    FROM cashback.exclusion
    WHERE reason <> 'late-return'
    GROUP BY campaign_id
), counted AS (
    SELECT campaign_id, sum(lines) AS lines FROM cashback.counted GROUP BY campaign_id
)
SELECT decided.campaign_id, decided.lines AS on_card, coalesce(earned.lines, 0) AS eligible,
    coalesce(listed.lines, 0) AS listed, coalesce(counted.lines, 0) AS counted,
    decided.lines - coalesce(earned.lines, 0) - coalesce(listed.lines, 0)
        - coalesce(counted.lines, 0) AS difference
FROM decided
LEFT JOIN earned ON earned.campaign_id = decided.campaign_id
LEFT JOIN listed ON listed.campaign_id = decided.campaign_id
LEFT JOIN counted ON counted.campaign_id = decided.campaign_id
ORDER BY decided.campaign_id
