/*
 * The tables that the stages hand on, described in one place: which columns each has, of which
 * type, and where they stand in the row of C. `schemas/stage/NAME.sql` has the CREATE TABLE of
 * the same name and columns; a test holds the two together.
 *
 * Rows that are read point into the mapped file and live until it is closed.
 */
#ifndef CASHBACK_CORE_TABLE_H
#define CASHBACK_CORE_TABLE_H

#include "pipeline/edge/pgcopy.h"

enum column_type {
	COLUMN_TEXT,   /* struct span */
	COLUMN_INT,    /* int64_t */
	COLUMN_DATE,   /* date_t */
	COLUMN_MONEY,  /* struct money, 4 places */
	COLUMN_AMOUNT, /* struct money, shown with the places of the row's currency (places_at) */
};

struct table_column {
	const char *name;
	enum column_type type;
	size_t at;
	size_t places_at; /* COLUMN_AMOUNT: offset of an int */
};

struct table {
	const char *name;
	size_t row_size;
	const struct table_column *columns;
	int column_count;
};

void table_write(const struct table *table, struct pgcopy_writer *w, const void *row);
/* 1: a row was read; 0: the end; -1: the file is damaged. `places` fields are left alone. */
int table_read(const struct table *table, struct pgcopy_reader *r, void *row, struct error *err);
/* Reads only some columns; the fields of the others are left alone. A set of columns has bit i for
 * column i of the table. */
#define TABLE_ALL UINT64_MAX
int table_read_columns(const struct table *table, uint64_t columns, struct pgcopy_reader *r,
	void *row, struct error *err);
/* The same from the fields of a row (pgcopy_split); false where one has not its type's form. */
bool table_take(const struct table *table, uint64_t columns, const struct span *fields, void *row);
/* The columns of these names, which end with a NULL; the place of one, which must be there. */
uint64_t table_columns(const struct table *table, const char *const *names);
int table_column(const struct table *table, const char *name);

/* What extract makes of each delivered file (rules: the feeds). Blank cells are NULL, except that
 * blank line numbers and net amounts are already filled in. */

struct partner_row {
	struct span mpn_id, name;
	date_t membership_start, membership_end;
	struct span email, province;
	struct span payee_name, payee_account, payee_bank;
	int64_t source_line;
};

struct agreement_row {
	struct span agreement_number, license_type, reseller_id, customer_id;
	date_t start_date, end_date;
	int64_t source_line;
};

struct invoice_row {
	struct span invoice_number;
	int64_t line_number;
	date_t invoice_date;
	struct span reseller_id, agreement_number, customer_id, license_type, sku;
	int64_t quantity;
	struct money unit_price, net_amount;
	struct span currency, reference_invoice;
	int64_t source_line;
};

struct registration_row {
	struct span registration_id, campaign_id, mpn_id, identification_number;
	date_t registered_on;
	struct span status, terms_version;
	date_t terms_signed_on;
	int64_t source_line;
};

struct quarantine_row {
	struct span feed;
	int64_t source_line, byte_offset;
	struct span column_name, reason, value;
	struct span row_key; /* the first key column's value, where it could be read */
	struct span raw;     /* the record's bytes as delivered */
};

extern const struct table table_partners, table_agreements, table_invoices, table_registrations,
	table_quarantine;

/* What transform makes of them: one set a run. Texts are never NULL unless said so. */

struct partner_result {
	struct span mpn_id, name, email, province; /* email, province: may be NULL */
	date_t membership_start, membership_end;
};

/* One for each partner; where its money goes, as delivered: each may be NULL. */
struct payee_result {
	struct span mpn_id, payee_name, payee_account, payee_bank;
};

struct campaign_result {
	struct span campaign_id, name, kind, currency;
	date_t start_date, end_date;
	struct money partner_cap, budget; /* may be NULL */
	date_t calculation_date;          /* start_date where not given */
	date_t final_date;                /* may be NULL */
	struct span definition_sha256;
	int places; /* of the currency; not a column */
};

