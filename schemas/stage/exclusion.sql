-- Sales that did not count, and late returns, with the reason.
CREATE TABLE "exclusion" (
    mpn_id text COLLATE "C",
    campaign_id text COLLATE "C",
    invoice_number text COLLATE "C",
    line_number bigint,
    sku text COLLATE "C",
    reseller_id text COLLATE "C",
    customer_id text COLLATE "C",
    event_date date,
    quantity bigint,
    reason text COLLATE "C",
    source_file text COLLATE "C",
    source_line bigint,
    fact text COLLATE "C"
);
