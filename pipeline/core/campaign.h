/*
 * A campaign: the folder with campaign.conf and its card files, read and checked (rules: the
 * campaign file). Everything that can be wrong with it is found here, all problems at once, each
 * with file and line; whoever holds a struct campaign need not check anything again.
 *
 * Both kinds share one shape: a list of card entries that says which SKUs take part, and a payout
 * curve made of tiers. Dollar per SKU has its tiers in each entry, frequency has one list of
 * thresholds for the whole campaign.
 */
#ifndef CASHBACK_CORE_CAMPAIGN_H
#define CASHBACK_CORE_CAMPAIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pipeline/base/date.h"
#include "pipeline/base/error.h"
#include "pipeline/base/money.h"

enum campaign_kind { KIND_DOLLAR_PER_SKU, KIND_FREQUENCY };
enum campaign_tiers { TIERS_RETROSPECTIVE, TIERS_STEPPED };
enum campaign_scope { SCOPE_TRANSACTION, SCOPE_CUSTOMER, SCOPE_PARTNER };
enum campaign_count { COUNT_TRANSACTIONS, COUNT_CUSTOMERS, COUNT_NEW_CUSTOMERS };
enum campaign_per { PER_CAMPAIGN, PER_QUARTER, PER_MONTH };
enum campaign_pay { PAY_ONCE, PAY_EACH };
enum campaign_sales_from { SALES_FROM_START, SALES_FROM_REGISTRATION };

#define UNITS_NO_LIMIT INT64_MAX

/* One tier. Dollar per SKU: `rate` for the units from minimum to maximum. Frequency: `rate` is the
 * amount of the threshold `minimum`, and maximum is UNITS_NO_LIMIT. */
struct tier {
	int64_t minimum, maximum;
	struct money rate;
	size_t line; /* in the card file */
};

/* The rows of a card with the same SKU and validity. */
struct card_entry {
	char *sku;   /* without the * of a prefix */
	bool prefix; /* takes every SKU that begins with it */
	date_t valid_from, valid_to; /* DATE_MIN, DATE_MAX where open */
	struct tier *tiers;          /* ascending; none for frequency */
	size_t tier_count;
	size_t line; /* of its first row */
};

struct campaign {
	char *folder; /* where it was read from */
	char *id, *name, *currency;
	int places; /* of the currency */
	enum campaign_kind kind;
	date_t start, end;
	enum campaign_tiers tiers;
	int64_t returns_days;
	char *terms_version; /* NULL: no terms to accept */
	date_t register_by;  /* DATE_MAX: any time */
	char **license_types;
	size_t license_type_count; /* 0: all */
	enum campaign_sales_from sales_from;
	bool require_active_agreement;
	struct money partner_cap, budget; /* MONEY_NONE: no limit */
	char *exclusive_group;            /* NULL: in none */
	int64_t priority; /* within exclusive_group; says nothing without one */
	date_t calculation_date; /* start where not given */
	date_t final_date;       /* DATE_MAX where not given */

	enum campaign_scope scope; /* dollar per SKU */

	enum campaign_count count; /* frequency, from here on */
	enum campaign_per per;
	enum campaign_pay pay;
	date_t count_from; /* start where not given; for dollar per SKU too */
	int64_t minimum_quantity;    /* 1 where not given */
	struct money minimum_amount; /* MONEY_NONE: not looked at */
	int64_t lookback_days;       /* 0 but for new customers */

	struct card_entry *entries; /* in byte order of SKU, exact before prefix, then by validity */
	size_t entry_count;
	struct tier *thresholds;
	size_t threshold_count;
};

/* Reads and checks one folder. All problems are added to err (EXIT_CONFIG); the campaign is empty
 * then. */
int campaign_load(struct campaign *campaign, const char *folder, struct error *err);
void campaign_release(struct campaign *campaign);

struct campaigns {
	struct campaign *items; /* in byte order of their ids */
	size_t count;
};

/* Reads every folder and checks what concerns several campaigns: an id used twice, a priority
 * used twice in a group. All problems of all campaigns at once. */
int campaigns_load(struct campaigns *campaigns, char *const *folders, size_t count,
	struct error *err);
/* Adds the folders that a glob(7) pattern names, in byte order; plain files among the matches are
 * passed over. */
struct names;
int campaigns_find(const char *pattern, struct names *ret_folders, struct error *err);
void campaigns_release(struct campaigns *campaigns);

/* SHA-256 over the folder's files that define the campaign (campaign.conf and its card files),
 * each with its name: the same definition has the same digest wherever the folder stands. */
int campaign_hash(const char *folder, char ret_hash[65], struct error *err);
/* The names that those files can have, in byte order, then NULL: for copying those that exist. */
extern const char *const campaign_files[];

/* The words of campaign.conf for the enums above, e.g. campaign_kind_name[KIND_FREQUENCY]. Each
 * list ends with NULL. */
extern const char *const campaign_kind_name[];
extern const char *const campaign_tiers_name[];
extern const char *const campaign_scope_name[];
extern const char *const campaign_count_name[];
extern const char *const campaign_per_name[];
extern const char *const campaign_pay_name[];

#endif
