/*
 * Payout curves (rules: what is paid): what a group's measure is worth. A curve is one row of a
 * table in curve.c; everything else about a campaign is its filter, its groups and its measure.
 */
#ifndef CASHBACK_TRANSFORM_CURVE_H
#define CASHBACK_TRANSFORM_CURVE_H

#include <stdbool.h>

#include "pipeline/core/campaign.h"

/* The tiers that a group is paid by, ascending. */
struct ladder {
	const struct tier *tiers;
	size_t count;
};

/* The highest tier whose minimum the measure reaches; NULL below the lowest. */
const struct tier *ladder_reached(struct ladder ladder, int64_t measure);
/* The lowest tier whose minimum is above the measure; NULL where there is none. */
const struct tier *ladder_next(struct ladder ladder, int64_t measure);

/* What a group with this measure is paid in all, rounded to the currency's places. `unpaid` is the
 * measure that the group had reached at the end of the day before the campaign's start: it counts
 * towards tiers and is never paid. false: the amount does not fit. */
bool curve_payout(const struct campaign *campaign, struct ladder ladder, int64_t measure,
	int64_t unpaid, struct money *ret_payout);

#endif
