-- Payments of a period, $1, that are not those of its statements.
SELECT 'payment of statement ' || payment.statement_number || ', correction ' || payment.correction,
    value.what, value.expected, value.found
FROM cashback.payment AS payment
JOIN cashback.payment_export AS export ON export.export_number = payment.export_number
LEFT JOIN cashback.statement_document AS document
    ON document.mpn_id = payment.mpn_id AND document.statement_number = payment.statement_number
CROSS JOIN LATERAL (VALUES
    ('amount', trim_scale(document.payment)::text, trim_scale(payment.amount)::text),
    ('currency', document.currency, payment.currency),
    ('period', document.period, export.period)
) AS value (what, expected, found)
WHERE (export.period = $1 OR document.period = $1) AND value.expected IS DISTINCT FROM value.found
ORDER BY payment.statement_number, payment.correction, value.what COLLATE "C"
