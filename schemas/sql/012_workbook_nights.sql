-- What a night may leave alone: for each partner what was posted, as far as a workbook has to know,
-- and the business date of the night that last changed its workbook.

-- Large tables ----------------------------------------------------------------------------------

-- By campaign, how many postings there are, and the last that has something of the partner. The
-- ledger is append-only, so both together tell whether anything came to it.
CREATE TABLE cashback.partner_posting (
    mpn_id text COLLATE "C" NOT NULL,
    campaign_id text COLLATE "C" NOT NULL,
    posting bigint NOT NULL,
    lines bigint NOT NULL,
    CONSTRAINT partner_posting_pkey PRIMARY KEY (mpn_id, campaign_id)
);

-- The business date that the workbook and the pages bear: they have shown the same since then. The
-- fingerprint is that of schemas/queries/render_fingerprints.sql.
CREATE TABLE cashback.partner_shown (
    mpn_id text COLLATE "C" NOT NULL,
    fingerprint text COLLATE "C" NOT NULL,
    as_of date NOT NULL,
    CONSTRAINT partner_shown_pkey PRIMARY KEY (mpn_id)
);
