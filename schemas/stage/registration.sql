-- Every registration of a run, its account and its state.
CREATE TABLE "registration" (
    mpn_id text COLLATE "C",
    registration_id text COLLATE "C",
    campaign_id text COLLATE "C",
    identification_number text COLLATE "C",
    reseller_id text COLLATE "C",
    found_in text COLLATE "C",
    state text COLLATE "C",
    registered_on date,
    terms_signed_on date,
    terms_version text COLLATE "C",
    source_file text COLLATE "C",
    source_line bigint
);
