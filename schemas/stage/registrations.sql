-- The accepted rows of one delivered registrations file.
CREATE TABLE "registrations" (
    registration_id text COLLATE "C",
    campaign_id text COLLATE "C",
    mpn_id text COLLATE "C",
    identification_number text COLLATE "C",
    registered_on date,
    status text COLLATE "C",
    terms_version text COLLATE "C",
    terms_signed_on date,
    source_line bigint
);
