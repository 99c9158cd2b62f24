-- Returns of which some units found no sale.
CREATE TABLE "unmatched_return" (
    invoice_number text COLLATE "C",
    line_number bigint,
    sku text COLLATE "C",
    reseller_id text COLLATE "C",
    customer_id text COLLATE "C",
    invoice_date date,
    quantity bigint,
    unmatched_quantity bigint,
    source_file text COLLATE "C",
    source_line bigint
);
