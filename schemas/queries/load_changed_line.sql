-- The lines whose results changed, with the table that has them: for these alone differences are
-- formed. A line can be there several times. Empty where everything is sent.
CREATE TEMPORARY TABLE changed_line (
    mpn_id text COLLATE "C" NOT NULL,
    campaign_id text COLLATE "C" NOT NULL,
    invoice_number text COLLATE "C" NOT NULL,
    line_number bigint NOT NULL,
    part text COLLATE "C" NOT NULL
) ON COMMIT DROP
