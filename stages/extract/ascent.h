/*
 * Numbers that go up need not be remembered: one that is above all that came before is none of
 * them. The invoices of a file mostly come in the order of their numbers; sales and credit notes in
 * series of their own, whose numbers begin with other letters or are longer. Each series is followed
 * by its last number, up to ASCENT_SERIES of them.
 */
#ifndef CASHBACK_STAGES_EXTRACT_ASCENT_H
#define CASHBACK_STAGES_EXTRACT_ASCENT_H

#include <stdbool.h>

#include "pipeline/base/str.h"

#define ASCENT_SERIES 8
#define ASCENT_LENGTH 64 /* bytes; what is longer goes up no more */

struct ascent_series {
	char last[ASCENT_LENGTH];
	size_t length; /* of each number in it */
	size_t prefix; /* bytes before the first digit: the same in each */
};

struct ascent {
	struct ascent_series series[ASCENT_SERIES];
	int count;
	bool ended; /* a number was not above the last of its series, or there were too many */
};

/* Whether this number, and all since the beginning, were above those before in their series: then
 * none came twice. A new ascent is all zeros. */
bool ascent_next(struct ascent *ascent, struct span number);

#endif
