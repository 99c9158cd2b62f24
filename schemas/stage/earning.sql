-- One row for each event of an eligible sale: what it earned.
CREATE TABLE "earning" (
    mpn_id text COLLATE "C",
    campaign_id text COLLATE "C",
    invoice_number text COLLATE "C",
    line_number bigint,
    sku text COLLATE "C",
    reseller_id text COLLATE "C",
    customer_id text COLLATE "C",
    event_date date,
    quantity bigint,
    currency text COLLATE "C",
    amount numeric,
    withheld numeric,
    measure_before bigint,
    measure_after bigint,
    note text COLLATE "C",
    source_file text COLLATE "C",
    source_line bigint,
    entry_line bigint,
    measured text COLLATE "C"
);
