/* Date, sales before returns, invoice number, line number; parts of one return in the order of
 * their sales. */
#include "stages/transform/events.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"

static const struct line *sale_of(const struct events *events, const struct keyed *item)
{
	return &events->sales->lines[events->claims->items[item->index].sale];
}

static const struct line *line_of(const struct events *events, const struct keyed *item)
{
	if (item->also == 0)
		return sale_of(events, item);
	return &events->sales->lines[events->takes[item->also - 1].back];
}

static int chronological(const void *a, const void *b, void *context)
{
	const struct events *events = context;
	int64_t left = line_of(events, a)->number, right = line_of(events, b)->number;

	if (left != right)
		return number_order(left, right);
	return line_order(events->sales, sale_of(events, a), sale_of(events, b));
}

/* Dates have 22 bits (years 1 to 9999), ranks 32. */
static void add(struct events *events, date_t date, struct keyed item)
{
	uint64_t day = (uint64_t)(date - date_from_civil(1, 1, 1));

	item.key = day << 33 | (uint64_t)(item.also > 0) << 32 |
			   events->sales->rank[line_of(events, &item)->invoice];
	MEM_GROW(events->items, events->count, events->cap);
	events->items[events->count++] = item;
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

/* The sale's returns; *take is where they begin, or where to begin looking for them. */
static void add_returns(struct events *events, const struct returns *returns, uint32_t index,
	size_t *take, size_t campaign, struct exclusions *late_returns)
{
	const struct campaign *terms = &events->sales->campaigns[campaign];
	const struct claim *claim = &events->claims->items[index];
	int64_t deadline = terms->end + terms->returns_days;

	*take = returns_first(returns, claim->sale, *take);
	for (; *take < returns->take_count && returns->takes[*take].sale == claim->sale; ++*take) {
		const struct take *found = &returns->takes[*take];
		if (events->sales->lines[found->back].date > deadline)
			exclude(late_returns, found, claim, campaign);
		else
			add(events, found->date, (struct keyed){0, index, (uint32_t)*take + 1});
	}
}

void events_list(struct events *events, const struct sales *sales, const struct returns *returns,
	size_t campaign, const struct claims *claims, struct exclusions *late_returns)
{
	size_t take = 0;

	*events = (struct events){.sales = sales, .claims = claims, .takes = returns->takes};
	events->cap = claims->count + claims->count / 8 + 1;
	events->items = mem_resize(NULL, events->cap, sizeof(*events->items));
	for (uint32_t c = 0; c < claims->count; c++) {
		if (c + LINES_AHEAD < claims->count)
			sales_fetch_line(sales, claims->items[c + LINES_AHEAD].sale);
		add(events, sales->lines[claims->items[c].sale].date, (struct keyed){0, c, 0});
		add_returns(events, returns, c, &take, campaign, late_returns);
	}
	keyed_sort(events->items, events->count, chronological, events);
}

struct event events_get(const struct events *events, size_t index)
{
	const struct keyed *item = &events->items[index];
	uint32_t sale = events->claims->items[item->index].sale;

	if (item->also == 0)
		return (struct event){events->sales->lines[sale].date, sale, item->index,
			events->sales->lines[sale].quantity};
	const struct take *take = &events->takes[item->also - 1];
	return (struct event){take->date, take->back, item->index, -take->units};
}

void events_fetch(const struct events *events, size_t index)
{
	if (index < events->count)
		sales_fetch_line(events->sales, events->claims->items[events->items[index].index].sale);
}

void events_release(struct events *events)
{
	free(events->items);
	*events = (struct events){0};
}
