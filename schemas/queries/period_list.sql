-- The periods that were closed, oldest first. $1: one of them, or NULL
SELECT closing.period, approval.period IS NOT NULL AS final, closing.closed_by,
    to_char(closing.closed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') AS closed_at,
    approval.approved_by,
    to_char(approval.approved_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') AS approved_at,
    closing.approval
FROM cashback.closing AS closing
LEFT JOIN cashback.closing_approval AS approval ON approval.period = closing.period
WHERE $1::text IS NULL OR closing.period = $1
ORDER BY closing.ends
