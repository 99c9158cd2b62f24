-- Where load_differences.sql puts what it finds, until the transaction ends.
CREATE TEMPORARY TABLE line_difference (
    mpn_id text COLLATE "C" NOT NULL,
    campaign_id text COLLATE "C" NOT NULL,
    invoice_number text COLLATE "C" NOT NULL,
    line_number bigint NOT NULL,
    currency text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    event_date date NOT NULL,
    amount numeric NOT NULL
) ON COMMIT DROP
