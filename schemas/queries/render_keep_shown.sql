-- What partners' workbooks show from this business date on. $1: partners, $2: their fingerprints,
-- $3: the date
INSERT INTO cashback.partner_shown (mpn_id, fingerprint, as_of)
SELECT mpn_id, fingerprint, $3::date
FROM unnest($1::text[], $2::text[]) AS shown (mpn_id, fingerprint)
ON CONFLICT (mpn_id) DO UPDATE SET
    fingerprint = excluded.fingerprint,
    as_of = excluded.as_of
