-- The registrations of a partner ($1). An account that it merely claims stays blank: another partner
-- can hold it, whatever it is that stands against this registration.
SELECT campaign_id, registration_id, identification_number, registered_on, state,
    CASE WHEN state = 'active' THEN reseller_id END AS reseller_id,
    CASE WHEN state IN ('active', 'terms-not-accepted', 'registered-late') THEN found_in END AS found_in,
    terms_version, terms_signed_on
FROM cashback.registration
WHERE mpn_id = $1
ORDER BY campaign_id, registered_on, registration_id
