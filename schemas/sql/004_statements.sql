-- Tables of what comes after the posting: the chain of postings, statements and their approval,
-- manual adjustments, holds, payees and payments. Rows are only ever added: what takes something
-- back is a row of its own. Who adds a row stands in a column whose default is session_user, and
-- which nobody has the right to write (007).

-- Reference tables ------------------------------------------------------------------------------

-- files: a run of the pipeline; adjustment: the posting of an approved manual adjustment.
ALTER TABLE cashback.run ADD COLUMN origin text COLLATE "C" NOT NULL DEFAULT 'files';
ALTER TABLE cashback.run ADD CONSTRAINT run_origin_check
    CHECK (origin IN ('files', 'adjustment'));

-- Each posting, chained to the one before it by SHA-256 (docs/database.md, The chain).
CREATE TABLE cashback.chain (
    posting bigint NOT NULL,
    run_id text COLLATE "C" NOT NULL,
    previous text COLLATE "C" NOT NULL,
    inputs text COLLATE "C" NOT NULL,
    campaigns text COLLATE "C" NOT NULL,
    configuration text COLLATE "C" NOT NULL,
    postings text COLLATE "C" NOT NULL,
    link text COLLATE "C" NOT NULL,
    CONSTRAINT chain_pkey PRIMARY KEY (posting),
    CONSTRAINT chain_run_key UNIQUE (run_id),
    -- no fork: a link has one successor
    CONSTRAINT chain_previous_key UNIQUE (previous)
);

-- The texts whose hashes are in the chain (lists of inputs and campaigns, settings), by SHA-256.
CREATE TABLE cashback.chain_text (
    sha256 text COLLATE "C" NOT NULL,
    content text NOT NULL,
    CONSTRAINT chain_text_pkey PRIMARY KEY (sha256)
);

-- SHA-256 of a finished run's list of its files and their hashes (its SHA256SUMS).
CREATE TABLE cashback.run_files (
    run_id text COLLATE "C" NOT NULL,
    sha256 text COLLATE "C" NOT NULL,
    CONSTRAINT run_files_pkey PRIMARY KEY (run_id)
);

-- Delivered files whose content took the place of another, under the run that read them so.
CREATE TABLE cashback.file_replaced (
    run_id text COLLATE "C" NOT NULL,
    feed text COLLATE "C" NOT NULL,
    source_file text COLLATE "C" NOT NULL,
    sha256_before text COLLATE "C" NOT NULL,
    sha256 text COLLATE "C" NOT NULL,
    CONSTRAINT file_replaced_pkey PRIMARY KEY (run_id, feed, source_file)
);

-- Rows of a newly read file that a row of an older file, which sorts later, takes the place of.
CREATE TABLE cashback.rows_lost (
    run_id text COLLATE "C" NOT NULL,
    feed text COLLATE "C" NOT NULL,
    source_file text COLLATE "C" NOT NULL,
    lost_to text COLLATE "C" NOT NULL,
    lines bigint NOT NULL,
    CONSTRAINT rows_lost_pkey PRIMARY KEY (run_id, feed, source_file, lost_to)
);

-- A period that was closed: a draft, until its approval stands beside it.
CREATE TABLE cashback.closing (
    period text COLLATE "C" NOT NULL,
    -- 1 for the first; a draft that was discarded and closed again is the next
    attempt bigint NOT NULL,
    starts date NOT NULL,
    ends date NOT NULL,
    -- the last posting that it knows, and its link in the chain
    posting bigint NOT NULL,
    link text COLLATE "C" NOT NULL,
    minimum_payout numeric NOT NULL,
    -- two: whoever approves is another login role than whoever closed; one: the same may
    approval text COLLATE "C" NOT NULL DEFAULT 'two',
    closed_by text COLLATE "C" NOT NULL DEFAULT session_user,
    closed_at timestamp with time zone NOT NULL,
    CONSTRAINT closing_pkey PRIMARY KEY (period),
    CONSTRAINT closing_ends_key UNIQUE (ends),
    CONSTRAINT closing_closer_key UNIQUE (period, closed_by, approval),
    CONSTRAINT closing_dates_check CHECK (starts <= ends),
    CONSTRAINT closing_approval_check CHECK (approval IN ('two', 'one'))
);

