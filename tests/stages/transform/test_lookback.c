/* New customers: whom a partner sold to in the days before the campaign counts. */
#include "stages/transform/lookback.h"
#include "tests/support/cm.h"
#include "tests/support/world.h"

WORLD_FIXTURE

static struct campaign *new_customers(struct world *w)
{
	struct campaign *c = world_frequency(w, "campaign");

	c->count = COUNT_NEW_CUSTOMERS;
	c->lookback_days = 30;
	c->count_from = DAY(1);
	return c;
}

/* Customer "C-1", of the first partner unless said otherwise. */
static bool is_new(struct world *w, const char *mpn_id)
{
	struct lookback lookback;

	world_settle(w);
	lookback_init(&lookback, &w->t.sales, &w->t.registrations, &w->campaigns[0]);
	bool found = lookback_is_new(&lookback,
		w->t.sales.partner_of[world_text(w, mpn_id)] - 1, world_text(w, "C-1"));
	lookback_release(&lookback);
	return found;
}

static void the_window_ends_on_the_day_before_the_campaign_counts(void **state)
{
	struct world *w = *state;
	struct campaign *c = new_customers(w);

	assert_false(lookback_window(c, DAY(-30)));
	assert_true(lookback_window(c, DAY(-29)));
	assert_true(lookback_window(c, DAY(0)));
	assert_false(lookback_window(c, DAY(1)));
}

static void only_campaigns_for_new_customers_look_back(void **state)
{
	struct world *w = *state;
	struct campaign *c = new_customers(w);

	c->count = COUNT_CUSTOMERS;
	assert_false(lookback_window(c, DAY(0)));
	c->count = COUNT_NEW_CUSTOMERS;
	c->kind = KIND_DOLLAR_PER_SKU;
	assert_false(lookback_window(c, DAY(0)));
	world_line(w, "I-1", 1, DAY(0), 1);
	assert_true(is_new(w, "0012345"));
}

static void any_sale_of_the_days_before_makes_a_customer_known(void **state)
{
	struct world *w = *state;

	new_customers(w);
	world_line(w, "I-1", 1, DAY(0), 1);
	assert_false(is_new(w, "0012345"));
}

static void returns_and_lines_without_a_customer_or_account_make_nobody_known(void **state)
{
	struct world *w = *state;

	new_customers(w);
	world_line(w, "I-1", 1, DAY(0), -1);
	world_line(w, "I-2", 1, DAY(0), 0);
	world_line(w, "I-3", 1, DAY(0), 1)->customer = 0;
	world_line(w, "I-4", 1, DAY(0), 1)->account = 0;
	world_line(w, "I-5", 1, DAY(1), 1);
	assert_true(is_new(w, "0012345"));
}

static void the_accounts_of_every_approved_registration_are_looked_at(void **state)
{
	struct world *w = *state;

	new_customers(w);
	world_agreement(w, "A-2", "R-2");
	world_agreement(w, "A-3", "R-3");
	world_registration(w, "REG-2", "elsewhere", "0012345", "A-3");
	world_registration(w, "REG-3", "elsewhere", "0012345", "A-2");
	world_line(w, "I-1", 1, DAY(0), 1)->account = world_text(w, "R-2");
	assert_false(is_new(w, "0012345"));
}

static void accounts_that_are_not_approved_or_of_others_are_not(void **state)
{
	struct world *w = *state;

	new_customers(w);
	world_agreement(w, "A-2", "R-2");
	world_agreement(w, "A-3", "R-3");
	world_partner(w, "999");
	world_registration(w, "REG-2", "campaign", "0012345", "A-2")->status =
		world_text(w, "pending");
	world_registration(w, "REG-3", "campaign", "999", "A-3");
	world_line(w, "I-1", 1, DAY(0), 1)->account = world_text(w, "R-2");
	world_line(w, "I-2", 1, DAY(0), 1)->account = world_text(w, "R-3");
	assert_true(is_new(w, "0012345"));
}

static void an_account_of_two_partners_makes_the_customer_known_to_both(void **state)
{
	struct world *w = *state;

	new_customers(w);
	world_partner(w, "999");
	world_partner(w, "998");
	world_registration(w, "REG-2", "campaign", "999", "A-1");
	world_line(w, "I-1", 1, DAY(0), 1);
	assert_false(is_new(w, "999"));
}

static void a_partner_without_registrations_knows_nobody(void **state)
{
	struct world *w = *state;

	new_customers(w);
	world_partner(w, "999");
	world_registration(w, "REG-2", "campaign", "nobody", "A-1");
	world_line(w, "I-1", 1, DAY(0), 1);
	assert_true(is_new(w, "999"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(the_window_ends_on_the_day_before_the_campaign_counts),
		WORLD_TEST(only_campaigns_for_new_customers_look_back),
		WORLD_TEST(any_sale_of_the_days_before_makes_a_customer_known),
		WORLD_TEST(returns_and_lines_without_a_customer_or_account_make_nobody_known),
		WORLD_TEST(the_accounts_of_every_approved_registration_are_looked_at),
		WORLD_TEST(accounts_that_are_not_approved_or_of_others_are_not),
		WORLD_TEST(an_account_of_two_partners_makes_the_customer_known_to_both),
		WORLD_TEST(a_partner_without_registrations_knows_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