/* What campaign.conf says beyond that; texts may be NULL where they are of another kind. */
struct campaign_terms_result {
	struct span campaign_id;
	struct span tiers, scope, count_by, per, pay;
	date_t count_from;
	int64_t returns_days;
	struct span terms_version; /* may be NULL */
	date_t register_by;        /* may be NULL */
	struct span license_types; /* may be NULL */
	struct span sales_from, require_active_agreement;
	int64_t minimum_quantity;    /* may be NULL, like all below */
	struct money minimum_amount;
	int64_t lookback_days;
	struct span exclusive_group;
	int64_t priority;
	int places; /* of the currency; not a column */
};

/* A row of a card file. */
struct campaign_card_result {
	struct span campaign_id, card_file;
	int64_t card_line, entry_line;
	struct span sku;             /* with its *; NULL of thresholds */
	date_t valid_from, valid_to; /* may be NULL */
	int64_t minimum, maximum;    /* may be NULL */
	struct money rate;           /* may be NULL */
	int places; /* the currency's, of a threshold's amount; not a column */
};

struct registration_result {
	struct span mpn_id, registration_id, campaign_id, identification_number;
	struct span reseller_id; /* NULL: the number leads to no account */
	struct span found_in;    /* invoice, agreement; NULL */
	struct span state;
	date_t registered_on, terms_signed_on;
	struct span terms_version; /* may be NULL */
	struct span source_file;
	int64_t source_line;
};

struct earning_result {
	struct span mpn_id, campaign_id, invoice_number;
	int64_t line_number;
	struct span sku, reseller_id, customer_id; /* reseller_id, customer_id: may be NULL */
	date_t event_date;
	int64_t quantity;
	struct span currency;
	struct money amount, withheld;
	int64_t measure_before, measure_after;
	struct span note; /* NULL: nothing to say */
	struct span source_file;
	int64_t source_line;
	int64_t entry_line;   /* of the card entry; NULL: thresholds, or several groups */
	struct span measured; /* invoice, customer, period, "": everything; NULL: several groups */
	int places;
};

struct exclusion_result {
	struct span mpn_id, campaign_id, invoice_number;
	int64_t line_number;
	struct span sku, reseller_id, customer_id; /* reseller_id, customer_id: may be NULL */
	date_t event_date;
	int64_t quantity;
	struct span reason;
	struct span source_file;
	int64_t source_line;
	struct span fact; /* what the rule compared: license type, agreement, currency; may be NULL */
};

struct unmatched_return_result {
	struct span invoice_number;
	int64_t line_number;
	struct span sku, reseller_id, customer_id; /* reseller_id, customer_id: may be NULL */
	date_t invoice_date;
	int64_t quantity;           /* as delivered, negative */
	int64_t unmatched_quantity; /* units that found no sale, positive */
	struct span source_file;
	int64_t source_line;
};

struct payout_result {
	struct span mpn_id, campaign_id, currency;
	struct money amount, withheld;
	int64_t measure, next_threshold; /* NULL where there are several groups, or no next one */
	int places;
};

/* What a group has reached; none of a single invoice. */
struct standing_result {
	struct span mpn_id, campaign_id;
	int64_t entry_line; /* 0: thresholds */
	struct span measured;
	struct span currency;
	int64_t measure, next_threshold; /* next_threshold, next_adds: NULL where there is no next one */
	struct money next_adds;          /* what reaching it adds, before caps */
	date_t until;                    /* the last day on which a sale can count */
	int places;
};

/* Sales that are only counted: no-reseller, not-registered, not-approved. */
struct counted_result {
	struct span campaign_id, reason;
	int64_t lines, quantity;
};

extern const struct table table_partner_result, table_payee_result, table_campaign_result,
	table_registration_result, table_earning_result, table_exclusion_result,
	table_unmatched_return_result, table_payout_result, table_counted_result,
	table_campaign_terms_result, table_campaign_card_result, table_standing_result;

#endif
