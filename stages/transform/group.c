/* Keys of groups. */
#include "stages/transform/group.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"

/* What tells a card entry's groups apart, by scope; a sale without a customer stands alone. */
static uint64_t scope_key(const struct campaign *campaign, const struct line *sale, uint32_t line)
{
	switch (campaign->scope) {
	case SCOPE_TRANSACTION:
		return sale->invoice;
	case SCOPE_CUSTOMER:
		return sale->customer ? sale->customer : (uint64_t)line << 32;
	case SCOPE_PARTNER:
		break;
	}
	return 0;
}

static uint64_t period_key(const struct campaign *campaign, date_t date)
{
	switch (campaign->per) {
	case PER_MONTH:
		return (uint64_t)date_month(date);
	case PER_QUARTER:
		return (uint64_t)date_quarter(date);
	case PER_CAMPAIGN:
		break;
	}
	return 0;
}

static struct ladder ladder_of(const struct campaign *campaign, const struct claim *claim)
{
	const struct card_entry *entry = &campaign->entries[claim->entry];

	if (campaign->kind == KIND_FREQUENCY)
		return (struct ladder){campaign->thresholds, campaign->threshold_count};
	return (struct ladder){entry->tiers, entry->tier_count};
}

uint32_t groups_of(struct groups *groups, const struct sales *sales,
	const struct campaign *campaign, const struct claim *claim)
{
	const struct line *sale = &sales->lines[claim->sale];
	size_t known = groups->keys.count;
	uint64_t partner = (uint64_t)claim->partner << 32;
	uint32_t group;

	if (campaign->kind == KIND_FREQUENCY)
		group = pairs_add(&groups->keys, partner, period_key(campaign, sale->date));
	else
		group = pairs_add(&groups->keys, partner | claim->entry,
			scope_key(campaign, sale, claim->sale));
	if (group < known)
		return group;
	MEM_REACH(groups->items, group, groups->cap);
	groups->items[group] = (struct group){.partner = claim->partner,
		.entry = claim->entry,
		.sale = claim->sale,
		.ladder = ladder_of(campaign, claim)};
	return group;
}

void groups_release(struct groups *groups)
{
	pairs_release(&groups->keys);
	free(groups->items);
	*groups = (struct groups){0};
}
