/* Eligibility: the first rule that applies decides, on each side of every boundary. */
#include "tests/support/cm.h"
#include "tests/support/world.h"

WORLD_FIXTURE

static struct campaign *seats(struct world *w)
{
	struct campaign *c = world_campaign(w, "campaign");

	world_tier(w, c, "SEAT", 1, 0, CENTS(100));
	return c;
}

static void assert_excluded(struct world *w, const char *invoice, enum reason reason)
{
	const struct exclusion *exclusion = world_exclusion(w, invoice, 1);

	assert_non_null(exclusion);
	assert_int_equal(exclusion->reason, reason);
	assert_null(world_earning(w, invoice, 1));
}

static void only_sales_from_start_to_end_count(void **state)
{
	struct world *w = *state;

	seats(w);
	world_line(w, "I-0", 1, DAY(0), 1);
	world_line(w, "I-1", 1, DAY(1), 1);
	world_line(w, "I-90", 1, DAY(90), 1);
	world_line(w, "I-91", 1, DAY(91), 1);
	world_settle(w);
	assert_null(world_earning(w, "I-0", 1));
	assert_non_null(world_earning(w, "I-1", 1));
	assert_non_null(world_earning(w, "I-90", 1));
	assert_null(world_earning(w, "I-91", 1));
	assert_int_equal(w->t.eligibility.exclusions.count, 0);
}

static void sales_of_accounts_that_nobody_registered_are_only_counted(void **state)
{
	struct world *w = *state;

	seats(w);
	world_line(w, "I-1", 1, DAY(5), 1)->account = 0;
	world_line(w, "I-2", 1, DAY(5), 3)->account = world_text(w, "R-9");
	world_settle(w);
	assert_int_equal(w->t.eligibility.counted[REASON_NO_RESELLER].lines, 1);
	assert_int_equal(w->t.eligibility.counted[REASON_NOT_REGISTERED].lines, 1);
	assert_int_equal(w->t.eligibility.counted[REASON_NOT_REGISTERED].quantity, 3);
	assert_int_equal(w->t.eligibility.exclusions.count, 0);
}

static void a_pending_registration_shows_no_lines_to_its_partner(void **state)
{
	struct world *w = *state;

	seats(w);
	w->registrations[0].status = world_text(w, "pending");
	world_line(w, "I-1", 1, DAY(5), 1);
	world_settle(w);
	assert_int_equal(w->t.eligibility.counted[REASON_NOT_APPROVED].lines, 1);
	assert_int_equal(w->t.eligibility.exclusions.count, 0);
}

static void a_late_registration_excludes_its_sales_by_name(void **state)
{
	struct world *w = *state;

	seats(w)->register_by = DAY(-1);
	world_line(w, "I-1", 1, DAY(5), 1);
	world_settle(w);
	assert_excluded(w, "I-1", REASON_REGISTERED_LATE);
}

static void membership_includes_both_of_its_days(void **state)
{
	struct world *w = *state;

	seats(w);
	w->partners[0].membership_start = DAY(5);
	w->partners[0].membership_end = DAY(6);
	world_line(w, "I-4", 1, DAY(4), 1);
	world_line(w, "I-5", 1, DAY(5), 1);
	world_line(w, "I-6", 1, DAY(6), 1);
	world_line(w, "I-7", 1, DAY(7), 1);
	world_settle(w);
	assert_excluded(w, "I-4", REASON_MEMBERSHIP_INACTIVE);
	assert_non_null(world_earning(w, "I-5", 1));
	assert_non_null(world_earning(w, "I-6", 1));
	assert_excluded(w, "I-7", REASON_MEMBERSHIP_INACTIVE);
}

static void sales_count_from_the_day_of_the_registration(void **state)
{
	struct world *w = *state;

	seats(w)->sales_from = SALES_FROM_REGISTRATION;
	w->registrations[0].registered_on = DAY(5);
	world_line(w, "I-4", 1, DAY(4), 1);
	world_line(w, "I-5", 1, DAY(5), 1);
	world_settle(w);
	assert_excluded(w, "I-4", REASON_BEFORE_REGISTRATION);
	assert_non_null(world_earning(w, "I-5", 1));
}

