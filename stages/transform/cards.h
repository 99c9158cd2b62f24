/*
 * Which campaigns' cards have a SKU (rules: which sales count). An SKU on a card may end in `*`;
 * an exact SKU wins over a prefix, a longer prefix over a shorter one. Every answer is made once, when
 * the cards are read; asking changes nothing.
 */
#ifndef CASHBACK_TRANSFORM_CARDS_H
#define CASHBACK_TRANSFORM_CARDS_H

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

/* SKUs, or prefixes, with the entries that have them, and then with all that take them. */
struct card_index {
	struct dict texts;
	struct candidates *lists; /* by id in texts */
	size_t list_cap;
};

struct cards {
	struct card_index exact, prefixes;
	uint64_t prefix_lengths; /* bit i: a prefix has i bytes */
	struct arena arena;
};

void cards_init(struct cards *cards, const struct campaign *campaigns, size_t count);
/* Who takes the SKU; nobody, where it is blank. */
struct candidates cards_of(const struct cards *cards, struct span sku);
/* The first candidate of its campaign, from index *at on, that is in force on date; *at moves
 * behind that campaign's candidates. NULL: that campaign has none in force. */
const struct candidate *cards_in_force(struct candidates list, size_t *at, date_t date);
void cards_release(struct cards *cards);

#endif
