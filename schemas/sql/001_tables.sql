-- Tables with their keys and checks. Migrations come in three kinds, in this order: tables,
-- distribution (002), and then foreign keys, views and grants (003); see docs/database.md.
--
-- Reference tables are small and hold the global keys. In every large table the partner's key,
-- mpn_id, is NOT NULL and first in the primary key; large tables are joined on it.

-- Reference tables ------------------------------------------------------------------------------

CREATE TABLE cashback.run (
    run_id text COLLATE "C" NOT NULL,
    as_of date NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    status text COLLATE "C" NOT NULL,
    -- for a held run: why, in words
    reason text,
    -- the place of a run that posted in the order of postings; NULL: it has posted nothing
    posting bigint,
    -- what it was the first to read: files, their rows, and those of them that were rejected
    files_taken bigint,
    rows_taken bigint,
    rows_quarantined bigint,
    CONSTRAINT run_pkey PRIMARY KEY (run_id),
    CONSTRAINT run_posting_key UNIQUE (posting),
    CONSTRAINT run_status_check
        CHECK (status IN ('running', 'held', 'posted', 'finished', 'superseded', 'failed'))
);

-- What a run posted, or, where it is held, would post: lines, their sum, and the sum of their
-- absolute amounts.
CREATE TABLE cashback.run_movement (
    run_id text COLLATE "C" NOT NULL,
    currency text COLLATE "C" NOT NULL,
    lines bigint NOT NULL,
    amount numeric NOT NULL,
    absolute numeric NOT NULL,
    CONSTRAINT run_movement_pkey PRIMARY KEY (run_id, currency)
);

CREATE TABLE cashback.partner (
    mpn_id text COLLATE "C" NOT NULL,
    name text NOT NULL,
    email text,
    province text,
    membership_start date,
    membership_end date,
    CONSTRAINT partner_pkey PRIMARY KEY (mpn_id)
);

CREATE TABLE cashback.campaign (
    campaign_id text COLLATE "C" NOT NULL,
    name text NOT NULL,
    kind text COLLATE "C" NOT NULL,
    currency text COLLATE "C" NOT NULL,
    start_date date NOT NULL,
    end_date date NOT NULL,
    partner_cap numeric,
    budget numeric,
    calculation_date date NOT NULL,
    final_date date,
    definition_sha256 text COLLATE "C" NOT NULL,
    CONSTRAINT campaign_pkey PRIMARY KEY (campaign_id),
    CONSTRAINT campaign_dates_check CHECK (start_date <= end_date)
);

-- The delivered files that the last posted run settled.
CREATE TABLE cashback.source_file (
    feed text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    sha256 text COLLATE "C" NOT NULL,
    size bigint NOT NULL,
    rows_read bigint NOT NULL,
    rows_accepted bigint NOT NULL,
    rows_rejected bigint NOT NULL,
    rows_duplicate bigint NOT NULL,
    CONSTRAINT source_file_pkey PRIMARY KEY (feed, name)
);

-- Sales that are only counted, by campaign and reason: nobody reads them line by line.
CREATE TABLE cashback.counted (
    campaign_id text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL,
    lines bigint NOT NULL,
    quantity bigint NOT NULL,
    CONSTRAINT counted_pkey PRIMARY KEY (campaign_id, reason)
);

-- Returns of which some units found no sale; they belong to no partner.
CREATE TABLE cashback.unmatched_return (
    invoice_number text COLLATE "C" NOT NULL,
    line_number bigint NOT NULL,
    sku text COLLATE "C" NOT NULL,
    reseller_id text COLLATE "C",
    customer_id text COLLATE "C",
    invoice_date date NOT NULL,
    quantity bigint NOT NULL,
    unmatched_quantity bigint NOT NULL,
    source_file text COLLATE "C" NOT NULL,
    source_line bigint NOT NULL,
    CONSTRAINT unmatched_return_pkey PRIMARY KEY (invoice_number, line_number),
    CONSTRAINT unmatched_return_quantity_check CHECK (quantity < 0 AND unmatched_quantity > 0)
);

-- Rows that extract rejected, under the run that first read them.
CREATE TABLE cashback.quarantine (
    run_id text COLLATE "C" NOT NULL,
    feed text COLLATE "C" NOT NULL,
    source_file text COLLATE "C" NOT NULL,
    source_line bigint NOT NULL,
    byte_offset bigint NOT NULL,
    column_name text COLLATE "C",
    reason text COLLATE "C" NOT NULL,
    value text,
    raw bytea,
    CONSTRAINT quarantine_pkey PRIMARY KEY (run_id, feed, source_file, source_line)
);