static void an_unknown_agreement_is_told_from_a_wrong_license_type(void **state)
{
	struct world *w = *state;
	char *types[] = {(char *)"Open", (char *)"Open Value"};
	struct campaign *c = seats(w);

	c->license_types = types;
	c->license_type_count = 2;
	world_line(w, "I-1", 1, DAY(5), 1)->agreement = world_text(w, "A-9");
	world_line(w, "I-2", 1, DAY(5), 1)->license_type = world_text(w, "CSP");
	world_line(w, "I-3", 1, DAY(5), 1);
	world_line(w, "I-4", 1, DAY(5), 1)->license_type = world_text(w, "Open Value");
	struct line *own = world_line(w, "I-5", 1, DAY(5), 1);
	own->agreement = world_text(w, "A-9");
	own->license_type = world_text(w, "Open");
	world_settle(w);
	assert_excluded(w, "I-1", REASON_AGREEMENT_UNKNOWN);
	assert_excluded(w, "I-2", REASON_LICENSE_TYPE);
	assert_excluded(w, "I-3", REASON_LICENSE_TYPE);
	assert_non_null(world_earning(w, "I-4", 1));
	assert_non_null(world_earning(w, "I-5", 1));
}

static void an_agreement_in_force_is_required_where_the_campaign_says_so(void **state)
{
	struct world *w = *state;

	seats(w)->require_active_agreement = true;
	w->agreements[0].start = DAY(5);
	w->agreements[0].end = DAY(6);
	world_line(w, "I-1", 1, DAY(5), 1);
	world_line(w, "I-4", 1, DAY(4), 1)->agreement = world_text(w, "A-1");
	world_line(w, "I-6", 1, DAY(6), 1)->agreement = world_text(w, "A-1");
	world_settle(w);
	assert_excluded(w, "I-1", REASON_AGREEMENT_INACTIVE);
	assert_excluded(w, "I-4", REASON_AGREEMENT_INACTIVE);
	assert_non_null(world_earning(w, "I-6", 1));
}

static void another_currency_matters_only_to_a_minimum_amount(void **state)
{
	struct world *w = *state;
	struct campaign *c = world_frequency(w, "campaign");

	c->minimum_amount = CENTS(1);
	world_product(w, c, "SEAT");
	world_threshold(w, c, 1, CENTS(100));
	struct campaign *other = world_campaign(w, "other");
	world_tier(w, other, "SEAT", 1, 0, CENTS(100));
	world_registration(w, "REG-2", "other", "0012345", "A-1");
	world_line(w, "I-1", 1, DAY(5), 1)->currency = world_text(w, "USD");
	world_settle(w);
	assert_int_equal(world_exclusion(w, "I-1", 1)->reason, REASON_CURRENCY);
	assert_int_equal(world_earning(w, "I-1", 1)->campaign, 1);
}

static void the_campaign_with_the_lower_priority_number_takes_the_sale(void **state)
{
	struct world *w = *state;
	struct campaign *first = seats(w);
	struct campaign *second = world_campaign(w, "second");

	first->exclusive_group = second->exclusive_group = (char *)"group";
	first->priority = 2;
	second->priority = 1;
	second->start = second->count_from = DAY(5);
	world_tier(w, second, "SEAT", 1, 0, CENTS(300));
	world_registration(w, "REG-2", "second", "0012345", "A-1");
	world_line(w, "I-4", 1, DAY(4), 1);
	world_line(w, "I-5", 1, DAY(5), 1);
	world_settle(w);
	assert_int_equal(world_earning(w, "I-4", 1)->campaign, 0);
	assert_int_equal(world_earning(w, "I-5", 1)->campaign, 1);
	assert_int_equal(world_exclusion(w, "I-5", 1)->reason, REASON_STACKING);
}

static void a_campaign_of_another_group_or_of_none_takes_nothing_away(void **state)
{
	struct world *w = *state;
	struct campaign *first = seats(w), *second = world_campaign(w, "second");
	struct campaign *third = world_campaign(w, "third");

	first->exclusive_group = (char *)"group";
	first->priority = 2;
	second->exclusive_group = (char *)"other";
	second->priority = third->priority = 1;
	world_tier(w, second, "SEAT", 1, 0, CENTS(300));
	world_tier(w, third, "SEAT", 1, 0, CENTS(300));
	world_registration(w, "REG-2", "second", "0012345", "A-1");
	world_registration(w, "REG-3", "third", "0012345", "A-1");
	world_line(w, "I-5", 1, DAY(5), 1);
	world_settle(w);
	assert_int_equal(w->t.settlement.earnings.total, 3);
}

