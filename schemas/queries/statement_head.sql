-- The statements of a partner ($1) for a period ($2): who, when, and by whom.
SELECT partner.partner_name, partner.numbers, closing.starts, closing.ends, closing.posting,
    closing.link,
    CASE WHEN approval.period IS NULL THEN 'draft' ELSE 'final' END AS status,
    CASE WHEN approval.period IS NULL THEN 'DRAFT, not final · ' END AS draft,
    closing.closed_by || ', '
        || to_char(closing.closed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') AS closed,
    approval.approved_by || ', '
        || to_char(approval.approved_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') AS approved,
    CASE WHEN approval.approved_by = closing.closed_by THEN 'one person closed and approved it'
        WHEN closing.approval = 'one' THEN 'one person may close and approve it' END AS alone
FROM (
    SELECT period, max(partner_name) AS partner_name,
        string_agg(statement_number, ', ' ORDER BY currency) AS numbers
    FROM cashback.statement_document
    WHERE mpn_id = $1 AND period = $2
    GROUP BY period
) AS partner
JOIN cashback.closing AS closing ON closing.period = partner.period
LEFT JOIN cashback.closing_approval AS approval ON approval.period = partner.period