-- Large tables ----------------------------------------------------------------------------------

CREATE TABLE cashback.registration (
    mpn_id text COLLATE "C" NOT NULL,
    registration_id text COLLATE "C" NOT NULL,
    campaign_id text COLLATE "C" NOT NULL,
    identification_number text COLLATE "C" NOT NULL,
    -- NULL: the number leads to no account
    reseller_id text COLLATE "C",
    found_in text COLLATE "C",
    state text COLLATE "C" NOT NULL,
    registered_on date NOT NULL,
    terms_signed_on date,
    terms_version text,
    source_file text COLLATE "C" NOT NULL,
    source_line bigint NOT NULL,
    CONSTRAINT registration_pkey PRIMARY KEY (mpn_id, registration_id),
    CONSTRAINT registration_state_check CHECK (state IN ('unknown-campaign', 'unknown-partner',
        'not-approved', 'terms-not-accepted', 'registered-late', 'number-not-found',
        'account-taken', 'active'))
);

CREATE TABLE cashback.earning (
    mpn_id text COLLATE "C" NOT NULL,
    campaign_id text COLLATE "C" NOT NULL,
    invoice_number text COLLATE "C" NOT NULL,
    line_number bigint NOT NULL,
    sku text COLLATE "C" NOT NULL,
    reseller_id text COLLATE "C",
    customer_id text COLLATE "C",
    event_date date NOT NULL,
    quantity bigint NOT NULL,
    currency text COLLATE "C" NOT NULL,
    amount numeric NOT NULL,
    withheld numeric NOT NULL,
    measure_before bigint NOT NULL,
    measure_after bigint NOT NULL,
    note text COLLATE "C",
    source_file text COLLATE "C" NOT NULL,
    source_line bigint NOT NULL,
    CONSTRAINT earning_pkey PRIMARY KEY (mpn_id, campaign_id, invoice_number, line_number)
);

CREATE TABLE cashback.exclusion (
    mpn_id text COLLATE "C" NOT NULL,
    campaign_id text COLLATE "C" NOT NULL,
    invoice_number text COLLATE "C" NOT NULL,
    line_number bigint NOT NULL,
    sku text COLLATE "C" NOT NULL,
    reseller_id text COLLATE "C",
    customer_id text COLLATE "C",
    event_date date NOT NULL,
    quantity bigint NOT NULL,
    reason text COLLATE "C" NOT NULL,
    source_file text COLLATE "C" NOT NULL,
    source_line bigint NOT NULL,
    CONSTRAINT exclusion_pkey PRIMARY KEY (mpn_id, campaign_id, invoice_number, line_number)
);

CREATE TABLE cashback.payout (
    mpn_id text COLLATE "C" NOT NULL,
    campaign_id text COLLATE "C" NOT NULL,
    currency text COLLATE "C" NOT NULL,
    amount numeric NOT NULL,
    withheld numeric NOT NULL,
    -- NULL where there are several groups
    measure bigint,
    next_threshold bigint,
    CONSTRAINT payout_pkey PRIMARY KEY (mpn_id, campaign_id)
);

-- Append-only: what was posted is never changed. The first posting of a line is its earning; what
-- a later run posts for the same line is an adjustment.
CREATE TABLE cashback.ledger (
    mpn_id text COLLATE "C" NOT NULL,
    campaign_id text COLLATE "C" NOT NULL,
    invoice_number text COLLATE "C" NOT NULL,
    line_number bigint NOT NULL,
    run_id text COLLATE "C" NOT NULL,
    currency text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    event_date date NOT NULL,
    amount numeric NOT NULL,
    CONSTRAINT ledger_pkey
        PRIMARY KEY (mpn_id, campaign_id, invoice_number, line_number, run_id, currency, kind),
    CONSTRAINT ledger_kind_check CHECK (kind IN ('earning', 'adjustment')),
    CONSTRAINT ledger_amount_check CHECK (amount <> 0)
);

-- Differences of campaigns whose final date has passed: listed by the last run, never posted.
CREATE TABLE cashback.unposted (
    mpn_id text COLLATE "C" NOT NULL,
    campaign_id text COLLATE "C" NOT NULL,
    invoice_number text COLLATE "C" NOT NULL,
    line_number bigint NOT NULL,
    currency text COLLATE "C" NOT NULL,
    event_date date NOT NULL,
    amount numeric NOT NULL,
    CONSTRAINT unposted_pkey
        PRIMARY KEY (mpn_id, campaign_id, invoice_number, line_number, currency)
);
