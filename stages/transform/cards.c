/* SKUs on cards, looked up once each. */
#include "stages/transform/cards.h"

#include <stdlib.h>

static void list_entry(struct cards *cards, const struct card_entry *entry)
{
	struct span sku = span_of(entry->sku);

	if (!entry->prefix) {
		dict_add(&cards->exact, sku);
		return;
	}
	dict_add(&cards->prefixes, sku);
	cards->prefix_lengths |= UINT64_C(1) << sku.len; /* an SKU on a card has 64 bytes at most */
}

void cards_init(struct cards *cards, const struct campaign *campaigns, size_t count)
{
	*cards = (struct cards){.campaigns = campaigns, .campaign_count = count};
	for (size_t c = 0; c < count; c++)
		for (size_t i = 0; i < campaigns[c].entry_count; i++)
			list_entry(cards, &campaigns[c].entries[i]);
}

bool cards_have(const struct cards *cards, struct span sku)
{
	if (dict_find(&cards->exact, sku))
		return true;
	for (uint64_t lengths = cards->prefix_lengths; lengths; lengths &= lengths - 1) {
		size_t length = (size_t)__builtin_ctzll(lengths);
		if (length <= sku.len && sku.len > 0 &&
			(length == 0 || dict_find(&cards->prefixes, (struct span){sku.at, length})))
			return true;
	}
	return false;
}

static bool takes(const struct card_entry *entry, struct span sku)
{
	struct span on_card = span_of(entry->sku);

	return entry->prefix ? span_starts(sku, on_card) : span_equal(sku, on_card);
}

static int closest_first(const void *a, const void *b)
{
	const struct card_entry *left = ((const struct candidate *)a)->entry;
	const struct card_entry *right = ((const struct candidate *)b)->entry;
	size_t left_length = strlen(left->sku), right_length = strlen(right->sku);

	if (left->prefix != right->prefix)
		return left->prefix ? 1 : -1;
	return (right_length > left_length) - (right_length < left_length);
}

static struct candidates search(struct cards *cards, struct span sku)
{
	struct candidate *found = NULL;
	size_t count = 0, cap = 0;

	for (size_t c = 0; c < cards->campaign_count; c++) {
		const struct campaign *campaign = &cards->campaigns[c];
		size_t before = count;
		for (size_t i = 0; i < campaign->entry_count; i++) {
			if (!takes(&campaign->entries[i], sku))
				continue;
			MEM_GROW(found, count, cap);
			found[count++] = (struct candidate){(uint32_t)c, &campaign->entries[i]};
		}
		if (count > before + 1)
			qsort(found + before, count - before, sizeof(*found), closest_first);
	}
	struct candidate *kept = arena_alloc(&cards->arena, count * sizeof(*kept));
	if (count > 0)
		memcpy(kept, found, count * sizeof(*kept));
	free(found);
	return (struct candidates){kept, count};
}

text_id cards_sku(struct cards *cards, struct span sku)
{
	size_t known = cards->skus.count;
	text_id id = dict_add(&cards->skus, sku);

	if (id && id >= known) {
		MEM_REACH(cards->lists, id, cards->list_cap);
		cards->lists[id] = search(cards, sku);
	}
	return id;
}

struct candidates cards_of(struct cards *cards, struct span sku)
{
	return cards_list(cards, cards_sku(cards, sku));
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

void cards_release(struct cards *cards)
{
	dict_release(&cards->exact);
	dict_release(&cards->prefixes);
	dict_release(&cards->skus);
	arena_release(&cards->arena);
	free(cards->lists);
	*cards = (struct cards){0};
}
