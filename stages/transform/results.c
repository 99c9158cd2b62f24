/* Sorted partner by partner, without a second array. */
#include "stages/transform/results.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/base/order.h"

static struct result result_at(const struct results *results, size_t index)
{
	struct result result;

	memcpy(&result, results->items + index * results->size, sizeof(result));
	return result;
}

/* By the number of the line; `also` is the line. */
static int by_number(const void *a, const void *b, void *context)
{
	const struct line *lines = context;

	return number_order(lines[((const struct keyed *)a)->also].number,
		lines[((const struct keyed *)b)->also].number);
}

static struct keyed key_of(const struct results *results, uint32_t index)
{
	struct result result = result_at(results, index);
	uint64_t rank = results->sales->rank[results->sales->lines[result.line].invoice];

	return (struct keyed){
		(results->campaigns ? (uint64_t)result.campaign << 32 : 0) | rank, index, result.line};
}

/* Sorts the indices of one partner's results. */
static void sort_partner(const struct results *results, uint32_t *order, size_t count)
{
	struct keyed *keys AUTOFREE = mem_alloc(count * sizeof(*keys));

	for (size_t i = 0; i < count; i++) {
		if (i + LINES_AHEAD < count)
			sales_fetch_line(results->sales, result_at(results, order[i + LINES_AHEAD]).line);
		keys[i] = key_of(results, order[i]);
	}
	keyed_sort(keys, count, by_number, results->sales->lines);
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

/* Around each circle of items that take one another's place. */
void results_sort(const struct results *results)
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
