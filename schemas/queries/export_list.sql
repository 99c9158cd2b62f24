-- The payment files of a period, in their order. $1: period
SELECT export_number, period, currency, link, payer_name, payer_account, payer_bank, execution_date,
    to_char(exported_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS exported_at
FROM cashback.payment_export
WHERE period = $1
ORDER BY export_number
