/* Date, sales before returns, invoice number, line number; parts of one return in the order of
 * their sales. */
#include "stages/transform/events.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"

struct order {
	const struct sales *sales;
	const struct claims *claims;
};

static int chronological(const void *a, const void *b, void *context)
{
	const struct order *order = context;
	const struct sales *sales = order->sales;
	const struct event *left = a, *right = b;
	const struct line *left_line, *right_line;

	if (left->order != right->order)
		return left->order < right->order ? -1 : 1;
	left_line = &sales->lines[left->line];
	right_line = &sales->lines[right->line];
	if (left_line->number != right_line->number)
		return number_order(left_line->number, right_line->number);
	return line_order(sales, &sales->lines[order->claims->items[left->claim].sale],
		&sales->lines[order->claims->items[right->claim].sale]);
}

/* Dates have 22 bits (years 1 to 9999), ranks 32. */
static uint64_t order_of(const struct sales *sales, const struct event *event)
{
	uint64_t day = (uint64_t)(event->date - date_from_civil(1, 1, 1));

	return day << 33 | (uint64_t)(event->units < 0) << 32 |
		   sales->rank[sales->lines[event->line].invoice];
}

static void add(struct events *events, const struct sales *sales, struct event event)
{
	event.order = order_of(sales, &event);
	MEM_GROW(events->items, events->count, events->cap);
	events->items[events->count++] = event;
}

static void exclude(struct exclusions *late, const struct take *take, const struct claim *claim,
	size_t campaign)
{
	MEM_GROW(late->items, late->count, late->cap);
	late->items[late->count++] = (struct exclusion){.line = take->back,
		.partner = claim->partner,
		.campaign = (uint32_t)campaign,
		.reason = REASON_LATE_RETURN,
		.date = take->date,
		.quantity = -take->units};
}

void events_list(struct events *events, const struct sales *sales, const struct returns *returns,
	size_t campaign, const struct claims *claims, struct exclusions *late_returns)
{
	struct order order = {sales, claims};
	const struct campaign *terms = &sales->campaigns[campaign];
	int64_t deadline = terms->end + terms->returns_days;

	*events = (struct events){0};
	for (size_t c = 0; c < claims->count; c++) {
		const struct claim *claim = &claims->items[c];
		const struct line *sale = &sales->lines[claim->sale];
		add(events, sales,
			(struct event){0, sale->date, claim->sale, (uint32_t)c, sale->quantity});
		for (size_t t = returns->first_take[claim->sale];
			t < returns->first_take[claim->sale + 1]; t++) {
			const struct take *take = &returns->takes[t];
			if (sales->lines[take->back].date > deadline)
				exclude(late_returns, take, claim, campaign);
			else
				add(events, sales,
					(struct event){0, take->date, take->back, (uint32_t)c, -take->units});
		}
	}
	if (events->count > 1)
		qsort_r(events->items, events->count, sizeof(*events->items), chronological, &order);
}

void events_release(struct events *events)
{
	free(events->items);
	*events = (struct events){0};
}