CREATE TABLE cashback.closing_approval (
    period text COLLATE "C" NOT NULL,
    closed_by text COLLATE "C" NOT NULL,
    approval text COLLATE "C" NOT NULL DEFAULT 'two',
    approved_by text COLLATE "C" NOT NULL DEFAULT session_user,
    approved_at timestamp with time zone NOT NULL,
    -- SHA-256 over the statements as they were approved (queries/statement_seal.sql)
    seal text COLLATE "C" NOT NULL,
    CONSTRAINT closing_approval_pkey PRIMARY KEY (period),
    CONSTRAINT closing_approval_four_eyes_check
        CHECK (approval = 'one' OR approved_by <> closed_by)
);

CREATE TABLE cashback.closing_discard (
    period text COLLATE "C" NOT NULL,
    attempt bigint NOT NULL,
    closed_by text COLLATE "C" NOT NULL,
    discarded_by text COLLATE "C" NOT NULL DEFAULT session_user,
    discarded_at timestamp with time zone NOT NULL,
    CONSTRAINT closing_discard_pkey PRIMARY KEY (period, attempt)
);

-- A payment file that was exported. Repeating the export gives the same bytes again.
CREATE TABLE cashback.payment_export (
    export_number bigint NOT NULL,
    period text COLLATE "C" NOT NULL,
    currency text COLLATE "C" NOT NULL,
    -- the chain's head at that time
    link text COLLATE "C" NOT NULL,
    payer_name text NOT NULL,
    payer_account text NOT NULL,
    payer_bank text NOT NULL,
    execution_date date NOT NULL,
    exported_by text COLLATE "C" NOT NULL DEFAULT session_user,
    exported_at timestamp with time zone NOT NULL,
    CONSTRAINT payment_export_pkey PRIMARY KEY (export_number)
);

-- A line of a period's journals for the general ledger (docs/payments.md). The first journal has
-- what the period accrued, earned, clawed back and adjusted; each has what was paid with it.
CREATE TABLE cashback.journal_entry (
    period text COLLATE "C" NOT NULL,
    journal bigint NOT NULL,
    line bigint NOT NULL,
    entry_date date NOT NULL,
    entry text COLLATE "C" NOT NULL,
    account text COLLATE "C" NOT NULL,
    -- NULL of a payment
    campaign_id text COLLATE "C",
    -- of a payment
    export_number bigint,
    currency text COLLATE "C" NOT NULL,
    debit numeric NOT NULL,
    credit numeric NOT NULL,
    CONSTRAINT journal_entry_pkey PRIMARY KEY (period, journal, line),
    CONSTRAINT journal_entry_entry_check CHECK (entry IN
        ('accrued', 'earned', 'clawed-back', 'adjusted', 'paid', 'paid-again')),
    CONSTRAINT journal_entry_side_check CHECK (debit >= 0 AND credit >= 0 AND debit * credit = 0)
);

-- Large tables ----------------------------------------------------------------------------------

-- The hash of all that the last posted run sent of a partner: what did not change is not sent.
CREATE TABLE cashback.partner_result (
    mpn_id text COLLATE "C" NOT NULL,
    fingerprint text COLLATE "C" NOT NULL,
    CONSTRAINT partner_result_pkey PRIMARY KEY (mpn_id)
);

-- The line whose arrival, change or disappearance made a run adjust others of the partner.
CREATE TABLE cashback.adjustment_cause (
    mpn_id text COLLATE "C" NOT NULL,
    campaign_id text COLLATE "C" NOT NULL,
    run_id text COLLATE "C" NOT NULL,
    invoice_number text COLLATE "C" NOT NULL,
    line_number bigint NOT NULL,
    -- NULL: the line vanished
    source_file text COLLATE "C",
    source_line bigint,
    CONSTRAINT adjustment_cause_pkey PRIMARY KEY (mpn_id, campaign_id, run_id)
);

