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
 */
#ifndef CASHBACK_TRANSFORM_SETTLE_H
#define CASHBACK_TRANSFORM_SETTLE_H

#include "pipeline/base/error.h"
#include "stages/transform/eligibility.h"
#include "stages/transform/returns.h"

/* The first that applies. */
enum note {
	NOTE_BEFORE_START,
	NOTE_CAPPED,
	NOTE_NOT_COUNTED,
	NOTE_BELOW_MINIMUM,
	NOTE_BELOW_THRESHOLD,
	NOTE_ABOVE_MAXIMUM,
	NOTE_NONE,
};

extern const char *const note_name[];

#define SEVERAL_GROUPS UINT32_MAX

/* What one event of one line earned. A return that takes back several sales of one campaign and
 * partner is one earning (earnings_merge). */
struct earning {
	uint32_t line, partner, campaign;
	date_t date;
	int64_t quantity;
	struct money amount, withheld;
	int64_t measure_before, measure_after;
	struct money payout_before, payout_after; /* of the group, before caps */
	enum note note; /* capped only after settlement_finish */
	uint32_t sale;  /* the first of its group, or SEVERAL_GROUPS: a return with parts in several */
	uint32_t entry; /* the group's, of the campaign's card */
};

struct earnings {
	struct earning *items;
	size_t count, cap;
};

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

struct settlement {
	struct earnings earnings;
	struct payouts payouts;
	struct standings standings;
	struct exclusions late_returns;
};

/* Settles one campaign and adds its results. EXIT_DATA where an amount does not fit, with the
 * file and line that caused it. */
int settle_campaign(struct settlement *settlement, const struct sales *sales,
	const struct registrations *registrations, const struct returns *returns, size_t campaign,
	const struct claims *claims, struct error *err);

/* Everything by partner, campaign, invoice and line; the parts of one return become one earning,
 * late returns join the other exclusions, and the parts of one become one exclusion. EXIT_DATA as
 * above. */
int settlement_finish(struct settlement *settlement, const struct sales *sales,
	struct exclusions *exclusions, struct error *err);
void settlement_release(struct settlement *settlement);

#endif
