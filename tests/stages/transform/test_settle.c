/* The fold: groups, units that qualify, days before start, caps, notes. */
#include "tests/support/cm.h"
#include "tests/support/world.h"

WORLD_FIXTURE

static void the_sale_that_reaches_a_tier_earns_what_the_tier_adds(void **state)
{
	struct world *w = *state;
	struct campaign *c = world_campaign(w, "campaign");

	world_tier(w, c, "SEAT", 1, 9, CENTS(100));
	world_tier(w, c, "SEAT", 10, 0, CENTS(200));
	world_line(w, "I-1", 1, DAY(5), 9);
	world_line(w, "I-2", 1, DAY(6), 1);
	world_settle(w);
	assert_cents(world_earning(w, "I-1", 1)->amount, 900);
	assert_cents(world_earning(w, "I-2", 1)->amount, 1100);
}

static void seats_of_one_invoice_are_measured_together(void **state)
{
	struct world *w = *state;
	struct campaign *c = world_campaign(w, "campaign");

	c->scope = SCOPE_TRANSACTION;
	world_tier(w, c, "SEAT", 5, 0, CENTS(100));
	world_line(w, "I-1", 1, DAY(5), 3);
	world_line(w, "I-1", 2, DAY(5), 2);
	world_line(w, "I-2", 1, DAY(5), 4);
	world_settle(w);
	assert_int_equal(world_earning(w, "I-1", 1)->note, NOTE_BELOW_MINIMUM);
	assert_cents(world_earning(w, "I-1", 2)->amount, 500);
	assert_cents(world_earning(w, "I-2", 1)->amount, 0);
}

static void sales_without_a_customer_stand_alone(void **state)
{
	struct world *w = *state;
	struct campaign *c = world_campaign(w, "campaign");

	c->scope = SCOPE_CUSTOMER;
	world_tier(w, c, "SEAT", 5, 0, CENTS(100));
	world_line(w, "I-1", 1, DAY(5), 3)->customer = 0;
	world_line(w, "I-1", 2, DAY(5), 3)->customer = 0;
	world_settle(w);
	assert_cents(world_paid(w), 0);
	assert_int_equal(w->t.settlement.payouts.items[0].groups, 2);
}

static void units_above_the_maximum_earn_nothing_more(void **state)
{
	struct world *w = *state;

	world_tier(w, world_campaign(w, "campaign"), "SEAT", 1, 5, CENTS(100));
	world_line(w, "I-1", 1, DAY(5), 5);
	world_line(w, "I-2", 1, DAY(6), 1);
	world_settle(w);
	assert_int_equal(world_earning(w, "I-1", 1)->note, NOTE_NONE);
	assert_int_equal(world_earning(w, "I-2", 1)->note, NOTE_ABOVE_MAXIMUM);
	assert_cents(world_earning(w, "I-2", 1)->amount, 0);
}

static void an_invoice_qualifies_while_quantity_and_amount_last(void **state)
{
	struct world *w = *state;
	struct campaign *c = world_frequency(w, "campaign");

	c->minimum_quantity = 2;
	c->minimum_amount = CENTS(300);
	world_product(w, c, "SEAT");
	world_threshold(w, c, 1, CENTS(5000));
	world_line(w, "I-1", 1, DAY(5), 2); /* 2.00: too little money */
	world_line(w, "I-1", 2, DAY(5), 1); /* 3.00: qualifies */
	struct line *back = world_line(w, "I-2", 1, DAY(6), -1);
	back->reference = world_text(w, "I-1");
	world_settle(w);
	assert_int_equal(world_earning(w, "I-1", 1)->note, NOTE_NOT_COUNTED);
	assert_cents(world_earning(w, "I-1", 2)->amount, 5000);
	assert_cents(world_earning(w, "I-2", 1)->amount, -5000);
}

static void units_before_start_count_towards_thresholds_and_are_not_paid(void **state)
{
	struct world *w = *state;
	struct campaign *c = world_frequency(w, "campaign");

	c->start = DAY(10);
	world_product(w, c, "SEAT");
	world_threshold(w, c, 2, CENTS(1000));
	world_line(w, "I-1", 1, DAY(9), 1);
	world_line(w, "I-2", 1, DAY(10), 1);
	world_settle(w);
	assert_int_equal(world_earning(w, "I-1", 1)->note, NOTE_BEFORE_START);
	assert_cents(world_earning(w, "I-2", 1)->amount, 1000);
	assert_int_equal(world_earning(w, "I-2", 1)->measure_before, 1);
}