-- A manual entry, proposed. Approved, it is posted to the ledger with a blank invoice number and
-- its own number as the line's.
CREATE TABLE cashback.adjustment (
    mpn_id text COLLATE "C" NOT NULL,
    adjustment_number bigint NOT NULL,
    campaign_id text COLLATE "C" NOT NULL,
    currency text COLLATE "C" NOT NULL,
    event_date date NOT NULL,
    amount numeric NOT NULL,
    reason text NOT NULL,
    approval text COLLATE "C" NOT NULL DEFAULT 'two',
    proposed_by text COLLATE "C" NOT NULL DEFAULT session_user,
    proposed_at timestamp with time zone NOT NULL,
    CONSTRAINT adjustment_pkey PRIMARY KEY (mpn_id, adjustment_number),
    CONSTRAINT adjustment_proposer_key UNIQUE (mpn_id, adjustment_number, proposed_by, approval),
    CONSTRAINT adjustment_amount_check CHECK (amount <> 0),
    CONSTRAINT adjustment_approval_check CHECK (approval IN ('two', 'one'))
);

CREATE TABLE cashback.adjustment_decision (
    mpn_id text COLLATE "C" NOT NULL,
    adjustment_number bigint NOT NULL,
    decision text COLLATE "C" NOT NULL,
    -- the posting of one that was approved
    run_id text COLLATE "C",
    proposed_by text COLLATE "C" NOT NULL,
    approval text COLLATE "C" NOT NULL DEFAULT 'two',
    decided_by text COLLATE "C" NOT NULL DEFAULT session_user,
    decided_at timestamp with time zone NOT NULL,
    CONSTRAINT adjustment_decision_pkey PRIMARY KEY (mpn_id, adjustment_number),
    CONSTRAINT adjustment_decision_check CHECK (decision IN ('approved', 'rejected')),
    CONSTRAINT adjustment_decision_run_check CHECK ((decision = 'approved') = (run_id IS NOT NULL)),
    CONSTRAINT adjustment_decision_four_eyes_check
        CHECK (approval = 'one' OR decision = 'rejected' OR decided_by <> proposed_by)
);

-- A partner whose balance is not paid until the hold is lifted.
CREATE TABLE cashback.partner_hold (
    mpn_id text COLLATE "C" NOT NULL,
    hold_number bigint NOT NULL,
    reason text NOT NULL,
    held_by text COLLATE "C" NOT NULL DEFAULT session_user,
    held_at timestamp with time zone NOT NULL,
    CONSTRAINT partner_hold_pkey PRIMARY KEY (mpn_id, hold_number)
);

CREATE TABLE cashback.partner_hold_lift (
    mpn_id text COLLATE "C" NOT NULL,
    hold_number bigint NOT NULL,
    reason text NOT NULL,
    lifted_by text COLLATE "C" NOT NULL DEFAULT session_user,
    lifted_at timestamp with time zone NOT NULL,
    CONSTRAINT partner_hold_lift_pkey PRIMARY KEY (mpn_id, hold_number)
);

-- One a partner, currency and period: closing = opening + earned + adjusted - payment.
CREATE TABLE cashback.statement_document (
    mpn_id text COLLATE "C" NOT NULL,
    statement_number text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    currency text COLLATE "C" NOT NULL,
    -- as it was called when the period was closed
    partner_name text NOT NULL,
    opening numeric NOT NULL,
    -- first postings of lines, claw-backs included; of these, what returns took back
    earned numeric NOT NULL,
    clawed_back numeric NOT NULL,
    adjusted numeric NOT NULL,
    payment numeric NOT NULL,
    closing numeric NOT NULL,
    -- posted, and not payable before the campaign's calculation_date; no part of the balance
    accrued numeric NOT NULL,
    -- why a balance that is due was not paid: below-minimum, on-hold, or NULL
    carried_for text COLLATE "C",
    hold_reason text,
    CONSTRAINT statement_document_pkey PRIMARY KEY (mpn_id, statement_number),
    CONSTRAINT statement_document_period_key UNIQUE (mpn_id, period, currency),
    CONSTRAINT statement_document_balance_check
        CHECK (closing = opening + earned + adjusted - payment),
    CONSTRAINT statement_document_payment_check CHECK (payment >= 0)
);

