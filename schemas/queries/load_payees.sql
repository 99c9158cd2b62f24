-- A new version of each payee that is delivered otherwise than it stands. $1: run
INSERT INTO cashback.payee (mpn_id, version, payee_name, payee_account, payee_bank, run_id)
SELECT delivered.mpn_id, coalesce(newest.version, 0) + 1, delivered.payee_name,
    delivered.payee_account, delivered.payee_bank, $1
FROM pg_temp.delivered_payee AS delivered
LEFT JOIN (
    SELECT payee.mpn_id, payee.version, payee.payee_name, payee.payee_account, payee.payee_bank
    FROM cashback.payee AS payee
    WHERE NOT EXISTS (
        SELECT 1
        FROM cashback.payee AS later
        WHERE later.mpn_id = payee.mpn_id AND later.version > payee.version
    )
) AS newest ON newest.mpn_id = delivered.mpn_id
WHERE delivered.payee_name IS DISTINCT FROM newest.payee_name
    OR delivered.payee_account IS DISTINCT FROM newest.payee_account
    OR delivered.payee_bank IS DISTINCT FROM newest.payee_bank
