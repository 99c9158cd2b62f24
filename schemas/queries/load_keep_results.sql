-- The hashes of what was sent. $1: partners, $2: their hashes
INSERT INTO cashback.partner_result (mpn_id, fingerprint)
SELECT mpn_id, fingerprint
FROM unnest($1::text[], $2::text[]) AS sent (mpn_id, fingerprint)
