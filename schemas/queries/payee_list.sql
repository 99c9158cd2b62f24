-- Payees: the newest version of each partner, or every version of one. `changed` is what has to be
-- confirmed before the next payment. $1: partner or NULL
SELECT payee.mpn_id, partner.name, payee.version, payee.payee_name, payee.payee_account,
    payee.payee_bank, payee.run_id AS delivered_in, confirmation.confirmed_by,
    to_char(confirmation.confirmed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
        AS confirmed_at,
    payee.paid_version, payee.version = payee.newest_version AS newest,
    coalesce(payee.version = payee.newest_version AND confirmation.mpn_id IS NULL
        AND payee.paid_version IS NOT NULL
        AND (before.payee_name IS DISTINCT FROM payee.payee_name
            OR before.payee_account IS DISTINCT FROM payee.payee_account
            OR before.payee_bank IS DISTINCT FROM payee.payee_bank), false) AS changed
FROM (
    SELECT payee.*,
        (SELECT max(newest.version) FROM cashback.payee AS newest
            WHERE newest.mpn_id = payee.mpn_id) AS newest_version,
        (SELECT max(payment.payee_version) FROM cashback.payment AS payment
            WHERE payment.mpn_id = payee.mpn_id) AS paid_version
    FROM cashback.payee AS payee
) AS payee
JOIN cashback.partner AS partner ON partner.mpn_id = payee.mpn_id
LEFT JOIN cashback.payee_confirmation AS confirmation
    ON confirmation.mpn_id = payee.mpn_id AND confirmation.version = payee.version
LEFT JOIN cashback.payee AS before
    ON before.mpn_id = payee.mpn_id AND before.version = payee.paid_version
WHERE CASE WHEN $1::text IS NULL THEN payee.version = payee.newest_version
    ELSE payee.mpn_id = $1 END
ORDER BY payee.mpn_id, payee.version
