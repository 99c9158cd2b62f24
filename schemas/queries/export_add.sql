-- A payment file. $1: its number, $2: period, $3: currency, $4: head of the chain, $5 to $7: payer,
-- $8: execution date, $9: the time
INSERT INTO cashback.payment_export (export_number, period, currency, link, payer_name,
    payer_account, payer_bank, execution_date, exported_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
