-- Where load_lines_before.sql remembers lines, until the transaction ends.
CREATE TEMPORARY TABLE line_before (
    mpn_id text COLLATE "C" NOT NULL,
    campaign_id text COLLATE "C" NOT NULL,
    invoice_number text COLLATE "C" NOT NULL,
    line_number bigint NOT NULL,
    sku text COLLATE "C" NOT NULL,
    reseller_id text COLLATE "C",
    customer_id text COLLATE "C",
    event_date date NOT NULL,
    quantity bigint NOT NULL
) ON COMMIT DROP
