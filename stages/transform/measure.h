/*
 * Measures (rules: what is paid): what a group has reached. Dollar per SKU measures net units;
 * frequency the invoices or customers that qualify. A measure is one row of the table in
 * measure.c.
 */
#ifndef CASHBACK_TRANSFORM_MEASURE_H
#define CASHBACK_TRANSFORM_MEASURE_H

#include "stages/transform/events.h"
#include "stages/transform/group.h"
#include "stages/transform/lookback.h"

/* What qualifies or not: an invoice or a customer within a group. */
struct unit {
	int64_t quantity;
	struct money amount;
	bool qualifies;
};

struct measure {
	const struct sales *sales;
	const struct campaign *campaign;
	const struct claims *claims;
	struct lookback lookback;
	int64_t *left; /* by claim: units of the sale that were not taken back so far */
	struct pairs unit_keys;
	struct unit *units; /* parallel to unit_keys */
	size_t unit_cap;
};

void measure_init(struct measure *measure, const struct sales *sales,
	const struct registrations *registrations, const struct campaign *campaign,
	const struct claims *claims);
/* Takes one event in and brings group->measure up to date. *ret_counted: does the event's unit
 * qualify after it? false: a quantity or amount does not fit. */
bool measure_event(struct measure *measure, uint32_t group_index, struct group *group,
	const struct event *event, bool *ret_counted);
void measure_release(struct measure *measure);

#endif
