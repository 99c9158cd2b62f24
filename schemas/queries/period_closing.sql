-- The closing of a period ($1), and who approved it.
SELECT closing.closed_by,
    to_char(closing.closed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') AS closed_at,
    closing.approval, approval.approved_by,
    to_char(approval.approved_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') AS approved_at,
    closing.posting < (SELECT max(posting) FROM cashback.run) AS overtaken
FROM cashback.closing AS closing
LEFT JOIN cashback.closing_approval AS approval ON approval.period = closing.period
WHERE closing.period = $1
