-- The payments of an export, in the order of its files. $1: export
SELECT payment.statement_number, payment.mpn_id, statement.partner_name, payment.correction,
    payment.amount, payment.payee_name, payment.payee_account, payment.payee_bank
FROM cashback.payment AS payment
JOIN cashback.statement_document AS statement
    ON statement.mpn_id = payment.mpn_id AND statement.statement_number = payment.statement_number
WHERE payment.export_number = $1
ORDER BY payment.mpn_id, payment.statement_number, payment.correction
