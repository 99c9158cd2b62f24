-- Inputs of the second opinion: what the caller loads with COPY before the other files run.
--
-- The four *_row tables hold the accepted rows of every delivered file, after the checks inside
-- one file (bad rows, repeated keys and key conflicts are gone, blank line numbers are numbered,
-- a blank net_amount is quantity x unit_price) and before files are set against each other.
-- A blank cell is NULL. Nothing here reads a file or judges a row; that is the caller's work.

CREATE SCHEMA audit;

-- One row: the business date of the run, and the currency of lines that name none.
CREATE TABLE audit.parameter (
	as_of date NOT NULL,
	currency text COLLATE "C" NOT NULL
);

-- How each feed is delivered: changes or snapshot, row or invoice. No row: changes, row.
CREATE TABLE audit.feed (
	feed text COLLATE "C" PRIMARY KEY,
	delivery text COLLATE "C" DEFAULT 'changes' CHECK (delivery IN ('changes', 'snapshot')),
	replaces text COLLATE "C" DEFAULT 'row' CHECK (replaces IN ('row', 'invoice'))
);

-- Every file of a feed. Needed only where the last file of a snapshot has no accepted row;
-- a file that has rows need not be listed.
CREATE TABLE audit.delivered_file (
	feed text COLLATE "C",
	source_file text COLLATE "C",
	PRIMARY KEY (feed, source_file)
);

CREATE TABLE audit.partners_row (
	mpn_id text COLLATE "C" NOT NULL,
	name text COLLATE "C" NOT NULL,
	membership_start date,
	membership_end date,
	email text COLLATE "C",
	province text COLLATE "C",
	source_file text COLLATE "C" NOT NULL,
	source_line bigint NOT NULL,
	PRIMARY KEY (mpn_id, source_file)
);

CREATE TABLE audit.agreements_row (
	agreement_number text COLLATE "C" NOT NULL,
	license_type text COLLATE "C" NOT NULL,
	reseller_id text COLLATE "C" NOT NULL,
	customer_id text COLLATE "C",
	start_date date,
	end_date date,
	source_file text COLLATE "C" NOT NULL,
	source_line bigint NOT NULL,
	PRIMARY KEY (agreement_number, source_file)
);

CREATE TABLE audit.invoices_row (
	invoice_number text COLLATE "C" NOT NULL,
	line_number bigint NOT NULL,
	invoice_date date NOT NULL,
	reseller_id text COLLATE "C",
	agreement_number text COLLATE "C",
	customer_id text COLLATE "C",
	license_type text COLLATE "C",
	sku text COLLATE "C" NOT NULL,
	quantity bigint NOT NULL,
	unit_price numeric,
	net_amount numeric,
	currency text COLLATE "C",
	reference_invoice text COLLATE "C",
	source_file text COLLATE "C" NOT NULL,
	source_line bigint NOT NULL,
	PRIMARY KEY (invoice_number, line_number, source_file)
);

CREATE TABLE audit.registrations_row (
	registration_id text COLLATE "C" NOT NULL,
	campaign_id text COLLATE "C" NOT NULL,
	mpn_id text COLLATE "C" NOT NULL,
	identification_number text COLLATE "C" NOT NULL,
	registered_on date NOT NULL,
	status text COLLATE "C" NOT NULL,
	terms_version text COLLATE "C",
	terms_signed_on date,
	source_file text COLLATE "C" NOT NULL,
	source_line bigint NOT NULL,
	PRIMARY KEY (registration_id, source_file)
);

-- Invoices of which a file carried one line twice with different values.
CREATE TABLE audit.conflict (
	source_file text COLLATE "C",
	invoice_number text COLLATE "C",
	PRIMARY KEY (source_file, invoice_number)
);

-- One row a campaign, one column a key of campaign.conf, NULL where it is not given.
CREATE TABLE audit.campaign (
	id text COLLATE "C" PRIMARY KEY,
	name text COLLATE "C",
	kind text COLLATE "C" NOT NULL CHECK (kind IN ('dollar_per_sku', 'frequency')),
	start date NOT NULL,
	"end" date NOT NULL,
	currency text COLLATE "C" NOT NULL,
	tiers text COLLATE "C" NOT NULL CHECK (tiers IN ('retrospective', 'stepped')),
	returns_days bigint NOT NULL,
	terms_version text COLLATE "C",
	register_by date,
	license_types text[] COLLATE "C",
	sales_from text COLLATE "C" CHECK (sales_from IN ('start', 'registration')),
	require_active_agreement boolean,
	partner_cap numeric,
	budget numeric,
	exclusive_group text COLLATE "C",
	priority bigint,
	calculation_date date,
	final_date date,
	scope text COLLATE "C" CHECK (scope IN ('transaction', 'customer', 'partner')),
	count text COLLATE "C" CHECK (count IN ('transactions', 'customers', 'new_customers')),
	per text COLLATE "C" CHECK (per IN ('campaign', 'quarter', 'month')),
	pay text COLLATE "C" CHECK (pay IN ('once', 'each')),
	count_from date,
	minimum_quantity bigint,
	minimum_amount numeric,
	lookback_days bigint
);

-- rate_card.csv of dollar_per_sku: a blank minimum is 1, no maximum means no limit.
CREATE TABLE audit.card_row (
	campaign_id text COLLATE "C" NOT NULL,
	sku text COLLATE "C" NOT NULL,
	rate numeric NOT NULL,
	min_quantity bigint NOT NULL DEFAULT 1,
	max_quantity bigint,
	valid_from date,
	valid_to date
);

-- products.csv and thresholds.csv of frequency.
CREATE TABLE audit.product (
	campaign_id text COLLATE "C",
	sku text COLLATE "C",
	PRIMARY KEY (campaign_id, sku)
);
CREATE TABLE audit.threshold (
	campaign_id text COLLATE "C",
	threshold bigint,
	amount numeric NOT NULL,
	PRIMARY KEY (campaign_id, threshold)
);

-- Decimal places of a currency; one that is not listed has 2.
CREATE TABLE audit.currency (
	currency text COLLATE "C" PRIMARY KEY,
	places integer NOT NULL
);
