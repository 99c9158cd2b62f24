/* Open addressing with linear probing. Slots of texts are at most three quarters full and hold a half
 * of the hash, so that few other texts are looked at; slots of pairs are at most half full and hold
 * number + 1. */
#include "pipeline/edge/dict.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <endian.h>

#include "pipeline/base/order.h"

#define FIRST_SLOTS 1024
#define ROOM (64 * 1024)
#define FEW_TEXTS 16 /* are compared rather than sorted by words */

#define HASH_HALF (UINT64_MAX << 32)

/* The slot that holds text, or the free one where it belongs. */
static size_t text_slot(const struct dict *dict, struct span text, uint64_t hash)
{
	size_t mask = dict->slot_count - 1;
	size_t slot = (hash >> 32) & mask;

	for (; dict->slots[slot]; slot = (slot + 1) & mask)
		if (((dict->slots[slot] ^ hash) & HASH_HALF) == 0 &&
			span_equal(dict_text(dict, (text_id)dict->slots[slot]), text))
			break;
	return slot;
}

static void grow_dict(struct dict *dict)
{
	uint64_t *old AUTOFREE = NULL;
	size_t old_count = dict->slot_count;

	if (dict->count == 0) {
		MEM_GROW(dict->texts, dict->count, dict->cap);
		dict->texts[dict->count++] = NULL;
	}
	if (dict->slot_count > dict->count + dict->count / 3)
		return;
	old = dict->slots;
	dict->slot_count = old_count ? old_count * 2 : FIRST_SLOTS;
	dict->slots = mem_alloc(dict->slot_count * sizeof(*dict->slots));
	for (size_t i = 0; i < old_count; i++) {
		size_t slot = (old[i] >> 32) & (dict->slot_count - 1);
		if (!old[i])
			continue;
		while (dict->slots[slot])
			slot = (slot + 1) & (dict->slot_count - 1);
		dict->slots[slot] = old[i];
	}
}

/* A copy of the text with its length before it, as near as can be behind the one before. */
static const unsigned char *keep(struct dict *dict, struct span text)
{
	uint32_t length = (uint32_t)text.len;
	size_t size = sizeof(length) + text.len;

	if (size > dict->room_left) {
		dict->room_left = size > ROOM ? size : ROOM;
		dict->room = arena_alloc(&dict->arena, dict->room_left);
	}
	unsigned char *copy = dict->room;
	dict->room += size;
	dict->room_left -= size;
	memcpy(copy, &length, sizeof(length));
	memcpy(copy + sizeof(length), text.at, text.len);
	return copy;
}

text_id dict_add(struct dict *dict, struct span text)
{
	if (span_blank(text))
		return 0;
	grow_dict(dict);
	uint64_t hash = XXH3_64bits(text.at, text.len);
	size_t slot = text_slot(dict, text, hash);
	if (!dict->slots[slot]) {
		MEM_GROW(dict->texts, dict->count, dict->cap);
		dict->texts[dict->count] = keep(dict, text);
		dict->slots[slot] = (hash & HASH_HALF) | dict->count++;
	}
	return (text_id)dict->slots[slot];
}

void dict_seal(struct dict *dict)
{
	free(dict->slots);
	dict->slots = NULL;
	dict->slot_count = 0;
}

static text_id find_sealed(const struct dict *dict, struct span text)
{
	for (size_t i = 1; i < dict->count; i++)
		if (span_equal(dict_text(dict, (text_id)i), text))
			return (text_id)i;
	return 0;
}

text_id dict_find(const struct dict *dict, struct span text)
{
	if (span_blank(text) || dict->count == 0)
		return 0;
	if (!dict->slots)
		return find_sealed(dict, text);
	return (text_id)dict->slots[text_slot(dict, text, XXH3_64bits(text.at, text.len))];
}

uint64_t dict_hash(struct span text)
{
	return XXH3_64bits(text.at, text.len);
}