static void a_campaign_that_refuses_the_sale_does_not_take_it_away(void **state)
{
	struct world *w = *state;
	struct campaign *first = seats(w), *second = world_campaign(w, "second");

	first->exclusive_group = second->exclusive_group = (char *)"group";
	first->priority = 2;
	second->priority = 1;
	second->require_active_agreement = true;
	world_tier(w, second, "SEAT", 1, 0, CENTS(300));
	world_registration(w, "REG-2", "second", "0012345", "A-1");
	world_line(w, "I-5", 1, DAY(5), 1);
	world_settle(w);
	assert_int_equal(world_earning(w, "I-5", 1)->campaign, 0);
	assert_int_equal(world_exclusion(w, "I-5", 1)->reason, REASON_AGREEMENT_INACTIVE);
}

static void the_agreement_is_in_force_on_both_of_its_days(void **state)
{
	struct world *w = *state;

	seats(w)->require_active_agreement = true;
	w->agreements[0].start = DAY(5);
	w->agreements[0].end = DAY(6);
	world_line(w, "I-5", 1, DAY(5), 1)->agreement = world_text(w, "A-1");
	world_line(w, "I-7", 1, DAY(7), 1)->agreement = world_text(w, "A-1");
	world_settle(w);
	assert_non_null(world_earning(w, "I-5", 1));
	assert_excluded(w, "I-7", REASON_AGREEMENT_INACTIVE);
}

static void an_agreement_matters_only_where_license_types_are_listed(void **state)
{
	struct world *w = *state;

	seats(w);
	world_line(w, "I-1", 1, DAY(5), 1)->agreement = world_text(w, "A-9");
	world_line(w, "I-2", 1, DAY(5), 1)->license_type = world_text(w, "CSP");
	world_settle(w);
	assert_int_equal(w->t.settlement.earnings.total, 2);
}

static void an_exact_sku_wins_over_a_prefix_and_a_longer_prefix_over_a_shorter(void **state)
{
	struct world *w = *state;
	struct campaign *c = world_campaign(w, "campaign");

	world_tier(w, c, "S", 1, 0, CENTS(1));
	world_tier(w, c, "SEA", 1, 0, CENTS(10));
	world_tier(w, c, "SEAT", 1, 0, CENTS(100));
	c->entries[0].prefix = c->entries[1].prefix = true;
	c->entries[2].valid_from = DAY(6);
	world_line(w, "I-5", 1, DAY(5), 1);
	world_line(w, "I-6", 1, DAY(6), 1);
	world_line(w, "I-7", 1, DAY(6), 1)->sku = world_text(w, "SERVER"); /* only S* */
	world_settle(w);
	assert_cents(world_earning(w, "I-5", 1)->amount, 10);
	assert_cents(world_earning(w, "I-6", 1)->amount, 100);
	assert_cents(world_earning(w, "I-7", 1)->amount, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(only_sales_from_start_to_end_count),
		WORLD_TEST(sales_of_accounts_that_nobody_registered_are_only_counted),
		WORLD_TEST(a_pending_registration_shows_no_lines_to_its_partner),
		WORLD_TEST(a_late_registration_excludes_its_sales_by_name),
		WORLD_TEST(membership_includes_both_of_its_days),
		WORLD_TEST(sales_count_from_the_day_of_the_registration),
		WORLD_TEST(an_unknown_agreement_is_told_from_a_wrong_license_type),
		WORLD_TEST(an_agreement_in_force_is_required_where_the_campaign_says_so),
		WORLD_TEST(another_currency_matters_only_to_a_minimum_amount),
		WORLD_TEST(the_campaign_with_the_lower_priority_number_takes_the_sale),
		WORLD_TEST(a_campaign_of_another_group_or_of_none_takes_nothing_away),
		WORLD_TEST(a_campaign_that_refuses_the_sale_does_not_take_it_away),
		WORLD_TEST(the_agreement_is_in_force_on_both_of_its_days),
		WORLD_TEST(an_agreement_matters_only_where_license_types_are_listed),
		WORLD_TEST(an_exact_sku_wins_over_a_prefix_and_a_longer_prefix_over_a_shorter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
