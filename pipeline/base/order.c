/* American flag sort: each item goes to the place of its digit, and the item that was there to its
 * own, and so on. */
#include "pipeline/base/order.h"

#include <stdbool.h>
#include <stdlib.h>

#define DIGIT_BITS 8
#define DIGITS (1 << DIGIT_BITS)
#define FEW 32 /* are sorted faster by insertion */

struct ties {
	keyed_tie tie;
	void *context;
};

static unsigned digit_of(const struct keyed *item, int shift)
{
	return item->key >> shift & (DIGITS - 1);
}

static bool goes_before(const struct keyed *a, const struct keyed *b)
{
	if (a->key != b->key)
		return a->key < b->key;
	return a->index != b->index ? a->index < b->index : a->also < b->also;
}

static bool is_sorted(const struct keyed *items, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (goes_before(&items[i], &items[i - 1]))
			return false;
	return true;
}

static void sort_few(struct keyed *items, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct keyed item = items[i];
		size_t at = i;
		for (; at > 0 && goes_before(&item, &items[at - 1]); at--)
			items[at] = items[at - 1];
		items[at] = item;
	}
}

/* Puts the items where those with their digit belong; first[d] is where digit d begins. */
static void place(struct keyed *items, const size_t *first, int shift)
{
	size_t next[DIGITS];

	for (int d = 0; d < DIGITS; d++)
		next[d] = first[d];
	for (unsigned d = 0; d < DIGITS; d++)
		while (next[d] < first[d + 1]) {
			struct keyed item = items[next[d]];
			for (unsigned to = digit_of(&item, shift); to != d; to = digit_of(&item, shift)) {
				struct keyed other = items[next[to]];
				items[next[to]++] = item;
				item = other;
			}
			items[next[d]++] = item;
		}
}

/* The shift of the highest digit in which keys differ; -1: none do. */
static int highest_shift(const struct keyed *items, size_t count)
{
	uint64_t different = 0;

	for (size_t i = 1; i < count; i++)
		different |= items[i].key ^ items[0].key;
	return different ? (63 - __builtin_clzll(different)) / DIGIT_BITS * DIGIT_BITS : -1;
}

static void sort_keys(struct keyed *items, size_t count)
{
	size_t first[DIGITS + 1] = {0};
	int shift;

	if (count <= FEW) {
		sort_few(items, count);
		return;
	}
	if ((shift = highest_shift(items, count)) < 0)
		return;
	for (size_t i = 0; i < count; i++)
		first[digit_of(&items[i], shift) + 1]++;
	for (int d = 0; d < DIGITS; d++)
		first[d + 1] += first[d];
	place(items, first, shift);
	for (int d = 0; d < DIGITS && shift > 0; d++)
		if (first[d + 1] - first[d] > 1)
			sort_keys(items + first[d], first[d + 1] - first[d]);
}

static int compare_ties(const void *a, const void *b, void *context)
{
	const struct ties *ties = context;
	int order = ties->tie ? ties->tie(a, b, ties->context) : 0;

	return order ? order : goes_before(a, b) ? -1 : 1;
}

static void insert_ties(struct keyed *items, size_t count, struct ties *ties)
{
	for (size_t i = 1; i < count; i++) {
		struct keyed item = items[i];
		size_t at = i;
		for (; at > 0 && compare_ties(&item, &items[at - 1], ties) < 0; at--)
			items[at] = items[at - 1];
		items[at] = item;
	}
}

static void sort_ties(struct keyed *items, size_t count, struct ties *ties)
{
	size_t end;

	for (size_t i = 0; i < count; i = end) {
		for (end = i + 1; end < count && items[end].key == items[i].key; end++)
			continue;
		if (end - i <= FEW)
			insert_ties(items + i, end - i, ties);
		else
			qsort_r(items + i, end - i, sizeof(*items), compare_ties, ties);
	}
}

void keyed_sort_keys(struct keyed *items, size_t count)
{
	sort_keys(items, count);
}

void keyed_sort(struct keyed *items, size_t count, keyed_tie tie, void *context)
{
	struct ties ties = {tie, context};
	bool sorted = is_sorted(items, count);

	if (!sorted)
		keyed_sort_keys(items, count);
	if (!sorted || tie)
		sort_ties(items, count, &ties);
}