/* Each round asks for what the next one looks at. */
void dict_fetch(const struct dict *dict, const uint64_t *hashes, size_t count)
{
	size_t mask = dict->slot_count - 1;

	if (dict->slot_count == 0)
		return;
	for (size_t i = 0; i < count; i++)
		__builtin_prefetch(&dict->slots[(hashes[i] >> 32) & mask]);
	for (size_t i = 0; i < count; i++)
		__builtin_prefetch(&dict->texts[(text_id)dict->slots[(hashes[i] >> 32) & mask]]);
	for (size_t i = 0; i < count; i++)
		__builtin_prefetch(dict->texts[(text_id)dict->slots[(hashes[i] >> 32) & mask]]);
}

struct dict dict_snapshot(const struct dict *dict, text_id *ret_other)
{
	static const unsigned char blank[sizeof(uint32_t)];
	struct dict copy = {.count = dict->count ? dict->count : 1, .slot_count = dict->slot_count};

	copy.cap = copy.count + 1;
	copy.texts = mem_resize(NULL, copy.cap, sizeof(*copy.texts));
	copy.slots = mem_resize(NULL, copy.slot_count, sizeof(*copy.slots));
	copy.texts[0] = NULL;
	for (size_t i = 1; i < copy.count; i++)
		copy.texts[i] = dict->texts[i];
	for (size_t i = 0; i < copy.slot_count; i++)
		copy.slots[i] = dict->slots[i];
	*ret_other = (text_id)copy.count;
	copy.texts[copy.count++] = blank;
	return copy;
}

static int by_text(const void *a, const void *b, void *dict)
{
	return span_compare(dict_text(dict, ((const struct keyed *)a)->index),
		dict_text(dict, ((const struct keyed *)b)->index));
}

/* Eight bytes of a text as a number that grows with them; behind its end are zeros. */
static uint64_t word_at(struct span text, size_t depth)
{
	uint64_t word = 0;

	if (text.len >= depth + sizeof(word))
		memcpy(&word, text.at + depth, sizeof(word));
	else if (text.len > depth)
		memcpy(&word, text.at + depth, text.len - depth);
	return be64toh(word);
}

static bool are_longer(const struct dict *dict, const struct keyed *items, size_t count,
	size_t length)
{
	for (size_t i = 0; i < count; i++)
		if (dict_text(dict, items[i].index).len > length)
			return true;
	return false;
}

/* Texts that have the same bytes before `depth`. */
static void sort_texts(const struct dict *dict, struct keyed *items, size_t count, size_t depth)
{
	size_t end;

	for (size_t i = 0; i < count; i++)
		items[i].key = word_at(dict_text(dict, items[i].index), depth);
	keyed_sort_keys(items, count);
	for (size_t i = 0; i < count; i = end) {
		for (end = i + 1; end < count && items[end].key == items[i].key; end++)
			continue;
		if (end - i > FEW_TEXTS && are_longer(dict, items + i, end - i, depth + 8))
			sort_texts(dict, items + i, end - i, depth + 8);
		else if (end - i > 1)
			qsort_r(items + i, end - i, sizeof(*items), by_text, (void *)dict);
	}
}

uint32_t *dict_ranks(const struct dict *dict)
{
	uint32_t *rank = mem_alloc((dict->count + 1) * sizeof(*rank));
	struct keyed *order AUTOFREE = mem_alloc((dict->count + 1) * sizeof(*order));

	for (size_t i = 1; i < dict->count; i++)
		order[i].index = (text_id)i;
	if (dict->count > 2)
		sort_texts(dict, order + 1, dict->count - 1, 0);
	for (size_t i = 1; i < dict->count; i++)
		rank[order[i].index] = (uint32_t)i;
	return rank;
}

void dict_release(struct dict *dict)
{
	free(dict->texts);
	free(dict->slots);
	arena_release(&dict->arena);
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
