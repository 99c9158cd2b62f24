/*
 * Groups (rules: what is paid): the events that are measured together. Dollar per SKU groups by
 * partner, card entry and scope; frequency by partner and period.
 */
#ifndef CASHBACK_TRANSFORM_GROUP_H
#define CASHBACK_TRANSFORM_GROUP_H

#include "stages/transform/curve.h"
#include "stages/transform/eligibility.h"

struct group {
	uint32_t partner;
	uint32_t entry, sale; /* of the group's first sale */
	struct ladder ladder;
	int64_t measure;
	int64_t unpaid; /* the measure at the end of the day before the campaign's start */
	struct money payout; /* what the measure is worth now */
	struct money given;  /* as much of it as caps allowed */
};

struct groups {
	struct pairs keys;
	struct group *items; /* parallel to keys */
	size_t cap;
};

/* The group of an eligible sale, made when it is not there yet. Its index stays. */
uint32_t groups_of(struct groups *groups, const struct sales *sales,
	const struct campaign *campaign, const struct claim *claim);
void groups_release(struct groups *groups);

#endif
