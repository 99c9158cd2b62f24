/*
 * Caps (rules: caps): a partner's cap and the campaign's budget, spent event by event in
 * chronological order. What was refused is not given later; what a group gives back beyond what
 * it had been refused is free again for later events.
 */
#ifndef CASHBACK_TRANSFORM_CAPS_H
#define CASHBACK_TRANSFORM_CAPS_H

#include <stddef.h>

#include "pipeline/core/campaign.h"

struct caps {
	struct money budget_left; /* MONEY_NONE: no budget */
	struct money *cap_left;   /* by partner; NULL: no cap */
};

void caps_init(struct caps *caps, const struct campaign *campaign, size_t partner_count);
/* A group's payout moves to `payout`, by `change`. *given is what the group was given so far, and
 * is brought up to date. Returns what this event is given (negative: what it gives back). */
struct money caps_spend(struct caps *caps, size_t partner, struct money change,
	struct money payout, struct money *given);
void caps_release(struct caps *caps);

#endif
