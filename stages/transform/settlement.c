/* The results of all campaigns in one order, and the parts of a return made one. */
#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "stages/transform/settle.h"

/* What a result is sorted by; the line number comes last, and is looked up. */
struct result_key {
	uint64_t owner; /* partner and campaign */
	uint32_t rank;  /* of the invoice */
	uint32_t index; /* of the result: parts of one return keep the order in which they were settled */
};

struct sort {
	const struct sales *sales;
	const void *items;
	size_t size; /* of an item, which begins with its line */
	struct result_key *keys;
};

static uint32_t line_of(const struct sort *sort, uint32_t index)
{
	uint32_t line;

	memcpy(&line, (const char *)sort->items + index * sort->size, sizeof(line));
	return line;
}

static int by_key(const void *a, const void *b, void *context)
{
	const struct sort *sort = context;
	const struct result_key *left = a, *right = b;

	if (left->owner != right->owner)
		return left->owner < right->owner ? -1 : 1;
	if (left->rank != right->rank)
		return number_order(left->rank, right->rank);
	uint32_t left_line = line_of(sort, left->index), right_line = line_of(sort, right->index);
	if (left_line != right_line)
		return number_order(
			sort->sales->lines[left_line].number, sort->sales->lines[right_line].number);
	return number_order(left->index, right->index);
}

static void set_key(const struct sort *sort, size_t index, uint32_t partner, uint32_t campaign)
{
	const struct line *line = &sort->sales->lines[line_of(sort, (uint32_t)index)];

	sort->keys[index] = (struct result_key){
		(uint64_t)partner << 32 | campaign, sort->sales->rank[line->invoice], (uint32_t)index};
}

/* Moves each item to its place, without a second array: around each circle of items that take one
 * another's place. */
static void arrange(const struct sort *sort, size_t count)
{
	char *items = (char *)sort->items, *first AUTOFREE = mem_alloc(sort->size);
	size_t size = sort->size;

	for (size_t i = 0; i < count; i++) {
		size_t to = i, from;
		memcpy(first, items + i * size, size);
		for (; (from = sort->keys[to].index) != i; to = from) {
			memcpy(items + to * size, items + from * size, size);
			sort->keys[to].index = (uint32_t)to;
		}
		memcpy(items + to * size, first, size);
		sort->keys[to].index = (uint32_t)to;
	}
}

static void sort_results(struct sort *sort, size_t count)
{
	if (count > 1)
		qsort_r(sort->keys, count, sizeof(*sort->keys), by_key, sort);
	arrange(sort, count);
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

static void sort_earnings(const struct earnings *earnings, const struct sales *sales)
{
	struct result_key *keys AUTOFREE = mem_alloc(earnings->count * sizeof(*keys));
	struct sort sort = {sales, earnings->items, sizeof(*earnings->items), keys};

	for (size_t i = 0; i < earnings->count; i++)
		set_key(&sort, i, earnings->items[i].partner, earnings->items[i].campaign);
	sort_results(&sort, earnings->count);
}

static bool is_part(const struct earning *a, const struct earning *b)
{
	return a->line == b->line && a->partner == b->partner && a->campaign == b->campaign;
}

static int merge_earnings(struct earnings *earnings, const struct sales *sales, struct error *err)
{
	struct earning *items = earnings->items;
	size_t kept = 0;

	sort_earnings(earnings, sales);
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

static void sort_exclusions(const struct exclusions *exclusions, const struct sales *sales)
{
	struct result_key *keys AUTOFREE = mem_alloc(exclusions->count * sizeof(*keys));
	struct sort sort = {sales, exclusions->items, sizeof(*exclusions->items), keys};

	for (size_t i = 0; i < exclusions->count; i++)
		set_key(&sort, i, exclusions->items[i].partner, exclusions->items[i].campaign);
	sort_results(&sort, exclusions->count);
}

/* Only a late return has parts; all of them are dated as the return, which is after its sales. */
static void merge_exclusions(struct exclusions *exclusions, const struct sales *sales)
{
	struct exclusion *items = exclusions->items;
	size_t kept = 0;

	sort_exclusions(exclusions, sales);
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
