-- Where the money of each partner goes that has an account.
SELECT mpn_id, payee_name, payee_account, payee_bank
FROM cashback.current_payee
WHERE payee_account IS NOT NULL
ORDER BY mpn_id
