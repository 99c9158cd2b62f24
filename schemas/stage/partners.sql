-- The accepted rows of one delivered partners file.
CREATE TABLE "partners" (
    mpn_id text COLLATE "C",
    name text COLLATE "C",
    membership_start date,
    membership_end date,
    email text COLLATE "C",
    province text COLLATE "C",
    payee_name text COLLATE "C",
    payee_account text COLLATE "C",
    payee_bank text COLLATE "C",
    source_line bigint
);
