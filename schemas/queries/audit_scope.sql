-- What the audit's workbook is made from beside the database: gone with the session.
CREATE TEMPORARY TABLE audit_scope (
    operand text NOT NULL, campaign_id text COLLATE "C", period text COLLATE "C", starts date,
    ends date, seed text NOT NULL, clawback numeric NOT NULL
);
CREATE TEMPORARY TABLE audit_term (
    ordinal bigint NOT NULL, campaign_id text COLLATE "C" NOT NULL, file text NOT NULL,
    line bigint NOT NULL, content text NOT NULL
);
CREATE TEMPORARY TABLE audit_decision (
    campaign_id text COLLATE "C" NOT NULL, reason text COLLATE "C" NOT NULL, lines bigint NOT NULL
);
CREATE TEMPORARY TABLE audit_sample (
    ordinal bigint NOT NULL, mpn_id text COLLATE "C" NOT NULL,
    campaign_id text COLLATE "C" NOT NULL, invoice_number text COLLATE "C" NOT NULL,
    line_number bigint NOT NULL, event_date date NOT NULL, sku text NOT NULL,
    quantity bigint NOT NULL, source_file text COLLATE "C" NOT NULL, source_line bigint NOT NULL,
    account text, registration_id text, registered_on date, rule text NOT NULL, card text,
    measure_before bigint, measure_after bigint, amount numeric NOT NULL,
    withheld numeric NOT NULL, note text
);
CREATE TEMPORARY TABLE audit_finding (
    ordinal bigint NOT NULL, kind text NOT NULL, subject text NOT NULL, what text NOT NULL,
    expected text, found text
);
CREATE TEMPORARY TABLE audit_payment (
    period text COLLATE "C" NOT NULL, currency text COLLATE "C" NOT NULL, amount numeric NOT NULL
)
