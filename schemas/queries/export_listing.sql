-- Every payment of a period. $1: period, $2: the first export that is new
SELECT payment.statement_number, payment.mpn_id, statement.partner_name, payment.currency,
    payment.amount, payment.correction, payment.payee_name, payment.payee_account,
    CASE WHEN payment.export_number >= $2::bigint THEN 'exported' ELSE 'exported-before' END
        AS status,
    payment.export_number, NULL::text AS reason
FROM cashback.payment AS payment
JOIN cashback.payment_export AS export ON export.export_number = payment.export_number
JOIN cashback.statement_document AS statement
    ON statement.mpn_id = payment.mpn_id AND statement.statement_number = payment.statement_number
WHERE export.period = $1
ORDER BY payment.mpn_id, payment.statement_number, payment.correction
