-- The accepted rows of one delivered agreements file.
CREATE TABLE "agreements" (
    agreement_number text COLLATE "C",
    license_type text COLLATE "C",
    reseller_id text COLLATE "C",
    customer_id text COLLATE "C",
    start_date date,
    end_date date,
    source_line bigint
);
