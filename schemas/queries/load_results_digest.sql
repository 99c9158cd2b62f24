-- One hash of what all partners have in the database.
SELECT coalesce(md5(string_agg(concat_ws(' ', mpn_id, fingerprint), chr(10) ORDER BY mpn_id)), 'none')
FROM cashback.partner_result