static void a_customer_of_the_days_before_is_not_new(void **state)
{
	struct world *w = *state;
	struct campaign *c = world_frequency(w, "campaign");

	c->count = COUNT_NEW_CUSTOMERS;
	c->lookback_days = 30;
	world_product(w, c, "SEAT");
	world_threshold(w, c, 1, CENTS(1000));
	world_line(w, "I-0", 1, DAY(-29), 1)->sku = world_text(w, "ELSE"); /* 30 days before */
	world_line(w, "I-1", 1, DAY(5), 1);
	world_line(w, "I-2", 1, DAY(-30), 1)->customer = world_text(w, "C-2"); /* 31 days before */
	world_line(w, "I-3", 1, DAY(5), 1)->customer = world_text(w, "C-2");
	world_settle(w);
	assert_int_equal(world_earning(w, "I-1", 1)->note, NOTE_NOT_COUNTED);
	assert_cents(world_earning(w, "I-3", 1)->amount, 1000);
}

static void a_cap_refuses_and_a_return_uses_up_the_refused_first(void **state)
{
	struct world *w = *state;
	struct campaign *c = world_campaign(w, "campaign");

	c->partner_cap = CENTS(500);
	world_tier(w, c, "SEAT", 1, 0, CENTS(100));
	world_line(w, "I-1", 1, DAY(5), 8);
	world_line(w, "I-2", 1, DAY(6), -5);
	world_line(w, "I-3", 1, DAY(7), 4);
	world_settle(w);
	assert_cents(world_earning(w, "I-1", 1)->amount, 500);
	assert_cents(world_earning(w, "I-1", 1)->withheld, 300);
	assert_int_equal(world_earning(w, "I-1", 1)->note, NOTE_CAPPED);
	assert_cents(world_earning(w, "I-2", 1)->amount, -200);
	assert_cents(world_earning(w, "I-2", 1)->withheld, -300);
	assert_cents(world_earning(w, "I-3", 1)->amount, 200);
	assert_cents(world_earning(w, "I-3", 1)->withheld, 200);
}

static void a_budget_is_spent_in_chronological_order_over_partners(void **state)
{
	struct world *w = *state;
	struct campaign *c = world_campaign(w, "campaign");

	c->budget = CENTS(1000);
	world_tier(w, c, "SEAT", 1, 0, CENTS(100));
	world_partner(w, "999");
	world_agreement(w, "A-2", "R-2");
	world_registration(w, "REG-2", "campaign", "999", "A-2");
	world_line(w, "I-2", 1, DAY(6), 8);
	world_line(w, "I-1", 1, DAY(5), 7)->account = world_text(w, "R-2");
	world_settle(w);
	assert_cents(world_earning(w, "I-1", 1)->amount, 700);
	assert_cents(world_earning(w, "I-2", 1)->amount, 300);
	assert_cents(world_earning(w, "I-2", 1)->withheld, 500);
}

static void an_amount_that_does_not_fit_names_the_line(void **state)
{
	struct world *w = *state;

	world_tier(w, world_campaign(w, "campaign"), "SEAT", 1, 0, CENTS(100000));
	world_line(w, "I-1", 1, DAY(5), INT64_MAX / MONEY_SCALE);
	assert_int_equal(world_try(w), -1);
	assert_int_equal(w->err.code, EXIT_DATA);
	assert_non_null(strstr(error_text(&w->err), "invoices.csv:2"));
}

static void what_is_left_of_an_amount_is_rounded_each_time_anew(void **state)
{
	struct world *w = *state;
	struct campaign *c = world_frequency(w, "campaign");

	c->minimum_amount = (struct money){3334};
	world_product(w, c, "SEAT");
	world_threshold(w, c, 1, CENTS(1000));
	world_line(w, "I-1", 1, DAY(5), 3)->net_amount = CENTS(100);
	world_line(w, "I-2", 1, DAY(6), -1); /* 0.6667 is left */
	world_line(w, "I-3", 1, DAY(7), -1); /* 0.3333 is left */
	world_settle(w);
	assert_int_equal(world_earning(w, "I-2", 1)->note, NOTE_NONE);
	assert_int_equal(world_earning(w, "I-3", 1)->note, NOTE_NOT_COUNTED);
}

