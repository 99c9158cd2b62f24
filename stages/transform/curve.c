/* The curves: one function each, and the table that names them. */
#include "stages/transform/curve.h"

#include "pipeline/base/mem.h"

typedef bool (*curve_function)(struct ladder ladder, int64_t measure, struct money *ret);

static int64_t lesser(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

const struct tier *ladder_reached(struct ladder ladder, int64_t measure)
{
	const struct tier *reached = NULL;

	for (size_t i = 0; i < ladder.count && ladder.tiers[i].minimum <= measure; i++)
		reached = &ladder.tiers[i];
	return reached;
}

const struct tier *ladder_next(struct ladder ladder, int64_t measure)
{
	for (size_t i = 0; i < ladder.count; i++)
		if (ladder.tiers[i].minimum > measure)
			return &ladder.tiers[i];
	return NULL;
}

/* The rate of the tier reached, on all units up to its maximum. */
static bool units_retrospective(struct ladder ladder, int64_t measure, struct money *ret)
{
	const struct tier *tier = ladder_reached(ladder, measure);

	*ret = MONEY_ZERO;
	return !tier || money_times(tier->rate, lesser(measure, tier->maximum), ret);
}

/* Each tier's rate on the units from its minimum to its maximum, or up to the next tier. */
static bool units_stepped(struct ladder ladder, int64_t measure, struct money *ret)
{
	struct money part;

	*ret = MONEY_ZERO;
	for (size_t i = 0; i < ladder.count && ladder.tiers[i].minimum <= measure; i++) {
		const struct tier *tier = &ladder.tiers[i];
		int64_t last = lesser(measure, tier->maximum);
		if (i + 1 < ladder.count)
			last = lesser(last, ladder.tiers[i + 1].minimum - 1);
		if (!money_times(tier->rate, last - tier->minimum + 1, &part) ||
			!money_add(*ret, part, ret))
			return false;
	}
	return true;
}

/* The amount of the highest threshold reached, once. */
static bool once_retrospective(struct ladder ladder, int64_t measure, struct money *ret)
{
	const struct tier *tier = ladder_reached(ladder, measure);

	*ret = tier ? tier->rate : MONEY_ZERO;
	return true;
}

/* The amounts of all thresholds reached, once each. */
static bool once_stepped(struct ladder ladder, int64_t measure, struct money *ret)
{
	*ret = MONEY_ZERO;
	for (size_t i = 0; i < ladder.count && ladder.tiers[i].minimum <= measure; i++)
		if (!money_add(*ret, ladder.tiers[i].rate, ret))
			return false;
	return true;
}

struct curve {
	enum campaign_kind kind;
	enum campaign_pay pay; /* frequency only */
	enum campaign_tiers tiers;
	curve_function payout;
	/* true: the units above `unpaid` are paid at the rate that all units reach. false: what
	 * `unpaid` alone would be worth is taken off. */
	bool paid_units_only;
};

static const struct curve curves[] = {
	{KIND_DOLLAR_PER_SKU, 0, TIERS_RETROSPECTIVE, units_retrospective, false},
	{KIND_DOLLAR_PER_SKU, 0, TIERS_STEPPED, units_stepped, false},
	{KIND_FREQUENCY, PAY_ONCE, TIERS_RETROSPECTIVE, once_retrospective, false},
	{KIND_FREQUENCY, PAY_ONCE, TIERS_STEPPED, once_stepped, false},
	{KIND_FREQUENCY, PAY_EACH, TIERS_RETROSPECTIVE, units_retrospective, true},
	{KIND_FREQUENCY, PAY_EACH, TIERS_STEPPED, units_stepped, false},
};

static const struct curve *curve_of(const struct campaign *campaign)
{
	for (size_t i = 0; i < ARRAY_LEN(curves); i++)
		if (curves[i].kind == campaign->kind && curves[i].tiers == campaign->tiers &&
			(campaign->kind == KIND_DOLLAR_PER_SKU || curves[i].pay == campaign->pay))
			return &curves[i];
	return NULL;
}

static bool above_unpaid(const struct curve *curve, struct ladder ladder, int64_t measure,
	int64_t unpaid, struct money *ret)
{
	struct money before;

	if (curve->paid_units_only) {
		const struct tier *tier = ladder_reached(ladder, measure);
		*ret = MONEY_ZERO;
		return !tier || money_times(tier->rate, measure - unpaid, ret);
	}
	return curve->payout(ladder, measure, ret) && curve->payout(ladder, unpaid, &before) &&
		   money_subtract(*ret, before, ret);
}

bool curve_payout(const struct campaign *campaign, struct ladder ladder, int64_t measure,
	int64_t unpaid, struct money *ret_payout)
{
	const struct curve *curve = curve_of(campaign);
	struct money payout;

	if (unpaid > 0 ? !above_unpaid(curve, ladder, measure, unpaid, &payout)
				   : !curve->payout(ladder, measure, &payout))
		return false;
	if (payout.e4 < 0)
		payout = MONEY_ZERO;
	return money_round(payout, campaign->places, ret_payout);
}
