/* The events of a campaign (rules: sales and returns): its eligible sales, and the returns that
 * take them back in time, in chronological order. */
#ifndef CASHBACK_TRANSFORM_EVENTS_H
#define CASHBACK_TRANSFORM_EVENTS_H

#include "pipeline/base/order.h"
#include "stages/transform/settle.h"

struct event {
	date_t date;
	uint32_t line;  /* the sale, or the return */
	uint32_t claim; /* of the sale that it is an event on */
	int64_t units;  /* > 0: sold; < 0: taken back */
};

struct events {
	const struct sales *sales;
	const struct claims *claims;
	const struct take *takes;
	struct keyed *items; /* by date, sale or return, invoice: of a claim, and of a take + 1 or 0 */
	size_t count, cap;
};

/* Returns after the campaign's deadline go to late_returns instead. */
void events_list(struct events *events, const struct sales *sales, const struct returns *returns,
	size_t campaign, const struct claims *claims, struct exclusions *late_returns);
struct event events_get(const struct events *events, size_t index);
/* An event that will be asked for; there may be none. */
void events_fetch(const struct events *events, size_t index);
void events_release(struct events *events);

#endif
