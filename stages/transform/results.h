/* Results in their order: by partner, campaign, invoice and line. */
#ifndef CASHBACK_TRANSFORM_RESULTS_H
#define CASHBACK_TRANSFORM_RESULTS_H

#include "stages/transform/sales.h"

/* What a result begins with, whatever its kind; `campaign` only where several campaigns' results
 * are together. */
struct result {
	uint32_t line, partner, campaign;
};

/* Results of one kind. */
struct results {
	const struct sales *sales;
	char *items;
	size_t size, count;
	bool campaigns; /* of several campaigns */
};

/* In place. Parts of one return keep the order in which they stood. */
void results_sort(const struct results *results);

#endif
