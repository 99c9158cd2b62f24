/*
 * Money: a 64-bit integer of 1/10000 of a currency unit, in a type of its own. Products are
 * formed in 128 bits and every overflow is reported; nothing wraps. Rounding to a currency's
 * places happens in money_round and nowhere else.
 */
#ifndef CASHBACK_BASE_MONEY_H
#define CASHBACK_BASE_MONEY_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/base/str.h"

#define MONEY_SCALE 10000
#define MONEY_PLACES 4

struct money {
	int64_t e4;
};

/* A blank amount: "not given". Never the result of a computation. */
#define MONEY_NONE ((struct money){INT64_MIN})
#define MONEY_ZERO ((struct money){0})
#define MONEY_MAX ((struct money){INT64_MAX})

#define MONEY_TEXT 32 /* room for any amount as text */

static inline bool money_is_none(struct money m)
{
	return m.e4 == INT64_MIN;
}

/* false: the result does not fit, and ret is untouched. */
bool money_add(struct money a, struct money b, struct money *ret);
bool money_subtract(struct money a, struct money b, struct money *ret);
bool money_times(struct money a, int64_t factor, struct money *ret);
/* a x numerator / denominator (> 0), to 4 places, half away from zero. */
bool money_share(struct money a, int64_t numerator, int64_t denominator, struct money *ret);

/* To `places` (0 to 4) decimal places, half away from zero (rules: what is paid). */
bool money_round(struct money a, int places, struct money *ret);
/* True where a has no more than `places` decimal places. */
bool money_has_places(struct money a, int places);

/* Decimal text with '.', at least `places` places and as many more as the amount needs. */
const char *money_format(struct money a, int places, char text[MONEY_TEXT]);

/* Decimal places of an ISO 4217 currency code; -1 for text that is not one. */
int currency_places(struct span code);

#endif
