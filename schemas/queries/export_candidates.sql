-- What is to be paid, with the payee as it stands: final statements with a payment that was not
-- exported yet, or one statement by name. $1: period, $2: statement or NULL, $3: execution date
SELECT statement.statement_number, statement.mpn_id, statement.partner_name, statement.currency,
    statement.payment, coalesce(done.payments, 0) AS correction, payee.version, payee.payee_name,
    payee.payee_account, payee.payee_bank,
    (SELECT min(hold.reason) FROM cashback.partner_on_hold AS hold
        WHERE hold.mpn_id = statement.mpn_id) AS held_for,
    -- other details than those that were paid to last, and nobody has said that they are right
    coalesce(payee.confirmed_by IS NULL AND paid.version IS NOT NULL
        AND (before.payee_name IS DISTINCT FROM payee.payee_name
            OR before.payee_account IS DISTINCT FROM payee.payee_account
            OR before.payee_bank IS DISTINCT FROM payee.payee_bank), false) AS changed,
    -- the last correction was the same payment
    EXISTS (
        SELECT 1
        FROM cashback.payment AS payment
        JOIN cashback.payment_export AS export ON export.export_number = payment.export_number
        WHERE payment.mpn_id = statement.mpn_id
            AND payment.statement_number = statement.statement_number
            AND payment.correction > 0 AND payment.correction = done.payments - 1
            AND payment.payee_version = payee.version AND export.execution_date = $3::date
    ) AS repeated
FROM cashback.statement AS statement
LEFT JOIN (
    SELECT mpn_id, statement_number, count(*) AS payments
    FROM cashback.payment
    GROUP BY mpn_id, statement_number
) AS done ON done.mpn_id = statement.mpn_id AND done.statement_number = statement.statement_number
LEFT JOIN cashback.current_payee AS payee ON payee.mpn_id = statement.mpn_id
LEFT JOIN (
    SELECT mpn_id, max(payee_version) AS version
    FROM cashback.payment
    GROUP BY mpn_id
) AS paid ON paid.mpn_id = statement.mpn_id
LEFT JOIN cashback.payee AS before
    ON before.mpn_id = paid.mpn_id AND before.version = paid.version
WHERE statement.period = $1 AND statement.status = 'final' AND statement.payment > 0
    AND CASE WHEN $2::text IS NULL THEN done.payments IS NULL
        ELSE statement.statement_number = $2 END
ORDER BY statement.mpn_id, statement.statement_number
