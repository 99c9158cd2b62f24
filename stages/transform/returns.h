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
	struct unmatched *unmatched;
	size_t unmatched_count, unmatched_cap;
};

void returns_match(struct returns *returns, const struct sales *sales);
/* The first take of this sale or of a later one; `from` is where the search begins: for who asks for
 * one sale after the other, where it ended before. */
size_t returns_first(const struct returns *returns, uint32_t sale, size_t from);
void returns_release(struct returns *returns);

#endif
