/* The results of all campaigns in one order, and the parts of a return made one. */
#include <stddef.h>
#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "stages/transform/settle.h"

/* Results of one partner are sorted by this, and then by the number of the line, which is looked
 * up. Parts of one return keep the order in which they were settled. */
struct result_key {
	uint64_t order; /* campaign, and the invoice's rank */
	uint32_t index, line;
};

/* What a result begins with, whatever its kind. */
struct result {
	uint32_t line, partner, campaign;
};

_Static_assert(offsetof(struct earning, line) == offsetof(struct result, line) &&
				   offsetof(struct earning, partner) == offsetof(struct result, partner) &&
				   offsetof(struct earning, campaign) == offsetof(struct result, campaign),
	"an earning begins as a result does");
_Static_assert(offsetof(struct exclusion, line) == offsetof(struct result, line) &&
				   offsetof(struct exclusion, partner) == offsetof(struct result, partner) &&
				   offsetof(struct exclusion, campaign) == offsetof(struct result, campaign),
	"an exclusion begins as a result does");

/* Results of one kind, to be put in order. */
struct results {
	const struct sales *sales;
	char *items;
	size_t size, count;
};

static struct result result_at(const struct results *results, size_t index)
{
	struct result result;

	memcpy(&result, results->items + index * results->size, sizeof(result));
	return result;
}

static int by_key(const void *a, const void *b, void *context)
{
	const struct sales *sales = context;
	const struct result_key *left = a, *right = b;

	if (left->order != right->order)
		return left->order < right->order ? -1 : 1;
	if (left->line != right->line)
		return number_order(sales->lines[left->line].number, sales->lines[right->line].number);
	return number_order(left->index, right->index);
}

/* Sorts the indices of one partner's results. */
static void sort_partner(const struct results *results, uint32_t *order, size_t count)
{
	const struct sales *sales = results->sales;
	struct result_key *keys AUTOFREE = mem_alloc(count * sizeof(*keys));

	for (size_t i = 0; i < count; i++) {
		struct result result = result_at(results, order[i]);
		keys[i] = (struct result_key){
			(uint64_t)result.campaign << 32 | sales->rank[sales->lines[result.line].invoice],
			order[i], result.line};
	}
	if (count > 1)
		qsort_r(keys, count, sizeof(*keys), by_key, (void *)sales);
	for (size_t i = 0; i < count; i++)
		order[i] = keys[i].index;
}

/* Where each partner's results begin, partner_count + 1 entries; the caller frees it. */
static size_t *first_of_partners(const struct results *results)
{
	size_t partners = results->sales->partner_count;
	size_t *first = mem_alloc((partners + 1) * sizeof(*first));

	for (size_t i = 0; i < results->count; i++)
		first[result_at(results, i).partner + 1]++;
	for (size_t p = 0; p < partners; p++)
		first[p + 1] += first[p];
	return first;
}

/* The index of the result that belongs at each place; the caller frees it. */
static uint32_t *order_of(const struct results *results)
{
	size_t partners = results->sales->partner_count;
	size_t *first AUTOFREE = first_of_partners(results);
	size_t *next AUTOFREE = mem_alloc((partners + 1) * sizeof(*next));
	uint32_t *order = mem_alloc(results->count * sizeof(*order));

	memcpy(next, first, (partners + 1) * sizeof(*next));
	for (size_t i = 0; i < results->count; i++)
		order[next[result_at(results, i).partner]++] = (uint32_t)i;
	for (size_t p = 0; p < partners; p++)
		sort_partner(results, order + first[p], first[p + 1] - first[p]);
	return order;
}

/* Puts the results in order by partner, campaign, invoice and line, without a second array: around
 * each circle of items that take one another's place. */
static void sort_results(const struct results *results)
{
	uint32_t *order AUTOFREE = order_of(results);
	size_t size = results->size;
	char *items = results->items, *kept AUTOFREE = mem_alloc(size);

	for (size_t i = 0; i < results->count; i++) {
		size_t to = i, from;
		memcpy(kept, items + i * size, size);
		for (; (from = order[to]) != i; to = from) {
			memcpy(items + to * size, items + from * size, size);
			order[to] = (uint32_t)to;
		}
		memcpy(items + to * size, kept, size);
		order[to] = (uint32_t)to;
	}
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

static bool is_part(const struct earning *a, const struct earning *b)
{
	return a->line == b->line && a->partner == b->partner && a->campaign == b->campaign;
}

static int merge_earnings(struct earnings *earnings, const struct sales *sales, struct error *err)
{
	struct earning *items = earnings->items;
	size_t kept = 0;

	sort_results(&(struct results){sales, (char *)items, sizeof(*items), earnings->count});
	for (size_t i = 0; i < earnings->count; i++) {
		if (kept == 0 || !is_part(&items[kept - 1], &items[i]))
			items[kept++] = items[i];
		else if (!join(&items[kept - 1], &items[i]))
			return error_set(err, EXIT_DATA, "a return's parts add up beyond what can be settled");
	}
	for (size_t i = 0; i < kept; i++)
		settle_note(&items[i]);
	earnings->count = kept;
	return 0;
}

/* Only a late return has parts; all of them are dated as the return, which is after its sales. */
static void merge_exclusions(struct exclusions *exclusions, const struct sales *sales)
{
	struct exclusion *items = exclusions->items;
	size_t kept = 0;

	sort_results(&(struct results){sales, (char *)items, sizeof(*items), exclusions->count});
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

/* A group's first sale is no other group's of its campaign. */
static int by_partner_and_group(const void *a, const void *b, void *context)
{
	const struct sales *sales = context;
	const struct standing *left = a, *right = b;

	if (left->partner != right->partner)
		return number_order(left->partner, right->partner);
	if (left->campaign != right->campaign)
		return number_order(left->campaign, right->campaign);
	return line_order(sales, &sales->lines[left->sale], &sales->lines[right->sale]);
}

int settlement_finish(struct settlement *settlement, const struct sales *sales,
	struct exclusions *exclusions, struct error *err)
{
	struct exclusions *late = &settlement->late_returns;

	if (settlement->payouts.count > 1)
		qsort(settlement->payouts.items, settlement->payouts.count,
			sizeof(*settlement->payouts.items), by_partner_and_campaign);
	if (settlement->standings.count > 1)
		qsort_r(settlement->standings.items, settlement->standings.count,
			sizeof(*settlement->standings.items), by_partner_and_group, (void *)sales);
	for (size_t i = 0; i < late->count; i++) {
		MEM_GROW(exclusions->items, exclusions->count, exclusions->cap);
		exclusions->items[exclusions->count++] = late->items[i];
	}
	merge_exclusions(exclusions, sales);
	return merge_earnings(&settlement->earnings, sales, err);
}
