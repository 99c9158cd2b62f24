-- The payments of an export. $1: an array of objects with the columns' names (JSON)
INSERT INTO cashback.payment (mpn_id, statement_number, correction, export_number, currency,
    amount, payee_version, payee_name, payee_account, payee_bank)
SELECT mpn_id, statement_number, correction, export_number, currency, amount, payee_version,
    payee_name, payee_account, payee_bank
FROM jsonb_to_recordset($1::jsonb) AS given(mpn_id text, statement_number text, correction bigint,
    export_number bigint, currency text, amount numeric, payee_version bigint, payee_name text,
    payee_account text, payee_bank text)
