/*
 * Which campaigns' cards have a SKU (rules: which sales count). An SKU on a card may end in `*`;
 * an exact SKU wins over a prefix, a longer prefix over a shorter one. Looked up once a SKU.
 */
#ifndef CASHBACK_TRANSFORM_CARDS_H
#define CASHBACK_TRANSFORM_CARDS_H

#include <stdbool.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/campaign.h"
#include "pipeline/edge/dict.h"

/* One entry that takes a SKU, on whatever date. */
struct candidate {
	uint32_t campaign;
	const struct card_entry *entry;
};

/* By campaign, and within one the closest entry first. */
struct candidates {
	const struct candidate *items;
	size_t count;
};

struct cards {
	const struct campaign *campaigns;
	size_t campaign_count;
	struct dict exact;    /* the SKUs of all cards, */
	struct dict prefixes; /* and what stands before a `*` */
	uint64_t prefix_lengths; /* bit i: one of them has i bytes */
	struct dict skus;
	struct arena arena;
	struct candidates *lists; /* by id in skus */
	size_t list_cap;
};

void cards_init(struct cards *cards, const struct campaign *campaigns, size_t count);
/* Does any card have the SKU? From any thread, as long as nobody does any of the following. */
bool cards_have(const struct cards *cards, struct span sku);
/* A number for the SKU (0: blank), and who takes it. */
text_id cards_sku(struct cards *cards, struct span sku);
static inline struct candidates cards_list(const struct cards *cards, text_id sku)
{
	return sku ? cards->lists[sku] : (struct candidates){0};
}
struct candidates cards_of(struct cards *cards, struct span sku);
/* The first candidate of its campaign, from index *at on, that is in force on date; *at moves
 * behind that campaign's candidates. NULL: that campaign has none in force. */
const struct candidate *cards_in_force(struct candidates list, size_t *at, date_t date);
void cards_release(struct cards *cards);

#endif
