-- What was exported, each payment once; corrections repeat it.
INSERT INTO pg_temp.audit_payment (period, currency, amount)
SELECT export.period, payment.currency, sum(payment.amount)
FROM cashback.payment AS payment
JOIN cashback.payment_export AS export ON export.export_number = payment.export_number
WHERE payment.correction = 0
GROUP BY export.period, payment.currency
