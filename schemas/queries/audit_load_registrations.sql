-- The accepted rows of a file, $1.
INSERT INTO audit.registrations_row (registration_id, campaign_id, mpn_id, identification_number,
    registered_on, status, terms_version, terms_signed_on, source_file, source_line)
SELECT registration_id, campaign_id, mpn_id, identification_number, registered_on, status,
    terms_version, terms_signed_on, $1, source_line
FROM staged.registrations
