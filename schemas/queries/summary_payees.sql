-- What stands between a balance that is due and its payment: partners without a payee, and payees
-- that are not those that were paid to last, and that nobody has confirmed.
SELECT balance.mpn_id, partner.name, balance.currency, balance.balance,
    CASE WHEN payee.payee_account IS NULL THEN 'payee-missing' ELSE 'payee-changed' END AS what,
    payee.version
FROM pg_temp.summary_balance AS balance
JOIN cashback.partner AS partner ON partner.mpn_id = balance.mpn_id
LEFT JOIN cashback.current_payee AS payee ON payee.mpn_id = balance.mpn_id
LEFT JOIN (
    SELECT mpn_id, max(payee_version) AS version
    FROM cashback.payment
    GROUP BY mpn_id
) AS paid ON paid.mpn_id = balance.mpn_id
LEFT JOIN cashback.payee AS before
    ON before.mpn_id = paid.mpn_id AND before.version = paid.version
WHERE balance.balance > 0
    AND (payee.payee_account IS NULL
        OR (before.mpn_id IS NOT NULL AND payee.confirmed_by IS NULL
            AND (before.payee_name IS DISTINCT FROM payee.payee_name
                OR before.payee_account IS DISTINCT FROM payee.payee_account
                OR before.payee_bank IS DISTINCT FROM payee.payee_bank)))
ORDER BY balance.mpn_id, balance.currency
