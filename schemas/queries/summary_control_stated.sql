-- By currency: every posting is on a final statement, on a draft, open, or not payable yet.
WITH posted AS (
    SELECT l.currency, sum(l.amount) FILTER (WHERE l.invoice_number <> '') AS lines,
        sum(l.amount) FILTER (WHERE l.invoice_number = '') AS manual
    FROM cashback.ledger AS l
    JOIN cashback.run AS r ON r.run_id = l.run_id AND r.status IN ('posted', 'finished')
    GROUP BY l.currency
), stated AS (
    SELECT currency, sum(earned + adjusted) FILTER (WHERE status = 'final') AS final,
        sum(earned + adjusted) FILTER (WHERE status = 'draft') AS draft
    FROM cashback.statement
    GROUP BY currency
), open AS (
    SELECT posting.currency,
        sum(posting.amount) FILTER (WHERE posting.payable_from <= run.as_of) AS payable,
        sum(posting.amount) FILTER (WHERE posting.payable_from > run.as_of) AS accrued
    FROM cashback.open_posting AS posting
    CROSS JOIN (
        SELECT max(as_of) AS as_of
        FROM cashback.run
        WHERE status IN ('posted', 'finished')
    ) AS run
    WHERE NOT posting.on_draft
    GROUP BY posting.currency
)
SELECT posted.currency,
    coalesce(posted.lines, 0) AS posted,
    coalesce(posted.manual, 0) AS manual,
    coalesce(stated.final, 0) AS final,
    coalesce(stated.draft, 0) AS draft,
    coalesce(open.payable, 0) AS payable,
    coalesce(open.accrued, 0) AS accrued,
    coalesce(posted.lines, 0) + coalesce(posted.manual, 0) - coalesce(stated.final, 0)
        - coalesce(stated.draft, 0) - coalesce(open.payable, 0) - coalesce(open.accrued, 0)
        AS difference
FROM posted
LEFT JOIN stated ON stated.currency = posted.currency
LEFT JOIN open ON open.currency = posted.currency
ORDER BY posted.currency
