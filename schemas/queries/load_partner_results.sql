-- The hash of what each partner has in the database.
SELECT mpn_id, fingerprint FROM cashback.partner_result ORDER BY mpn_id
