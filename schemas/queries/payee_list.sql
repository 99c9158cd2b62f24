-- Payees: the newest version of each partner, or every version of one. `changed` is what has to be
-- confirmed before the next payment. $1: partner or NULL
SELECT payee.mpn_id, partner.name, payee.version, payee.payee_name, payee.payee_account,
    payee.payee_bank, payee.run_id AS delivered_in, confirmation.confirmed_by,
    to_char(confirmation.confirmed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
        AS confirmed_at,
    paid.version AS paid_version, payee.version = newest.version AS newest,
    coalesce(payee.version = newest.version AND confirmation.mpn_id IS NULL
        AND (before.payee_name IS DISTINCT FROM payee.payee_name
            OR before.payee_account IS DISTINCT FROM payee.payee_account
            OR before.payee_bank IS DISTINCT FROM payee.payee_bank)
        AND paid.version IS NOT NULL, false) AS changed
FROM cashback.payee AS payee
JOIN cashback.current_payee AS newest ON newest.mpn_id = payee.mpn_id
JOIN cashback.partner AS partner ON partner.mpn_id = payee.mpn_id
LEFT JOIN cashback.payee_confirmation AS confirmation
    ON confirmation.mpn_id = payee.mpn_id AND confirmation.version = payee.version
LEFT JOIN (
    SELECT mpn_id, max(payee_version) AS version
    FROM cashback.payment
    GROUP BY mpn_id
) AS paid ON paid.mpn_id = payee.mpn_id
LEFT JOIN cashback.payee AS before
    ON before.mpn_id = paid.mpn_id AND before.version = paid.version
WHERE CASE WHEN $1::text IS NULL THEN payee.version = newest.version ELSE payee.mpn_id = $1 END
ORDER BY payee.mpn_id, payee.version
