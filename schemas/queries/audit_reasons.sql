-- Why sales were not eligible: settled again, and in the database.
WITH listed AS (
    SELECT campaign_id, reason, count(*) AS lines
    FROM cashback.exclusion
    WHERE reason <> 'late-return'
    GROUP BY campaign_id, reason
    UNION ALL
    SELECT campaign_id, reason, lines FROM cashback.counted
)
SELECT decision.campaign_id, decision.reason, decision.lines AS again,
    coalesce(listed.lines, 0) AS found, decision.lines - coalesce(listed.lines, 0) AS difference
FROM pg_temp.audit_decision AS decision
LEFT JOIN listed
    ON listed.campaign_id = decision.campaign_id AND listed.reason = decision.reason
WHERE decision.reason <> 'eligible'
ORDER BY decision.campaign_id, decision.reason
