/* Customers that a partner sold to before. */
#include "stages/transform/lookback.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"

/* An account and a partner that an approved registration ties together. */
struct tie {
	text_id account;
	uint32_t partner;
};

bool lookback_window(const struct campaign *campaign, date_t date)
{
	int64_t first = (int64_t)campaign->count_from - campaign->lookback_days;

	return campaign->kind == KIND_FREQUENCY && campaign->count == COUNT_NEW_CUSTOMERS &&
		   date >= first && date < campaign->count_from;
}

bool lookback_any(const struct sales *sales, date_t date)
{
	for (size_t c = 0; c < sales->campaign_count; c++)
		if (lookback_window(&sales->campaigns[c], date))
			return true;
	return false;
}

static int by_account(const void *a, const void *b)
{
	return number_order(((const struct tie *)a)->account, ((const struct tie *)b)->account);
}

static size_t list_ties(const struct sales *sales, const struct registrations *registrations,
	struct tie *ties)
{
	size_t count = 0;

	for (size_t i = 0; i < sales->registration_count; i++) {
		const struct registration *registration = &sales->registrations[i];
		text_id account = registrations->items[i].account;
		uint32_t partner = sales->partner_of[registration->mpn_id];
		if (account && partner && span_is(sales_text(sales, registration->status), "approved"))
			ties[count++] = (struct tie){account, partner - 1};
	}
	qsort(ties, count, sizeof(*ties), by_account);
	return count;
}

static size_t first_tie(const struct tie *ties, size_t count, text_id account)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (ties[middle].account < account)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void lookback_init(struct lookback *lookback, const struct sales *sales,
	const struct registrations *registrations, const struct campaign *campaign)
{
	*lookback = (struct lookback){0};
	if (campaign->kind != KIND_FREQUENCY || campaign->count != COUNT_NEW_CUSTOMERS)
		return;
	struct tie *ties AUTOFREE = mem_alloc(sales->registration_count * sizeof(*ties));
	size_t count = list_ties(sales, registrations, ties);
	for (size_t i = 0; i < sales->line_count; i++) {
		const struct line *line = &sales->lines[i];
		if (line->quantity <= 0 || !lookback_window(campaign, line->date))
			continue;
		for (size_t t = first_tie(ties, count, line->account);
			t < count && ties[t].account == line->account; t++)
			pairs_add(&lookback->known, ties[t].partner, line->customer);
	}
}

bool lookback_is_new(const struct lookback *lookback, uint32_t partner, text_id customer)
{
	return pairs_find(&lookback->known, partner, customer) == PAIR_NONE;
}

void lookback_release(struct lookback *lookback)
{
	pairs_release(&lookback->known);
}
