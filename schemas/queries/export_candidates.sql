-- What is to be paid, with the payee as it stands: final statements with a payment that was not
-- exported yet, or one statement by name. $1: period, $2: statement or NULL, $3: the execution date
-- that was asked for, or NULL
SELECT due.statement_number, due.mpn_id, due.partner_name, due.currency, due.payment,
    due.payments AS correction, payee.version, payee.payee_name, payee.payee_account,
    payee.payee_bank,
    (SELECT min(hold.reason) FROM cashback.partner_on_hold AS hold
        WHERE hold.mpn_id = due.mpn_id) AS held_for,
    -- other details than those that were paid to last, and nobody has said that they are right
    coalesce(confirmation.mpn_id IS NULL AND due.paid_version IS NOT NULL
        AND (before.payee_name IS DISTINCT FROM payee.payee_name
            OR before.payee_account IS DISTINCT FROM payee.payee_account
            OR before.payee_bank IS DISTINCT FROM payee.payee_bank), false) AS changed,
    -- the last correction was the same payment: a command that is repeated, maybe a day later
    EXISTS (
        SELECT 1
        FROM cashback.payment AS payment
        JOIN cashback.payment_export AS export ON export.export_number = payment.export_number
        WHERE payment.mpn_id = due.mpn_id AND payment.statement_number = due.statement_number
            AND payment.correction > 0 AND payment.correction = due.payments - 1
            AND payment.payee_version = payee.version
            AND ($3::date IS NULL OR export.execution_date = $3::date)
    ) AS repeated
FROM (
    SELECT statement.*,
        (SELECT count(*) FROM cashback.payment AS payment
            WHERE payment.mpn_id = statement.mpn_id
                AND payment.statement_number = statement.statement_number) AS payments,
        (SELECT max(payment.payee_version) FROM cashback.payment AS payment
            WHERE payment.mpn_id = statement.mpn_id) AS paid_version,
        (SELECT max(payee.version) FROM cashback.payee AS payee
            WHERE payee.mpn_id = statement.mpn_id) AS newest_version
    FROM cashback.statement AS statement
    WHERE statement.period = $1 AND statement.status = 'final' AND statement.payment > 0
) AS due
LEFT JOIN cashback.payee AS payee
    ON payee.mpn_id = due.mpn_id AND payee.version = due.newest_version
LEFT JOIN cashback.payee_confirmation AS confirmation
    ON confirmation.mpn_id = payee.mpn_id AND confirmation.version = payee.version
LEFT JOIN cashback.payee AS before
    ON before.mpn_id = due.mpn_id AND before.version = due.paid_version
WHERE CASE WHEN $2::text IS NULL THEN due.payments = 0 ELSE due.statement_number = $2 END
ORDER BY due.mpn_id, due.statement_number
