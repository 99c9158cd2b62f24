/* Net units; and invoices, customers or new customers that qualify. */
#include "stages/transform/measure.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"

/* The unit that a sale belongs to; 0: none. */
typedef text_id (*unit_function)(const struct line *sale);

static text_id invoice_of(const struct line *sale)
{
	return sale->invoice;
}

static text_id customer_of(const struct line *sale)
{
	return sale->customer;
}

static const unit_function unit_of[] = {
	[COUNT_TRANSACTIONS] = invoice_of,
	[COUNT_CUSTOMERS] = customer_of,
	[COUNT_NEW_CUSTOMERS] = customer_of,
};

void measure_init(struct measure *measure, const struct sales *sales,
	const struct registrations *registrations, const struct campaign *campaign,
	const struct claims *claims)
{
	*measure = (struct measure){.sales = sales, .campaign = campaign, .claims = claims};
	measure->left = mem_alloc(claims->count * sizeof(*measure->left));
	lookback_init(&measure->lookback, sales, registrations, campaign);
}

static struct unit *find_unit(struct measure *measure, uint32_t group, text_id id)
{
	size_t known = measure->unit_keys.count;
	uint32_t unit = pairs_add(&measure->unit_keys, group, id);

	MEM_REACH(measure->units, unit, measure->unit_cap);
	if (unit >= known)
		measure->units[unit] = (struct unit){0};
	return &measure->units[unit];
}

/* Of a sale's amount, what its units that are left are worth. */
static bool amount_left(const struct line *sale, int64_t left, struct money *ret)
{
	return money_share(sale->net_amount, left, sale->quantity, ret);
}

static bool add_to_unit(struct unit *unit, const struct line *sale, int64_t before, int64_t after)
{
	struct money was, is;

	return amount_left(sale, before, &was) && amount_left(sale, after, &is) &&
		   money_subtract(unit->amount, was, &unit->amount) &&
		   money_add(unit->amount, is, &unit->amount) &&
		   !__builtin_add_overflow(unit->quantity, after - before, &unit->quantity);
}

static bool qualifies(const struct campaign *campaign, const struct unit *unit)
{
	if (unit->quantity < campaign->minimum_quantity)
		return false;
	return money_is_none(campaign->minimum_amount) ||
		   unit->amount.e4 >= campaign->minimum_amount.e4;
}

static bool measure_net_units(struct measure *measure, uint32_t group_index, struct group *group,
	const struct event *event, bool *ret_counted)
{
	(void)measure;
	(void)group_index;
	*ret_counted = true;
	return !__builtin_add_overflow(group->measure, event->units, &group->measure);
}

static bool measure_qualifying(struct measure *measure, uint32_t group_index, struct group *group,
	const struct event *event, bool *ret_counted)
{
	const struct claim *claim = &measure->claims->items[event->claim];
	const struct line *sale = &measure->sales->lines[claim->sale];
	text_id id = unit_of[measure->campaign->count](sale);
	int64_t before = measure->left[event->claim];

	*ret_counted = false;
	measure->left[event->claim] = before + event->units;
	if (!id)
		return true;
	struct unit *unit = find_unit(measure, group_index, id);
	if (!add_to_unit(unit, sale, before, before + event->units))
		return false;
	*ret_counted = qualifies(measure->campaign, unit) &&
				   lookback_is_new(&measure->lookback, claim->partner, sale->customer);
	group->measure += *ret_counted - unit->qualifies;
	unit->qualifies = *ret_counted;
	return true;
}

typedef bool (*measure_function)(struct measure *measure, uint32_t group_index,
	struct group *group, const struct event *event, bool *ret_counted);

static const measure_function measures[] = {
	[KIND_DOLLAR_PER_SKU] = measure_net_units,
	[KIND_FREQUENCY] = measure_qualifying,
};

bool measure_event(struct measure *measure, uint32_t group_index, struct group *group,
	const struct event *event, bool *ret_counted)
{
	return measures[measure->campaign->kind](measure, group_index, group, event, ret_counted);
}

void measure_release(struct measure *measure)
{
	lookback_release(&measure->lookback);
	free(measure->left);
	pairs_release(&measure->unit_keys);
	free(measure->units);
	*measure = (struct measure){0};
}