static void assert_does_not_fit(struct world *w, const char *where)
{
	assert_int_equal(world_try(w), -1);
	assert_int_equal(w->err.code, EXIT_DATA);
	assert_non_null(strstr(error_text(&w->err), where));
}

static void quantities_that_do_not_fit_name_the_line(void **state)
{
	struct world *w = *state;

	world_tier(w, world_campaign(w, "campaign"), "SEAT", 1, 0, CENTS(0));
	world_line(w, "I-1", 1, DAY(5), 1)->quantity = INT64_MAX;
	world_line(w, "I-2", 1, DAY(6), 1);
	assert_does_not_fit(w, "invoices.csv:3");
}

static void a_unit_that_does_not_fit_names_the_line(void **state)
{
	struct world *w = *state;
	struct campaign *c = world_frequency(w, "campaign");

	world_product(w, c, "SEAT");
	world_threshold(w, c, 1, CENTS(1));
	world_line(w, "I-1", 1, DAY(5), 1)->quantity = INT64_MAX;
	world_line(w, "I-1", 2, DAY(5), 1);
	assert_does_not_fit(w, "invoices.csv:3");
}

static void the_amount_of_a_unit_that_does_not_fit_names_the_line(void **state)
{
	struct world *w = *state;
	struct campaign *c = world_frequency(w, "campaign");

	world_product(w, c, "SEAT");
	world_threshold(w, c, 1, CENTS(1));
	world_line(w, "I-1", 1, DAY(5), 1)->net_amount.e4 = INT64_MAX;
	world_line(w, "I-1", 2, DAY(5), 1)->net_amount.e4 = 1;
	assert_does_not_fit(w, "invoices.csv:3");
}

/* 5 x 10^14 for each of two invoices: each fits, their sum does not. */
static struct campaign *half_of_what_fits_an_invoice(struct world *w)
{
	struct campaign *c = world_campaign(w, "campaign");

	c->scope = SCOPE_TRANSACTION;
	world_tier(w, c, "SEAT", 1, 0, CENTS(100));
	world_line(w, "I-1", 1, DAY(5), 500000000000000);
	world_line(w, "I-2", 1, DAY(6), 500000000000000);
	return c;
}

static void a_payout_that_does_not_fit_names_the_last_line(void **state)
{
	struct world *w = *state;

	half_of_what_fits_an_invoice(w);
	assert_does_not_fit(w, "invoices.csv:3");
}

static void what_is_withheld_has_to_fit_too(void **state)
{
	struct world *w = *state;

	half_of_what_fits_an_invoice(w)->budget = CENTS(0);
	assert_does_not_fit(w, "invoices.csv:3");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(the_sale_that_reaches_a_tier_earns_what_the_tier_adds),
		WORLD_TEST(seats_of_one_invoice_are_measured_together),
		WORLD_TEST(sales_without_a_customer_stand_alone),
		WORLD_TEST(units_above_the_maximum_earn_nothing_more),
		WORLD_TEST(an_invoice_qualifies_while_quantity_and_amount_last),
		WORLD_TEST(units_before_start_count_towards_thresholds_and_are_not_paid),
		WORLD_TEST(a_customer_of_the_days_before_is_not_new),
		WORLD_TEST(a_cap_refuses_and_a_return_uses_up_the_refused_first),
		WORLD_TEST(a_budget_is_spent_in_chronological_order_over_partners),
		WORLD_TEST(an_amount_that_does_not_fit_names_the_line),
		WORLD_TEST(what_is_left_of_an_amount_is_rounded_each_time_anew),
		WORLD_TEST(quantities_that_do_not_fit_name_the_line),
		WORLD_TEST(a_unit_that_does_not_fit_names_the_line),
		WORLD_TEST(the_amount_of_a_unit_that_does_not_fit_names_the_line),
		WORLD_TEST(a_payout_that_does_not_fit_names_the_last_line),
		WORLD_TEST(what_is_withheld_has_to_fit_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
