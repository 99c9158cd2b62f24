/* Payout curves: what a measure is worth, at, below and above every tier. */
#include "stages/transform/curve.h"
#include "tests/support/cm.h"
#include "tests/support/world.h"

static const struct tier seat_tiers[] = {
	{5, 10, {20 * MONEY_SCALE}, 2},
	{20, UNITS_NO_LIMIT, {30 * MONEY_SCALE}, 3},
};
static const struct ladder seats = {seat_tiers, 2};

static const struct tier deal_tiers[] = {
	{3, UNITS_NO_LIMIT, {100 * MONEY_SCALE}, 2},
	{5, UNITS_NO_LIMIT, {150 * MONEY_SCALE}, 3},
};
static const struct ladder deals = {deal_tiers, 2};

struct example {
	int64_t measure, unpaid, dollars;
};

static void check(enum campaign_kind kind, enum campaign_pay pay, enum campaign_tiers tiers,
	struct ladder ladder, const struct example *examples, size_t count)
{
	struct campaign campaign = {.kind = kind, .pay = pay, .tiers = tiers, .places = 2};
	struct money payout;

	for (size_t i = 0; i < count; i++) {
		assert_true(
			curve_payout(&campaign, ladder, examples[i].measure, examples[i].unpaid, &payout));
		assert_cents(payout, examples[i].dollars * 100);
	}
}

static void the_tier_reached_pays_for_all_units_up_to_its_maximum(void **state)
{
	static const struct example examples[] = {{0, 0, 0}, {4, 0, 0}, {5, 0, 100}, {10, 0, 200},
		{11, 0, 200}, {19, 0, 200}, {20, 0, 600}, {21, 0, 630}};

	(void)state;
	check(KIND_DOLLAR_PER_SKU, 0, TIERS_RETROSPECTIVE, seats, examples, ARRAY_LEN(examples));
}

static void each_step_pays_for_its_own_units(void **state)
{
	static const struct example examples[] = {{4, 0, 0}, {5, 0, 20}, {10, 0, 120}, {11, 0, 120},
		{19, 0, 120}, {20, 0, 150}, {22, 0, 210}};

	(void)state;
	check(KIND_DOLLAR_PER_SKU, 0, TIERS_STEPPED, seats, examples, ARRAY_LEN(examples));
}

static void the_highest_threshold_reached_is_paid_once(void **state)
{
	static const struct example examples[] = {{2, 0, 0}, {3, 0, 100}, {4, 0, 100}, {5, 0, 150},
		{9, 0, 150}, {5, 3, 50}, {4, 3, 0}};

	(void)state;
	check(KIND_FREQUENCY, PAY_ONCE, TIERS_RETROSPECTIVE, deals, examples, ARRAY_LEN(examples));
}

static void all_thresholds_reached_are_paid_once_each(void **state)
{
	static const struct example examples[] = {{2, 0, 0}, {3, 0, 100}, {5, 0, 250}, {5, 4, 150},
		{2, 4, 0}};

	(void)state;
	check(KIND_FREQUENCY, PAY_ONCE, TIERS_STEPPED, deals, examples, ARRAY_LEN(examples));
}

static void every_paid_unit_gets_the_amount_of_the_highest_threshold(void **state)
{
	static const struct example examples[] = {{2, 0, 0}, {3, 0, 300}, {4, 0, 400}, {5, 0, 750},
		{5, 2, 450}, {3, 2, 100}, {2, 2, 0}, {1, 2, 0}, {3, 4, 0}};

	(void)state;
	check(KIND_FREQUENCY, PAY_EACH, TIERS_RETROSPECTIVE, deals, examples, ARRAY_LEN(examples));
}

static void every_unit_gets_the_amount_of_its_own_threshold(void **state)
{
	static const struct example examples[] = {{2, 0, 0}, {3, 0, 100}, {4, 0, 200}, {5, 0, 350},
		{6, 0, 500}, {6, 4, 300}, {3, 4, 0}};

	(void)state;
	check(KIND_FREQUENCY, PAY_EACH, TIERS_STEPPED, deals, examples, ARRAY_LEN(examples));
}

static void half_a_cent_is_rounded_away_from_zero(void **state)
{
	static const struct tier tiers[] = {{1, UNITS_NO_LIMIT, {50}, 2}}; /* 0.0050 a unit */
	struct campaign campaign = {.places = 2};
	struct money payout;

	(void)state;
	assert_true(curve_payout(&campaign, (struct ladder){tiers, 1}, 1, 0, &payout));
	assert_cents(payout, 1);
	assert_true(curve_payout(&campaign, (struct ladder){tiers, 1}, 2, 0, &payout));
	assert_cents(payout, 1);
	campaign.places = 0;
	assert_true(curve_payout(&campaign, (struct ladder){tiers, 1}, 99, 0, &payout));
	assert_cents(payout, 0);
	assert_true(curve_payout(&campaign, (struct ladder){tiers, 1}, 100, 0, &payout));
	assert_cents(payout, 100);
}

static void amounts_that_add_up_beyond_what_fits_are_told(void **state)
{
	static const struct tier tiers[] = {
		{1, UNITS_NO_LIMIT, {INT64_MAX}, 2}, {2, UNITS_NO_LIMIT, {INT64_MAX}, 3}};
	struct campaign campaign = {
		.kind = KIND_FREQUENCY, .pay = PAY_ONCE, .tiers = TIERS_STEPPED, .places = 4};
	struct money payout;

	(void)state;
	assert_true(curve_payout(&campaign, (struct ladder){tiers, 2}, 1, 0, &payout));
	assert_false(curve_payout(&campaign, (struct ladder){tiers, 2}, 2, 0, &payout));
	campaign.kind = KIND_DOLLAR_PER_SKU;
	assert_false(curve_payout(&campaign, (struct ladder){tiers, 2}, 2, 0, &payout));
}

static void an_amount_that_does_not_fit_is_told(void **state)
{
	struct campaign campaign = {.places = 2};
	struct money payout;

	(void)state;
	assert_false(curve_payout(&campaign, seats, INT64_MAX, 0, &payout));
	campaign.tiers = TIERS_STEPPED;
	assert_false(curve_payout(&campaign, seats, INT64_MAX, 0, &payout));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_tier_reached_pays_for_all_units_up_to_its_maximum),
		cmocka_unit_test(each_step_pays_for_its_own_units),
		cmocka_unit_test(the_highest_threshold_reached_is_paid_once),
		cmocka_unit_test(all_thresholds_reached_are_paid_once_each),
		cmocka_unit_test(every_paid_unit_gets_the_amount_of_the_highest_threshold),
		cmocka_unit_test(every_unit_gets_the_amount_of_its_own_threshold),
		cmocka_unit_test(half_a_cent_is_rounded_away_from_zero),
		cmocka_unit_test(amounts_that_add_up_beyond_what_fits_are_told),
		cmocka_unit_test(an_amount_that_does_not_fit_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
