-- The running account of a partner ($1), by currency: from what the last final statement carried
-- forward to what is payable by now. What is not payable yet is no part of the balance.
WITH today AS (
    SELECT max(as_of) AS as_of
    FROM cashback.run
    WHERE status IN ('posted', 'finished')
), open AS (
    SELECT currency,
        sum(amount) FILTER (WHERE payable_from <= today.as_of AND kind = 'earning') AS earned,
        sum(amount) FILTER (WHERE payable_from <= today.as_of AND kind = 'adjustment') AS adjusted,
        sum(amount) FILTER (WHERE payable_from > today.as_of) AS accrued
    FROM cashback.open_posting
    CROSS JOIN today
    WHERE mpn_id = $1
    GROUP BY currency
), carried AS (
    SELECT DISTINCT ON (document.currency) document.currency, document.closing
    FROM cashback.statement_document AS document
    JOIN cashback.closing AS closing ON closing.period = document.period
    JOIN cashback.closing_approval AS approval ON approval.period = closing.period
    WHERE document.mpn_id = $1
    ORDER BY document.currency, closing.ends DESC
), account AS (
    SELECT coalesce(open.currency, carried.currency) AS currency,
        coalesce(carried.closing, 0) AS opening, coalesce(open.earned, 0) AS earned,
        coalesce(open.adjusted, 0) AS adjusted,
        coalesce(carried.closing, 0) + coalesce(open.earned, 0) + coalesce(open.adjusted, 0)
            AS balance,
        coalesce(open.accrued, 0) AS accrued
    FROM open
    FULL JOIN carried ON carried.currency = open.currency
)
SELECT account.currency,
    CASE WHEN account.balance < 0 THEN 'negative'
        WHEN account.balance = 0 THEN 'nothing'
        WHEN hold.reason IS NOT NULL THEN 'on-hold'
        ELSE 'due' END AS outcome,
    account.opening, account.earned, account.adjusted, account.balance, account.accrued,
    hold.reason AS hold_reason
FROM account
LEFT JOIN (
    SELECT string_agg(reason, '; ' ORDER BY hold_number) AS reason
    FROM cashback.partner_on_hold
    WHERE mpn_id = $1
) AS hold ON true
ORDER BY account.currency
