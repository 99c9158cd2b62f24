-- Every registration, its state and why. $1: a partner, or NULL for all
SELECT registration.registration_id, registration.campaign_id, registration.mpn_id,
    registration.identification_number, registration.reseller_id, registration.state,
    CASE registration.state
        WHEN 'unknown-campaign' THEN 'there is no such campaign'
        WHEN 'unknown-partner' THEN 'there is no such partner'
        WHEN 'not-approved' THEN 'its status is not approved'
        WHEN 'terms-not-accepted' THEN 'the terms of the campaign are not signed'
        WHEN 'registered-late' THEN 'it came after the last day to register'
        WHEN 'number-not-found' THEN 'no invoice or agreement has this number'
        WHEN 'account-taken' THEN 'the account is held by partner ' || conflict.holder_mpn_id
            || ' with registration ' || conflict.holder_registration_id
        WHEN 'active' THEN 'the account was found by the number of an ' || registration.found_in
    END AS why,
    registration.registered_on, registration.terms_version, registration.terms_signed_on,
    registration.source_file, registration.source_line
FROM cashback.registration AS registration
LEFT JOIN cashback.conflict AS conflict
    ON conflict.claimant_mpn_id = registration.mpn_id
    AND conflict.claimant_registration_id = registration.registration_id
WHERE $1::text IS NULL OR registration.mpn_id = $1
ORDER BY registration.mpn_id, registration.campaign_id, registration.registration_id
