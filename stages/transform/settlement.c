/* The results of all campaigns in one order, and the parts of a return made one. */
#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "stages/transform/settle.h"

/* What a result is sorted and merged by. */
struct result_key {
	uint32_t partner, campaign, line;
};

struct sort {
	const struct sales *sales;
	struct result_key *keys;
};

static bool same(struct result_key a, struct result_key b)
{
	return a.partner == b.partner && a.campaign == b.campaign && a.line == b.line;
}

/* Parts of one return keep the order in which they were settled. */
static int by_key(const void *a, const void *b, void *context)
{
	const struct sort *sort = context;
	uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
	const struct result_key *left = &sort->keys[i], *right = &sort->keys[j];
	const struct line *left_line = &sort->sales->lines[left->line];
	const struct line *right_line = &sort->sales->lines[right->line];

	if (left->partner != right->partner)
		return number_order(left->partner, right->partner);
	if (left->campaign != right->campaign)
		return number_order(left->campaign, right->campaign);
	if (left_line->invoice != right_line->invoice)
		return number_order(sort->sales->rank[left_line->invoice],
			sort->sales->rank[right_line->invoice]);
	if (left->line != right->line)
		return number_order(left_line->number, right_line->number);
	return number_order(i, j);
}

/* The order of count results; the caller frees it. */
static uint32_t *order_of(const struct sales *sales, struct result_key *keys, size_t count)
{
	struct sort sort = {sales, keys};
	uint32_t *order = mem_alloc(count * sizeof(*order));

	for (size_t i = 0; i < count; i++)
		order[i] = (uint32_t)i;
	qsort_r(order, count, sizeof(*order), by_key, &sort);
	return order;
}

static struct result_key earning_key(const struct earning *earning)
{
	return (struct result_key){earning->partner, earning->campaign, earning->line};
}

static struct result_key exclusion_key(const struct exclusion *exclusion)
{
	return (struct result_key){exclusion->partner, exclusion->campaign, exclusion->line};
}

static date_t later(date_t a, date_t b)
{
	return a > b ? a : b;
}

/* The sums, the first measure before and the last after; the note is that of the last part. */
static bool join(struct earning *into, const struct earning *part)
{
	if (!money_add(into->amount, part->amount, &into->amount) ||
		!money_add(into->withheld, part->withheld, &into->withheld))
		return false;
	into->quantity += part->quantity;
	into->date = later(into->date, part->date);
	into->measure_after = part->measure_after;
	into->payout_after = part->payout_after;
	into->note = part->note;
	if (into->sale != part->sale)
		into->sale = SEVERAL_GROUPS;
	return true;
}

/* Of several parts, what is withheld in their sum decides. */
static void settle_note(struct earning *earning)
{
	if (earning->note != NOTE_BEFORE_START && earning->withheld.e4 != 0)
		earning->note = NOTE_CAPPED;
}

static int merge_earnings(struct earnings *earnings, const struct sales *sales, struct error *err)
{
	struct result_key *keys AUTOFREE = mem_alloc(earnings->count * sizeof(*keys));
	size_t kept = 0;

	for (size_t i = 0; i < earnings->count; i++)
		keys[i] = earning_key(&earnings->items[i]);
	uint32_t *order AUTOFREE = order_of(sales, keys, earnings->count);
	struct earning *merged = mem_alloc(earnings->count * sizeof(*merged));
	for (size_t i = 0; i < earnings->count; i++) {
		const struct earning *part = &earnings->items[order[i]];
		if (kept == 0 || !same(earning_key(&merged[kept - 1]), keys[order[i]])) {
			merged[kept++] = *part;
			continue;
		}
		if (!join(&merged[kept - 1], part)) {
			free(merged);
			return error_set(err, EXIT_DATA, "a return's parts add up beyond what can be settled");
		}
	}
	for (size_t i = 0; i < kept; i++)
		settle_note(&merged[i]);
	free(earnings->items);
	*earnings = (struct earnings){merged, kept, earnings->count};
	return 0;
}

/* Only a late return has parts; all of them are dated as the return, which is after its sales. */
static void merge_exclusions(struct exclusions *exclusions, const struct sales *sales)
{
	struct result_key *keys AUTOFREE = mem_alloc(exclusions->count * sizeof(*keys));
	size_t kept = 0;

	for (size_t i = 0; i < exclusions->count; i++)
		keys[i] = exclusion_key(&exclusions->items[i]);
	uint32_t *order AUTOFREE = order_of(sales, keys, exclusions->count);
	struct exclusion *merged = mem_alloc(exclusions->count * sizeof(*merged));
	for (size_t i = 0; i < exclusions->count; i++) {
		const struct exclusion *part = &exclusions->items[order[i]];
		if (kept > 0 && same(exclusion_key(&merged[kept - 1]), keys[order[i]]))
			merged[kept - 1].quantity += part->quantity;
		else
			merged[kept++] = *part;
	}
	free(exclusions->items);
	*exclusions = (struct exclusions){merged, kept, exclusions->count};
}

static int by_partner_and_campaign(const void *a, const void *b)
{
	const struct payout *left = a, *right = b;

	if (left->partner != right->partner)
		return number_order(left->partner, right->partner);
	return number_order(left->campaign, right->campaign);
}

/* A group's first sale is no other group's of its campaign. */
static int by_partner_and_group(const void *a, const void *b)
{
	const struct standing *left = a, *right = b;

	if (left->partner != right->partner)
		return number_order(left->partner, right->partner);
	if (left->campaign != right->campaign)
		return number_order(left->campaign, right->campaign);
	return number_order(left->sale, right->sale);
}

int settlement_finish(struct settlement *settlement, const struct sales *sales,
	struct exclusions *exclusions, struct error *err)
{
	struct exclusions *late = &settlement->late_returns;

	if (settlement->payouts.count > 1)
		qsort(settlement->payouts.items, settlement->payouts.count,
			sizeof(*settlement->payouts.items), by_partner_and_campaign);
	if (settlement->standings.count > 1)
		qsort(settlement->standings.items, settlement->standings.count,
			sizeof(*settlement->standings.items), by_partner_and_group);
	for (size_t i = 0; i < late->count; i++) {
		MEM_GROW(exclusions->items, exclusions->count, exclusions->cap);
		exclusions->items[exclusions->count++] = late->items[i];
	}
	merge_exclusions(exclusions, sales);
	return merge_earnings(&settlement->earnings, sales, err);
}
