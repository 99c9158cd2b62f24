/* What a card would pay: more must never pay less (rules: more never pays less), and what it pays
 * must fit into an amount. Unrounded, as the rules say.
 *
 * Why comparing neighbours is enough: rates and amounts are not negative, so within a tier the
 * payout never falls, and a stepped or summed payout never falls at all. What is left is the step
 * from the most that a tier pays to the least that the next one does. Units counted before the
 * start are paid by neither side and make that step smaller on both, which cannot turn it round. */
#include <inttypes.h>

#include "pipeline/core/campaign_read.h"

/* What `units` units pay at a rate, where it fits. */
struct pay {
	int64_t units;
	struct money amount;
};

static bool pay_of(int64_t units, struct money rate, struct pay *ret_pay)
{
	ret_pay->units = units;
	return money_times(rate, units, &ret_pay->amount);
}

static void report_overflow(struct campaign_source *source, const char *file, size_t line)
{
	campaign_card_problem(source, file, line,
		"pays more than fits into an amount (900000000000000): write less");
}

static void report_fall(struct campaign_source *source, const char *file, size_t line,
	const struct pay *before, const struct pay *after)
{
	char less[MONEY_TEXT], more[MONEY_TEXT];
	int places = source->campaign->places;

	campaign_card_problem(source, file, line,
		"the payout falls: %" PRId64 " units pay %s, but %" PRId64
		" units pay %s; more must not pay less, so raise the amount here or lower the one before",
		before->units, money_format(before->amount, places, more), after->units,
		money_format(after->amount, places, less));
}

/* Overlapping tiers have been reported, and what they pay says nothing. */
static void check_step(struct campaign_source *source, const struct tier *before,
	const struct tier *tier)
{
	struct pay most, least;

	if (tier->minimum <= before->maximum)
		return;
	if (!pay_of(before->maximum, before->rate, &most) || !pay_of(tier->minimum, tier->rate, &least))
		return;
	if (least.amount.e4 < most.amount.e4)
		report_fall(source, "rate_card.csv", tier->line, &most, &least);
}

/* What is known to be paid: up to the maximum, or at the minimum where there is no limit. */
static void check_fit(struct campaign_source *source, const struct tier *tier, struct money *total)
{
	bool stepped = source->campaign->tiers == TIERS_STEPPED;
	int64_t top = tier->maximum == UNITS_NO_LIMIT ? tier->minimum : tier->maximum;
	struct pay pay;

	if (!pay_of(stepped ? top - tier->minimum + 1 : top, tier->rate, &pay) ||
		!money_add(*total, pay.amount, &pay.amount))
		report_overflow(source, "rate_card.csv", tier->line);
	else if (stepped)
		*total = pay.amount;
}

static void check_entry(struct campaign_source *source, const struct card_entry *entry)
{
	bool retrospective = source->campaign->tiers == TIERS_RETROSPECTIVE;
	struct money total = MONEY_ZERO;

	for (size_t i = 0; i < entry->tier_count; i++) {
		check_fit(source, &entry->tiers[i], &total);
		if (i > 0 && retrospective)
			check_step(source, &entry->tiers[i - 1], &entry->tiers[i]);
	}
}

/* once: the amount itself; each: one unit less than the threshold has the amount before. */
static void check_threshold(struct campaign_source *source, const struct tier *before,
	const struct tier *tier)
{
	bool each = source->campaign->pay == PAY_EACH;
	struct pay most, least;

	if (tier->minimum <= before->minimum)
		return;
	if (!pay_of(each ? tier->minimum - 1 : 1, before->rate, &most) ||
		!pay_of(each ? tier->minimum : 1, tier->rate, &least))
		return;
	most.units = tier->minimum - 1;
	least.units = tier->minimum;
	if (least.amount.e4 < most.amount.e4)
		report_fall(source, "thresholds.csv", tier->line, &most, &least);
}

static void check_thresholds(struct campaign_source *source)
{
	const struct campaign *campaign = source->campaign;
	struct money sum = MONEY_ZERO;
	struct pay pay;

	for (size_t i = 0; i < campaign->threshold_count; i++) {
		const struct tier *tier = &campaign->thresholds[i];
		if (!pay_of(campaign->pay == PAY_EACH ? tier->minimum : 1, tier->rate, &pay) ||
			!money_add(sum, pay.amount, &sum))
			report_overflow(source, "thresholds.csv", tier->line);
		if (i > 0 && campaign->tiers == TIERS_RETROSPECTIVE)
			check_threshold(source, tier - 1, tier);
	}
}

void campaign_check_payout(struct campaign_source *source)
{
	const struct campaign *campaign = source->campaign;

	if (!campaign_knows(source, "tiers"))
		return;
	for (size_t i = 0; i < campaign->entry_count; i++)
		check_entry(source, &campaign->entries[i]);
	if (campaign_knows(source, "pay"))
		check_thresholds(source);
}
