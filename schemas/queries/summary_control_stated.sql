-- By currency: every posting is on a final statement, on a draft, open, or not payable yet.
WITH posted AS (
    SELECT currency, sum(coalesce(earned, 0) + coalesce(adjusted, 0)) AS lines,
        sum(by_hand) AS manual, sum(free_payable) AS payable, sum(free_accrued) AS accrued
    FROM pg_temp.summary_posted
    GROUP BY currency
), stated AS (
    SELECT currency, sum(earned + adjusted) FILTER (WHERE status = 'final') AS final,
        sum(earned + adjusted) FILTER (WHERE status = 'draft') AS draft
    FROM cashback.statement
    GROUP BY currency
)
SELECT posted.currency,
    coalesce(posted.lines, 0) AS posted,
    coalesce(posted.manual, 0) AS manual,
    coalesce(stated.final, 0) AS final,
    coalesce(stated.draft, 0) AS draft,
    coalesce(posted.payable, 0) AS payable,
    coalesce(posted.accrued, 0) AS accrued,
    coalesce(posted.lines, 0) + coalesce(posted.manual, 0) - coalesce(stated.final, 0)
        - coalesce(stated.draft, 0) - coalesce(posted.payable, 0) - coalesce(posted.accrued, 0)
        AS difference
FROM posted
LEFT JOIN stated ON stated.currency = posted.currency
ORDER BY posted.currency
