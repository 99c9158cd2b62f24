/* Registrations: the first state that applies, and who holds an account. */
#include "tests/support/cm.h"
#include "tests/support/world.h"

WORLD_FIXTURE

static void a_number_is_looked_up_among_invoices_before_agreements(void **state)
{
	struct world *w = *state;

	world_campaign(w, "campaign");
	world_agreement(w, "I-1", "R-9");
	world_line(w, "I-1", 2, DAY(5), 0)->account = world_text(w, "R-2");
	world_line(w, "I-1", 1, DAY(5), 0)->account = 0;
	world_registration(w, "REG-2", "campaign", "0012345", "I-1");
	world_settle(w);
	assert_int_equal(w->t.registrations.items[1].account, world_text(w, "R-2"));
	assert_int_equal(w->t.registrations.items[1].found_in, FOUND_INVOICE);
	assert_int_equal(w->t.registrations.items[0].found_in, FOUND_AGREEMENT);
}

static void the_first_state_that_applies_counts(void **state)
{
	struct world *w = *state;
	struct campaign *c = world_campaign(w, "campaign");

	c->terms_version = (char *)"2026-07";
	c->register_by = DAY(10);
	world_registration(w, "R-camp", "elsewhere", "nobody", "?");
	world_registration(w, "R-part", "campaign", "nobody", "?")->status = world_text(w, "pending");
	world_registration(w, "R-appr", "campaign", "0012345", "?")->status = world_text(w, "pending");
	world_registration(w, "R-term", "campaign", "0012345", "?")->registered_on = DAY(11);
	struct registration *late = world_registration(w, "R-late", "campaign", "0012345", "?");
	late->registered_on = DAY(11);
	late->terms_version = world_text(w, "2026-07");
	late->terms_signed_on = DAY(1);
	struct registration *number = world_registration(w, "R-numb", "campaign", "0012345", "?");
	number->registered_on = DAY(10);
	number->terms_version = world_text(w, "2026-07");
	number->terms_signed_on = DAY(1);
	world_settle(w);
	assert_int_equal(world_state(w, "R-camp"), STATE_UNKNOWN_CAMPAIGN);
	assert_int_equal(world_state(w, "R-part"), STATE_UNKNOWN_PARTNER);
	assert_int_equal(world_state(w, "R-appr"), STATE_NOT_APPROVED);
	assert_int_equal(world_state(w, "R-term"), STATE_TERMS_NOT_ACCEPTED);
	assert_int_equal(world_state(w, "R-late"), STATE_REGISTERED_LATE);
	assert_int_equal(world_state(w, "R-numb"), STATE_NUMBER_NOT_FOUND);
}

static void the_first_partner_to_reach_an_account_holds_it(void **state)
{
	struct world *w = *state;

	world_campaign(w, "campaign");
	world_partner(w, "999");
	world_registration(w, "REG-0", "campaign", "999", "A-1"); /* same day, smaller id */
	world_registration(w, "REG-2", "campaign", "999", "A-1")->registered_on = DAY(3);
	world_settle(w);
	assert_int_equal(world_state(w, "REG-0"), STATE_ACTIVE);
	assert_int_equal(world_state(w, "REG-1"), STATE_ACCOUNT_TAKEN);
	assert_int_equal(world_state(w, "REG-2"), STATE_ACTIVE);
}

static void a_rejected_claim_leaves_the_account_to_the_next(void **state)
{
	struct world *w = *state;

	world_campaign(w, "campaign");
	world_partner(w, "999");
	struct registration *first = world_registration(w, "REG-0", "campaign", "999", "A-1");
	first->status = world_text(w, "rejected");
	first->registered_on = DAY(-9);
	world_settle(w);
	assert_int_equal(world_state(w, "REG-1"), STATE_ACTIVE);
	assert_int_equal(registrations_holder(&w->t.registrations, 0, world_text(w, "R-1")), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_number_is_looked_up_among_invoices_before_agreements),
		WORLD_TEST(the_first_state_that_applies_counts),
		WORLD_TEST(the_first_partner_to_reach_an_account_holds_it),
		WORLD_TEST(a_rejected_claim_leaves_the_account_to_the_next),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
