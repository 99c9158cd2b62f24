-- Approved periods with their seals. $1: one of them, or NULL
SELECT closing.period, approval.seal
FROM cashback.closing_approval AS approval
JOIN cashback.closing AS closing ON closing.period = approval.period
WHERE $1::text IS NULL OR closing.period = $1
ORDER BY closing.ends
