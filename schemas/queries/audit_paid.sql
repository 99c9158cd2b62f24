-- From statements to payments, period by period.
SELECT statement.period, statement.currency, sum(statement.opening) AS opening,
    sum(statement.earned) AS earned, sum(statement.adjusted) AS adjusted,
    sum(statement.payment) AS payment, sum(statement.closing) AS closing,
    sum(statement.opening) + sum(statement.earned) + sum(statement.adjusted)
        - sum(statement.payment) - sum(statement.closing) AS difference,
    coalesce(max(exported.amount), 0) AS exported,
    sum(statement.payment) - coalesce(max(exported.amount), 0) AS waiting
FROM cashback.statement AS statement
CROSS JOIN pg_temp.audit_scope AS scope
LEFT JOIN pg_temp.audit_payment AS exported
    ON exported.period = statement.period AND exported.currency = statement.currency
WHERE scope.period IS NULL OR statement.period = scope.period
GROUP BY statement.period, statement.currency
ORDER BY statement.period, statement.currency
