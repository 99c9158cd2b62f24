/*
 * The one principle (rules: what is paid). A campaign is a payout function of a running measure:
 * its eligible sales and their returns are put in groups, the events are taken in chronological
 * order over all groups, and each event earns the change that it makes, as far as caps allow.
 *
 *     filter        eligibility.c   which sales count
 *     events        events.c        the sales and their returns, in order
 *     group         group.c         which events are measured together
 *     measure       measure.c       what a group has reached
 *     payout curve  curve.c         what that is worth
 *     caps          caps.c          what is left to give
 *     fold          settle.c        the loop that brings them together
 *
 * No campaign asks what another has paid: they are settled side by side (settlement.c).
 */
#ifndef CASHBACK_TRANSFORM_SETTLE_H
#define CASHBACK_TRANSFORM_SETTLE_H

#include "pipeline/base/error.h"
#include "stages/transform/earnings.h"
#include "stages/transform/eligibility.h"
#include "stages/transform/returns.h"

struct payout {
	uint32_t partner, campaign;
	struct money amount, withheld;
	int64_t measure, next_threshold; /* INT64_MIN: several groups, or no next one */
	uint32_t groups;
};

struct payouts {
	struct payout *items;
	size_t count, cap;
};

/* What a group has reached at the end. */
struct standing {
	uint32_t partner, campaign;
	uint32_t entry, sale; /* as in an earning */
	int64_t measure, next_threshold; /* next_threshold: INT64_MIN where there is no next one */
	struct money next_adds;          /* MONEY_NONE there, and where it does not fit */
};

struct standings {
	struct standing *items;
	size_t count, cap;
};

/* What became of one campaign. */
struct outcome {
	struct earnings earnings;   /* by partner, invoice and line */
	struct payouts payouts;     /* by partner */
	struct standings standings; /* by partner, and in the order of their first sales */
	struct exclusions late_returns;
};

/* All results of one partner in one campaign, of one kind. */
struct stretch {
	size_t start; /* the number of those before */
	uint32_t campaign, first; /* where they begin in the campaign's */
};

/* Results by partner, and then by campaign. */
struct stretches {
	struct stretch *items;
	size_t count, cap;
	size_t total; /* of results */
};

struct settlement {
	struct outcome *outcomes; /* by campaign; their payouts and late returns are taken out */
	size_t campaign_count;
	struct payouts payouts; /* by partner and campaign */
	struct stretches earnings, standings;
};

/* What all campaigns need. */
struct settling {
	const struct sales *sales;
	const struct registrations *registrations;
	const struct returns *returns;
	text_id watched; /* as of earnings */
};

/* Settles one campaign. EXIT_DATA where an amount does not fit, with the file and line that caused
 * it; the outcome is then empty. */
int settle_campaign(struct outcome *outcome, const struct settling *settling, size_t campaign,
	const struct claims *claims, struct error *err);
void outcome_release(struct outcome *outcome);

/* Settles all campaigns, several at a time, and frees the claims of each. Late returns join the other
 * exclusions, and the parts of one become one exclusion. EXIT_DATA as above. */
int settlement_make(struct settlement *settlement, const struct settling *settling,
	struct eligibility *eligibility, int jobs, struct error *err);
/* The earning at a place, by partner, campaign, invoice and line: 0 to earnings.total - 1. */
struct earning settlement_earning(const struct settlement *settlement, size_t place);
/* The stretch that has a place. */
const struct stretch *stretches_at(const struct stretches *stretches, size_t place);
/* The same where `stretch` is that of the place before, or of the place itself. */
const struct stretch *stretches_go_to(const struct stretches *stretches,
	const struct stretch *stretch, size_t place);
void settlement_release(struct settlement *settlement);

#endif
