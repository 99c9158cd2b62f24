-- Why a period that ends on $1 cannot be closed now, the strongest reason first: what, and the
-- period or run that it is about.
SELECT what, name
FROM (
    SELECT 1 AS rank, 'later' AS what, period AS name
    FROM cashback.closing
    WHERE ends >= $1::date
    UNION ALL
    SELECT 2, 'draft', closing.period
    FROM cashback.closing AS closing
    LEFT JOIN cashback.closing_approval AS approval ON approval.period = closing.period
    WHERE approval.period IS NULL
    UNION ALL
    SELECT 3, CASE WHEN status = 'held' THEN 'held' ELSE 'unfinished' END, run_id
    FROM cashback.run
    WHERE origin = 'files' AND status IN ('running', 'held', 'posted')
    UNION ALL
    SELECT 4, 'nothing', ''
    WHERE NOT EXISTS (SELECT 1 FROM cashback.run WHERE posting IS NOT NULL)
) AS obstacle
ORDER BY rank, name
