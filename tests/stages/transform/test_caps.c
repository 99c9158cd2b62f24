/* Caps: what is given, refused and given back, amount by amount. */
#include "stages/transform/caps.h"
#include "tests/support/cm.h"
#include "tests/support/world.h"

struct spending {
	struct caps caps;
	struct money given[2]; /* of one group of each of two partners */
	int64_t payout[2];
};

static struct spending spending_of(struct money cap, struct money budget)
{
	struct campaign campaign = {.partner_cap = cap, .budget = budget};
	struct spending s = {0};

	caps_init(&s.caps, &campaign, 2);
	return s;
}

/* The partner's payout changes by so many cents: what it is given of it. */
static int64_t earns(struct spending *s, size_t partner, int64_t cents)
{
	s->payout[partner] += cents;
	return caps_spend(&s->caps, partner, CENTS(cents), CENTS(s->payout[partner]),
			   &s->given[partner])
			   .e4 /
		   100;
}

static void without_caps_everything_is_given(void **state)
{
	struct spending s = spending_of(MONEY_NONE, MONEY_NONE);

	(void)state;
	assert_int_equal(earns(&s, 0, 500), 500);
	assert_int_equal(earns(&s, 0, -200), -200);
	assert_cents(s.given[0], 300);
	assert_true(money_is_none(s.caps.budget_left));
	caps_release(&s.caps);
}

static void a_partners_cap_is_its_own(void **state)
{
	struct spending s = spending_of(CENTS(300), MONEY_NONE);

	(void)state;
	assert_int_equal(earns(&s, 0, 200), 200);
	assert_int_equal(earns(&s, 0, 200), 100);
	assert_int_equal(earns(&s, 1, 300), 300);
	assert_int_equal(earns(&s, 1, 1), 0);
	caps_release(&s.caps);
}

static void the_budget_is_shared(void **state)
{
	struct spending s = spending_of(MONEY_NONE, CENTS(300));

	(void)state;
	assert_int_equal(earns(&s, 0, 200), 200);
	assert_int_equal(earns(&s, 1, 200), 100);
	assert_int_equal(earns(&s, 0, 1), 0);
	caps_release(&s.caps);
}

static void the_least_of_cap_and_budget_is_given(void **state)
{
	struct spending s = spending_of(CENTS(200), CENTS(300));

	(void)state;
	assert_int_equal(earns(&s, 0, 250), 200);
	assert_int_equal(earns(&s, 1, 250), 100);
	caps_release(&s.caps);
}

static void what_goes_back_is_free_for_later_events(void **state)
{
	struct spending s = spending_of(CENTS(200), CENTS(300));

	(void)state;
	earns(&s, 0, 200);
	earns(&s, 1, 100);
	assert_int_equal(earns(&s, 0, -150), -150);
	assert_int_equal(earns(&s, 1, 150), 100); /* up to its own cap */
	assert_int_equal(earns(&s, 0, 150), 50);  /* up to the budget */
	caps_release(&s.caps);
}

static void a_loss_uses_up_what_was_refused_first(void **state)
{
	struct spending s = spending_of(CENTS(100), MONEY_NONE);

	(void)state;
	earns(&s, 0, 250);
	assert_int_equal(earns(&s, 0, -150), 0);
	assert_int_equal(earns(&s, 0, -1), -1);
	assert_int_equal(earns(&s, 0, 0), 0);
	caps_release(&s.caps);
}

static void caps_can_be_released_twice(void **state)
{
	struct spending s = spending_of(CENTS(100), MONEY_NONE);

	(void)state;
	caps_release(&s.caps);
	caps_release(&s.caps);
	assert_null(s.caps.cap_left);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_caps_everything_is_given),
		cmocka_unit_test(a_partners_cap_is_its_own),
		cmocka_unit_test(the_budget_is_shared),
		cmocka_unit_test(the_least_of_cap_and_budget_is_given),
		cmocka_unit_test(what_goes_back_is_free_for_later_events),
		cmocka_unit_test(a_loss_uses_up_what_was_refused_first),
		cmocka_unit_test(caps_can_be_released_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
