-- Statements, oldest first. $1: one period, or NULL; $2: one partner, or NULL
SELECT statement.statement_number, statement.period, statement.mpn_id, statement.partner_name,
    statement.currency, statement.opening, statement.earned, statement.clawed_back,
    statement.adjusted, statement.payment, statement.closing, statement.accrued,
    statement.carried_for, statement.hold_reason, statement.status, statement.closed_by,
    statement.approved_by, statement.approval
FROM cashback.statement AS statement
JOIN cashback.closing AS closing ON closing.period = statement.period
WHERE ($1::text IS NULL OR statement.period = $1)
    AND ($2::text IS NULL OR statement.mpn_id = $2)
ORDER BY closing.ends, statement.mpn_id, statement.currency
