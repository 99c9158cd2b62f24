/* Spending caps. All amounts here lie between 0 and a payout that fits, so that sums cannot
 * overflow: what is left of a cap never exceeds the cap. */
#include "stages/transform/caps.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"

void caps_init(struct caps *caps, const struct campaign *campaign, size_t partner_count)
{
	*caps = (struct caps){.budget_left = campaign->budget};
	if (money_is_none(campaign->partner_cap))
		return;
	caps->cap_left = mem_alloc(partner_count * sizeof(*caps->cap_left));
	for (size_t i = 0; i < partner_count; i++)
		caps->cap_left[i] = campaign->partner_cap;
}

static struct money least(struct money a, struct money b)
{
	return a.e4 < b.e4 ? a : b;
}

/* Moves what is left by a signed amount; no limit stays no limit. */
static void use(struct money *left, struct money amount)
{
	if (!money_is_none(*left))
		left->e4 -= amount.e4;
}

static struct money allowed(const struct caps *caps, size_t partner, struct money change)
{
	struct money give = change;

	if (caps->cap_left)
		give = least(give, caps->cap_left[partner]);
	if (!money_is_none(caps->budget_left))
		give = least(give, caps->budget_left);
	return give;
}

struct money caps_spend(struct caps *caps, size_t partner, struct money change,
	struct money payout, struct money *given)
{
	struct money give;

	if (change.e4 > 0)
		give = allowed(caps, partner, change);
	else
		give = (struct money){least(*given, payout).e4 - given->e4};
	given->e4 += give.e4;
	if (caps->cap_left)
		use(&caps->cap_left[partner], give);
	use(&caps->budget_left, give);
	return give;
}

void caps_release(struct caps *caps)
{
	free(caps->cap_left);
	*caps = (struct caps){0};
}
