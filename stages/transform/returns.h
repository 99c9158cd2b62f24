/*
 * Returns (rules: sales and returns): which sales each return takes back. Matching looks at every
 * sale of the SKU, in or out of any campaign, and happens once for all campaigns.
 */
#ifndef CASHBACK_TRANSFORM_RETURNS_H
#define CASHBACK_TRANSFORM_RETURNS_H

#include "stages/transform/sales.h"

/* Units of one sale that one return takes back. */
struct take {
	uint32_t sale, back; /* lines: the sale, and the return that takes it back */
	int64_t units;       /* > 0 */
	date_t date;         /* the return's, but never before the sale's */
};

/* A return of which some units found no sale. */
struct unmatched {
	uint32_t line;
	int64_t units; /* > 0 */
};

struct returns {
	struct take *takes; /* by sale, and within a sale in the order of matching */
	size_t take_count, take_cap;
	uint32_t *first_take; /* by line: the first of its takes; line_count + 1 entries */
	struct unmatched *unmatched;
	size_t unmatched_count, unmatched_cap;
};

void returns_match(struct returns *returns, const struct sales *sales);
void returns_release(struct returns *returns);

#endif
