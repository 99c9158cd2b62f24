-- In the database: registrations. $1: a campaign; NULL: all
SELECT mpn_id, registration_id, campaign_id, identification_number, reseller_id, found_in, state,
    registered_on, terms_signed_on, terms_version, source_file, source_line
FROM cashback.registration
WHERE $1::text IS NULL OR campaign_id = $1
ORDER BY mpn_id, registration_id
