/* Open addressing with linear probing, at most half full. Slots hold number + 1; 0 is free. */
#include "pipeline/edge/dict.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "pipeline/base/mem.h"

#define FIRST_SLOTS 1024

/* The slot that holds text, or the free one where it belongs. */
static size_t text_slot(const struct dict *dict, struct span text)
{
	size_t mask = dict->slot_count - 1;
	size_t slot = XXH3_64bits(text.at, text.len) & mask;

	while (dict->slots[slot] && !span_equal(dict->texts[dict->slots[slot] - 1], text))
		slot = (slot + 1) & mask;
	return slot;
}

static void grow_dict(struct dict *dict)
{
	if (dict->count == 0) {
		MEM_GROW(dict->texts, dict->count, dict->cap);
		dict->texts[dict->count++] = SPAN_NONE;
	}
	if (dict->slot_count > dict->count * 2)
		return;
	dict->slot_count = dict->slot_count ? dict->slot_count * 2 : FIRST_SLOTS;
	free(dict->slots);
	dict->slots = mem_alloc(dict->slot_count * sizeof(*dict->slots));
	for (size_t id = 1; id < dict->count; id++)
		dict->slots[text_slot(dict, dict->texts[id])] = (uint32_t)id + 1;
}

text_id dict_add(struct dict *dict, struct span text)
{
	if (span_blank(text))
		return 0;
	grow_dict(dict);
	size_t slot = text_slot(dict, text);
	if (!dict->slots[slot]) {
		MEM_GROW(dict->texts, dict->count, dict->cap);
		dict->texts[dict->count++] = text;
		dict->slots[slot] = (uint32_t)dict->count;
	}
	return dict->slots[slot] - 1;
}

text_id dict_find(const struct dict *dict, struct span text)
{
	if (span_blank(text) || dict->count == 0)
		return 0;
	uint32_t found = dict->slots[text_slot(dict, text)];
	return found ? found - 1 : 0;
}

static int by_text(const void *a, const void *b, void *texts)
{
	const struct span *list = texts;

	return span_compare(list[*(const text_id *)a], list[*(const text_id *)b]);
}

uint32_t *dict_ranks(const struct dict *dict)
{
	uint32_t *rank = mem_alloc((dict->count + 1) * sizeof(*rank));
	text_id *order AUTOFREE = mem_alloc((dict->count + 1) * sizeof(*order));

	for (size_t i = 1; i < dict->count; i++)
		order[i] = (text_id)i;
	if (dict->count > 2)
		qsort_r(order + 1, dict->count - 1, sizeof(*order), by_text, dict->texts);
	for (size_t i = 1; i < dict->count; i++)
		rank[order[i]] = (uint32_t)i;
	return rank;
}

void dict_release(struct dict *dict)
{
	free(dict->texts);
	free(dict->slots);
	*dict = (struct dict){0};
}

static size_t pair_slot(const struct pairs *pairs, struct pair pair)
{
	size_t mask = pairs->slot_count - 1;
	size_t slot = XXH3_64bits(&pair, sizeof(pair)) & mask;

	while (pairs->slots[slot]) {
		const struct pair *found = &pairs->items[pairs->slots[slot] - 1];
		if (found->a == pair.a && found->b == pair.b)
			break;
		slot = (slot + 1) & mask;
	}
	return slot;
}

static void grow_pairs(struct pairs *pairs)
{
	if (pairs->slot_count > pairs->count * 2 + 1)
		return;
	pairs->slot_count = pairs->slot_count ? pairs->slot_count * 2 : FIRST_SLOTS;
	free(pairs->slots);
	pairs->slots = mem_alloc(pairs->slot_count * sizeof(*pairs->slots));
	for (size_t i = 0; i < pairs->count; i++)
		pairs->slots[pair_slot(pairs, pairs->items[i])] = (uint32_t)i + 1;
}

uint32_t pairs_add(struct pairs *pairs, uint64_t a, uint64_t b)
{
	struct pair pair = {a, b};

	grow_pairs(pairs);
	size_t slot = pair_slot(pairs, pair);
	if (!pairs->slots[slot]) {
		MEM_GROW(pairs->items, pairs->count, pairs->cap);
		pairs->items[pairs->count++] = pair;
		pairs->slots[slot] = (uint32_t)pairs->count;
	}
	return pairs->slots[slot] - 1;
}

uint32_t pairs_find(const struct pairs *pairs, uint64_t a, uint64_t b)
{
	if (pairs->count == 0)
		return PAIR_NONE;
	return pairs->slots[pair_slot(pairs, (struct pair){a, b})] - 1; /* free: 0 - 1 is PAIR_NONE */
}

void pairs_release(struct pairs *pairs)
{
	free(pairs->items);
	free(pairs->slots);
	*pairs = (struct pairs){0};
}
