/* All campaigns, and their results in one order. */
#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/ahead.h"
#include "stages/transform/results.h"
#include "stages/transform/settle.h"

struct making {
	struct settlement *settlement;
	const struct settling *settling;
	struct eligibility *eligibility;
};

static int settle(void *context, size_t campaign, void *result, struct error *err)
{
	const struct making *making = context;

	return settle_campaign(result, making->settling, campaign,
		&making->eligibility->claims[campaign], err);
}

static void move_payouts(struct payouts *all, struct payouts *payouts)
{
	for (size_t i = 0; i < payouts->count; i++) {
		MEM_GROW(all->items, all->count, all->cap);
		all->items[all->count++] = payouts->items[i];
	}
	free(payouts->items);
	*payouts = (struct payouts){0};
}

static void move_exclusions(struct exclusions *all, struct exclusions *late)
{
	for (size_t i = 0; i < late->count; i++) {
		MEM_GROW(all->items, all->count, all->cap);
		all->items[all->count++] = late->items[i];
	}
	free(late->items);
	*late = (struct exclusions){0};
}

/* Its claims have done their work. */
static int keep(void *context, size_t campaign, void *result, struct error *err)
{
	const struct making *making = context;
	struct outcome *outcome = &making->settlement->outcomes[campaign];
	struct claims *claims = &making->eligibility->claims[campaign];

	(void)err;
	*outcome = *(struct outcome *)result;
	*(struct outcome *)result = (struct outcome){0};
	free(claims->items);
	*claims = (struct claims){0};
	move_payouts(&making->settlement->payouts, &outcome->payouts);
	move_exclusions(&making->eligibility->exclusions, &outcome->late_returns);
	return 0;
}

static void forget(void *context, void *result)
{
	(void)context;
	outcome_release(result);
}

/* Only a late return has parts; all of them are dated as the return, which is after its sales. */
static void merge_exclusions(struct exclusions *exclusions, const struct sales *sales)
{
	struct exclusion *items = exclusions->items;
	size_t kept = 0;

	results_sort(&(struct results){sales, (char *)items, sizeof(*items), exclusions->count, true});
	for (size_t i = 0; i < exclusions->count; i++) {
		const struct exclusion *last = kept ? &items[kept - 1] : NULL;
		if (last && last->line == items[i].line && last->partner == items[i].partner &&
			last->campaign == items[i].campaign)
			items[kept - 1].quantity += items[i].quantity;
		else
			items[kept++] = items[i];
	}
	exclusions->count = kept;
}

static int by_partner_and_campaign(const void *a, const void *b)
{
	const struct payout *left = a, *right = b;

	if (left->partner != right->partner)
		return number_order(left->partner, right->partner);
	return number_order(left->campaign, right->campaign);
}

/* Results of one kind. */
struct kind {
	size_t (*count)(const struct outcome *outcome);
	uint32_t (*partner)(const struct outcome *outcome, size_t index);
};

static size_t count_earnings(const struct outcome *outcome)
{
	return outcome->earnings.count;
}

static uint32_t partner_of_earning(const struct outcome *outcome, size_t index)
{
	return outcome->earnings.items[index].partner;
}

static size_t count_standings(const struct outcome *outcome)
{
	return outcome->standings.count;
}

static uint32_t partner_of_standing(const struct outcome *outcome, size_t index)
{
	return outcome->standings.items[index].partner;
}

/* The first result from `first` on that is another partner's. */
static uint32_t end_of(const struct outcome *outcome, const struct kind *kind, uint32_t partner,
	uint32_t first)
{
	while (first < kind->count(outcome) && kind->partner(outcome, first) == partner)
		first++;
	return first;
}

static void list_stretches(struct stretches *stretches, const struct settlement *settlement,
	const struct kind *kind, size_t partner_count)
{
	uint32_t *next AUTOFREE = mem_alloc(settlement->campaign_count * sizeof(*next));

	for (uint32_t p = 0; p < partner_count; p++)
		for (uint32_t c = 0; c < settlement->campaign_count; c++) {
			uint32_t first = next[c];
			next[c] = end_of(&settlement->outcomes[c], kind, p, first);
			if (next[c] == first)
				continue;
			MEM_GROW(stretches->items, stretches->count, stretches->cap);
			stretches->items[stretches->count++] = (struct stretch){stretches->total, c, first};
			stretches->total += next[c] - first;
		}
}

const struct stretch *stretches_at(const struct stretches *stretches, size_t place)
{
	size_t low = 0, high = stretches->count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (stretches->items[middle].start <= place)
			low = middle;
		else
			high = middle;
	}
	return &stretches->items[low];
}

const struct stretch *stretches_go_to(const struct stretches *stretches,
	const struct stretch *stretch, size_t place)
{
	const struct stretch *end = stretches->items + stretches->count;

	return stretch + 1 < end && stretch[1].start <= place ? stretch + 1 : stretch;
}

struct earning settlement_earning(const struct settlement *settlement, size_t place)
{
	const struct stretch *stretch = stretches_at(&settlement->earnings, place);

	return earnings_get(&settlement->outcomes[stretch->campaign].earnings,
		stretch->first + (place - stretch->start));
}

static void put_in_order(struct settlement *settlement, const struct sales *sales,
	struct exclusions *exclusions)
{
	static const struct kind earnings = {count_earnings, partner_of_earning};
	static const struct kind standings = {count_standings, partner_of_standing};

	if (settlement->payouts.count > 1)
		qsort(settlement->payouts.items, settlement->payouts.count,
			sizeof(*settlement->payouts.items), by_partner_and_campaign);
	list_stretches(&settlement->earnings, settlement, &earnings, sales->partner_count);
	list_stretches(&settlement->standings, settlement, &standings, sales->partner_count);
	merge_exclusions(exclusions, sales);
}

int settlement_make(struct settlement *settlement, const struct settling *settling,
	struct eligibility *eligibility, int jobs, struct error *err)
{
	struct making making = {settlement, settling, eligibility};
	struct ahead work = {settle, keep, forget, &making, sizeof(struct outcome)};
	size_t count = settling->sales->campaign_count;

	*settlement = (struct settlement){
		.outcomes = mem_alloc(count * sizeof(*settlement->outcomes)), .campaign_count = count};
	if (ahead_run(&work, count, jobs, err) < 0)
		return -1;
	put_in_order(settlement, settling->sales, &eligibility->exclusions);
	return 0;
}

void settlement_release(struct settlement *settlement)
{
	for (size_t c = 0; c < settlement->campaign_count; c++)
		outcome_release(&settlement->outcomes[c]);
	free(settlement->outcomes);
	free(settlement->payouts.items);
	free(settlement->earnings.items);
	free(settlement->standings.items);
	*settlement = (struct settlement){0};
}
