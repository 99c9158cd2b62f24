/* Which SKUs are on which cards. */
#include "stages/transform/cards.h"

#include <stdlib.h>

/* The entries that have one text, while the cards are read; by its id. */
struct bucket {
	struct candidate *items;
	size_t count, cap;
};

struct buckets {
	struct bucket *items;
	size_t cap;
};

static int by_campaign_closest_first(const void *a, const void *b)
{
	const struct candidate *left = a, *right = b;
	size_t left_length = strlen(left->entry->sku), right_length = strlen(right->entry->sku);

	if (left->campaign != right->campaign)
		return left->campaign < right->campaign ? -1 : 1;
	if (left->entry->prefix != right->entry->prefix)
		return left->entry->prefix ? 1 : -1;
	if (left_length != right_length)
		return left_length > right_length ? -1 : 1;
	return (left->entry > right->entry) - (left->entry < right->entry);
}

static void add_candidate(struct bucket *bucket, const struct candidate *candidate)
{
	MEM_GROW(bucket->items, bucket->count, bucket->cap);
	bucket->items[bucket->count++] = *candidate;
}

static void add_bucket(struct bucket *bucket, const struct bucket *from)
{
	for (size_t i = 0; i < from->count; i++)
		add_candidate(bucket, &from->items[i]);
}

/* The text's bucket; the prefix of nothing but a `*` has id 0. */
static struct bucket *bucket_of(struct buckets *buckets, struct dict *texts, struct span text)
{
	text_id id = dict_add(texts, text);
	size_t known = buckets->cap;

	MEM_REACH(buckets->items, id, buckets->cap);
	memset(buckets->items + known, 0, (buckets->cap - known) * sizeof(*buckets->items));
	return &buckets->items[id];
}

static void release_buckets(struct buckets *buckets)
{
	for (size_t i = 0; i < buckets->cap; i++)
		free(buckets->items[i].items);
	free(buckets->items);
}

/* Is there such a prefix? */
static bool find_prefix(const struct cards *cards, struct span text, text_id *ret_id)
{
	*ret_id = dict_find(&cards->prefixes.texts, text);
	return *ret_id || text.len == 0;
}

/* All that takes the text: what has it itself, and the prefixes that it begins with. */
static struct candidates gather(struct cards *cards, const struct buckets *prefixes,
	const struct bucket *own, struct span text)
{
	struct bucket all = {0};
	text_id id;

	add_bucket(&all, own);
	for (uint64_t lengths = cards->prefix_lengths; lengths; lengths &= lengths - 1) {
		size_t length = (size_t)__builtin_ctzll(lengths);
		if (length <= text.len && find_prefix(cards, (struct span){text.at, length}, &id) &&
			&prefixes->items[id] != own)
			add_bucket(&all, &prefixes->items[id]);
	}
	struct candidate *kept = arena_alloc(&cards->arena, all.count * sizeof(*kept) + 1);
	if (all.count > 0) {
		qsort(all.items, all.count, sizeof(*all.items), by_campaign_closest_first);
		memcpy(kept, all.items, all.count * sizeof(*kept));
	}
	free(all.items);
	return (struct candidates){kept, all.count};
}

static void answer(struct cards *cards, struct card_index *index, const struct buckets *own,
	const struct buckets *prefixes)
{
	index->lists = mem_alloc(own->cap * sizeof(*index->lists) + 1);
	for (size_t id = 0; id < own->cap; id++) {
		struct span text =
			id < index->texts.count ? dict_text(&index->texts, (text_id)id) : SPAN_NONE;
		if (own->items[id].count > 0)
			index->lists[id] = gather(cards, prefixes, &own->items[id], text);
	}
}

void cards_init(struct cards *cards, const struct campaign *campaigns, size_t count)
{
	struct buckets exact CLEANUP(release_buckets) = {0};
	struct buckets prefixes CLEANUP(release_buckets) = {0};

	*cards = (struct cards){0};
	for (size_t c = 0; c < count; c++)
		for (size_t i = 0; i < campaigns[c].entry_count; i++) {
			const struct card_entry *entry = &campaigns[c].entries[i];
			struct span sku = span_of(entry->sku);
			struct candidate candidate = {(uint32_t)c, entry};
			if (entry->prefix)
				cards->prefix_lengths |= UINT64_C(1) << sku.len; /* below 64: campaign_card.c */
			add_candidate(entry->prefix ? bucket_of(&prefixes, &cards->prefixes.texts, sku)
										: bucket_of(&exact, &cards->exact.texts, sku),
				&candidate);
		}
	answer(cards, &cards->exact, &exact, &prefixes);
	answer(cards, &cards->prefixes, &prefixes, &prefixes);
}

struct candidates cards_of(const struct cards *cards, struct span sku)
{
	text_id id = dict_find(&cards->exact.texts, sku);

	if (id)
		return cards->exact.lists[id];
	if (sku.len == 0)
		return (struct candidates){0};
	for (uint64_t lengths = cards->prefix_lengths; lengths;) {
		size_t length = 63 - (size_t)__builtin_clzll(lengths);
		lengths &= ~(UINT64_C(1) << length);
		if (length <= sku.len && find_prefix(cards, (struct span){sku.at, length}, &id))
			return cards->prefixes.lists[id];
	}
	return (struct candidates){0};
}

const struct candidate *cards_in_force(struct candidates list, size_t *at, date_t date)
{
	const struct candidate *found = NULL;
	uint32_t campaign = list.items[*at].campaign;

	for (; *at < list.count && list.items[*at].campaign == campaign; (*at)++) {
		const struct card_entry *entry = list.items[*at].entry;
		if (!found && date_within(date, entry->valid_from, entry->valid_to))
			found = &list.items[*at];
	}
	return found;
}

static void index_release(struct card_index *index)
{
	dict_release(&index->texts);
	free(index->lists);
}

void cards_release(struct cards *cards)
{
	index_release(&cards->exact);
	index_release(&cards->prefixes);
	arena_release(&cards->arena);
	*cards = (struct cards){0};
}