CREATE TABLE cashback.statement_campaign (
    mpn_id text COLLATE "C" NOT NULL,
    statement_number text COLLATE "C" NOT NULL,
    campaign_id text COLLATE "C" NOT NULL,
    campaign_name text NOT NULL,
    earned numeric NOT NULL,
    clawed_back numeric NOT NULL,
    adjusted numeric NOT NULL,
    accrued numeric NOT NULL,
    -- its calculation_date as it stood
    payable_from date,
    CONSTRAINT statement_campaign_pkey PRIMARY KEY (mpn_id, statement_number, campaign_id)
);

-- A posting on a statement, with what the statement says of its line. Its key is the ledger's, so
-- that no posting is on two statements.
CREATE TABLE cashback.statement_entry (
    mpn_id text COLLATE "C" NOT NULL,
    campaign_id text COLLATE "C" NOT NULL,
    invoice_number text COLLATE "C" NOT NULL,
    line_number bigint NOT NULL,
    run_id text COLLATE "C" NOT NULL,
    currency text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    statement_number text COLLATE "C" NOT NULL,
    -- earned, clawed-back, or adjusted: what came later than the statement that it belongs to
    part text COLLATE "C" NOT NULL,
    -- NULL where the line has vanished, and of a manual adjustment
    sku text COLLATE "C",
    customer_id text COLLATE "C",
    quantity bigint,
    -- where the line came from; of a manual adjustment NULL
    source_file text COLLATE "C",
    source_line bigint,
    -- of a manual adjustment
    reason text,
    CONSTRAINT statement_entry_pkey
        PRIMARY KEY (mpn_id, campaign_id, invoice_number, line_number, run_id, currency, kind),
    CONSTRAINT statement_entry_part_check CHECK (part IN ('earned', 'clawed-back', 'adjusted'))
);

-- The workbook of a final statement, as it was published.
CREATE TABLE cashback.statement_workbook (
    mpn_id text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    file_name text COLLATE "C" NOT NULL,
    sha256 text COLLATE "C" NOT NULL,
    CONSTRAINT statement_workbook_pkey PRIMARY KEY (mpn_id, period)
);

-- Where a partner's money goes: each version that the partners feed has delivered.
CREATE TABLE cashback.payee (
    mpn_id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    payee_name text,
    payee_account text,
    payee_bank text,
    run_id text COLLATE "C" NOT NULL,
    CONSTRAINT payee_pkey PRIMARY KEY (mpn_id, version)
);

CREATE TABLE cashback.payee_confirmation (
    mpn_id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    confirmed_by text COLLATE "C" NOT NULL DEFAULT session_user,
    confirmed_at timestamp with time zone NOT NULL,
    CONSTRAINT payee_confirmation_pkey PRIMARY KEY (mpn_id, version)
);

-- A statement's payment in an export: once (correction 0), and again only by name (1, 2 ...).
CREATE TABLE cashback.payment (
    mpn_id text COLLATE "C" NOT NULL,
    statement_number text COLLATE "C" NOT NULL,
    correction bigint NOT NULL,
    export_number bigint NOT NULL,
    currency text COLLATE "C" NOT NULL,
    amount numeric NOT NULL,
    payee_version bigint NOT NULL,
    payee_name text NOT NULL,
    payee_account text NOT NULL,
    payee_bank text,
    CONSTRAINT payment_pkey PRIMARY KEY (mpn_id, statement_number, correction),
    CONSTRAINT payment_amount_check CHECK (amount > 0)
);
