-- The campaigns' terms and cards as the last posted run settled them, and where each partner stands
-- in each group that it is measured by: for workbooks and pages that say what a line was paid at,
-- and how far the next tier is. Amounts are decided without them.

-- Reference tables ------------------------------------------------------------------------------

-- The keys of campaign.conf that are not in cashback.campaign; NULL: not given, or of another kind.
CREATE TABLE cashback.campaign_terms (
    campaign_id text COLLATE "C" NOT NULL,
    tiers text COLLATE "C" NOT NULL,
    scope text COLLATE "C",
    count_by text COLLATE "C",
    per text COLLATE "C",
    pay text COLLATE "C",
    count_from date NOT NULL,
    returns_days bigint NOT NULL,
    terms_version text,
    register_by date,
    -- separated by a comma and a blank; NULL: all
    license_types text,
    sales_from text COLLATE "C" NOT NULL,
    require_active_agreement text COLLATE "C" NOT NULL,
    minimum_quantity bigint,
    minimum_amount numeric,
    lookback_days bigint,
    exclusive_group text COLLATE "C",
    priority bigint,
    CONSTRAINT campaign_terms_pkey PRIMARY KEY (campaign_id)
);

-- The rows of a card. rate_card.csv: tiers of SKUs; products.csv: SKUs; thresholds.csv: thresholds.
CREATE TABLE cashback.campaign_card (
    campaign_id text COLLATE "C" NOT NULL,
    card_file text COLLATE "C" NOT NULL,
    card_line bigint NOT NULL,
    -- the first line of the rows with the same SKU and validity; 0 of thresholds
    entry_line bigint NOT NULL,
    -- as on the card, with its *; NULL of thresholds
    sku text COLLATE "C",
    valid_from date,
    valid_to date,
    -- the tier's first and last unit, or the threshold; NULL of products.csv, and no last one
    minimum bigint,
    maximum bigint,
    -- an amount a unit, or a threshold's
    rate numeric,
    CONSTRAINT campaign_card_pkey PRIMARY KEY (campaign_id, card_file, card_line),
    CONSTRAINT campaign_card_file_check
        CHECK (card_file IN ('rate_card.csv', 'products.csv', 'thresholds.csv'))
);

-- Large tables ----------------------------------------------------------------------------------

-- What an earning's line was measured with: the card entry (its first line; NULL: thresholds), and
-- the invoice, customer, month or quarter ('': the whole campaign). NULL: a return with parts in
-- several groups.
ALTER TABLE cashback.earning ADD COLUMN entry_line bigint;
ALTER TABLE cashback.earning ADD COLUMN measured text COLLATE "C";

-- What a rule compared: the license type, agreement number or currency of the sale.
ALTER TABLE cashback.exclusion ADD COLUMN fact text COLLATE "C";

-- Where a partner's groups stand, but for those of single invoices. next_adds: what reaching the
-- next threshold adds, before caps.
CREATE TABLE cashback.standing (
    mpn_id text COLLATE "C" NOT NULL,
    campaign_id text COLLATE "C" NOT NULL,
    -- 0: thresholds
    entry_line bigint NOT NULL,
    measured text COLLATE "C" NOT NULL,
    currency text COLLATE "C" NOT NULL,
    measure bigint NOT NULL,
    -- NULL: the highest is reached
    next_threshold bigint,
    next_adds numeric,
    -- the last day on which a sale can count in it
    until date NOT NULL,
    CONSTRAINT standing_pkey PRIMARY KEY (mpn_id, campaign_id, entry_line, measured)
);
