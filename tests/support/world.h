/*
 * A small world for tests of the settlement: partners, registrations, lines and campaigns put
 * together by hand, settled, and asked what became of a line. Dates are days from 2026-07-01 on
 * (DAY(1) is that day), so that a test shows distances.
 */
#ifndef CASHBACK_TESTS_WORLD_H
#define CASHBACK_TESTS_WORLD_H

#include "stages/transform/transform.h"

#define DAY(n) (date_from_civil(2026, 7, 1) + (n) - 1)
#define CENTS(n) ((struct money){(int64_t)(n) * 100})

#define WORLD_MAX 64

struct world {
	struct campaign campaigns[4];
	struct partner partners[WORLD_MAX];
	struct agreement agreements[WORLD_MAX];
	struct registration registrations[WORLD_MAX];
	struct line lines[WORLD_MAX];
	struct card_entry entries[WORLD_MAX];
	struct tier tiers[WORLD_MAX];
	size_t entry_count, tier_count;
	struct transform t;
	struct earning found; /* by world_earning */
	struct error err;
};

/* Partner "0012345" with account "R-1", registered for "campaign" with the agreement "A-1" on the
 * day before the campaign; nothing is sold yet. */
struct world *world_new(void);
void world_free(struct world *w);

/* A dollar-per-SKU campaign of DAY(1) to DAY(90), retrospective, scope partner, 10 days for
 * returns, with an empty card. */
struct campaign *world_campaign(struct world *w, const char *id);
/* The same dates; frequency, counting transactions, per campaign, paid each. */
struct campaign *world_frequency(struct world *w, const char *id);
/* A tier (or threshold) for a campaign; units beyond maximum 0: no limit. */
void world_tier(struct world *w, struct campaign *c, const char *sku, int64_t minimum,
	int64_t maximum, struct money rate);
void world_threshold(struct world *w, struct campaign *c, int64_t threshold, struct money amount);
void world_product(struct world *w, struct campaign *c, const char *sku);

struct partner *world_partner(struct world *w, const char *mpn_id);
struct agreement *world_agreement(struct world *w, const char *number, const char *account);
struct registration *world_registration(struct world *w, const char *id, const char *campaign,
	const char *mpn_id, const char *number);
/* Account "R-1", customer "C-1", SKU "SEAT"; the amount is 1.00 a unit. */
struct line *world_line(struct world *w, const char *invoice, int64_t number, date_t date,
	int64_t quantity);
text_id world_text(struct world *w, const char *text);

/* Up to the returns: which sales count, and what is taken back. world_settle does it too. */
void world_ask(struct world *w);
/* Settles; the test fails where that fails. */
void world_settle(struct world *w);
/* -1, with w->err, where it does not work out. */
int world_try(struct world *w);

/* NULL: the line earned nothing there, or is not excluded there. An earning is there until the next
 * one is asked for. */
const struct earning *world_earning(struct world *w, const char *invoice, int64_t number);
const struct exclusion *world_exclusion(struct world *w, const char *invoice, int64_t number);
enum registration_state world_state(struct world *w, const char *registration_id);
struct money world_paid(struct world *w);

void assert_cents(struct money amount, int64_t cents);

#endif
