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

static void of_an_invoice_the_lowest_line_with_an_account_counts(void **state)
{
	struct world *w = *state;

	world_campaign(w, "campaign");
	world_line(w, "I-1", 3, DAY(5), 1)->account = world_text(w, "R-3");
	world_line(w, "I-1", 2, DAY(5), -1)->account = world_text(w, "R-2");
	world_line(w, "I-1", 4, DAY(5), 1)->account = world_text(w, "R-4");
	world_line(w, "I-1", 1, DAY(5), 1)->account = 0;
	world_registration(w, "REG-2", "campaign", "0012345", "I-1");
	world_settle(w);
	assert_int_equal(w->t.registrations.items[1].account, world_text(w, "R-2"));
}

static void terms_need_the_right_version_and_a_signature(void **state)
{
	struct world *w = *state;

	world_campaign(w, "campaign")->terms_version = (char *)"2026-07";
	w->registrations[0].terms_version = world_text(w, "2026-07");
	world_registration(w, "REG-2", "campaign", "0012345", "A-1")->terms_signed_on = DAY(1);
	struct registration *both = world_registration(w, "REG-3", "campaign", "0012345", "A-1");
	both->terms_signed_on = DAY(1);
	both->terms_version = world_text(w, "2026-07");
	world_settle(w);
	assert_int_equal(world_state(w, "REG-1"), STATE_TERMS_NOT_ACCEPTED);
	assert_int_equal(world_state(w, "REG-2"), STATE_TERMS_NOT_ACCEPTED);
	assert_int_equal(world_state(w, "REG-3"), STATE_ACTIVE);
}

static int64_t holder(struct world *w, size_t campaign, const char *account)
{
	return registrations_holder(&w->t.registrations, campaign, world_text(w, account));
}

static void each_campaign_and_account_has_its_own_holder(void **state)
{
	struct world *w = *state;

	world_campaign(w, "campaign");
	world_campaign(w, "other");
	world_agreement(w, "A-2", "R-2");
	world_registration(w, "REG-2", "campaign", "0012345", "A-2");
	world_registration(w, "REG-3", "other", "0012345", "A-2");
	world_text(w, "R-9");
	world_settle(w);
	assert_int_equal(holder(w, 0, "R-1"), 0);
	assert_int_equal(holder(w, 0, "R-2"), 1);
	assert_int_equal(holder(w, 1, "R-1"), -1);
	assert_int_equal(holder(w, 1, "R-2"), 2);
	assert_int_equal(holder(w, 1, "R-9"), -1);
	assert_int_equal(registrations_holder(&w->t.registrations, 0, 0), -1);
}

static void an_unknown_partner_never_speaks_for_an_account(void **state)
{
	struct world *w = *state;

	world_campaign(w, "campaign");
	w->registrations[0].status = world_text(w, "pending");
	world_registration(w, "REG-0", "campaign", "nobody", "A-1");
	world_registration(w, "REG-2", "campaign", "0012345", "A-1")->status =
		world_text(w, "rejected");
	world_settle(w);
	assert_int_equal(world_state(w, "REG-0"), STATE_UNKNOWN_PARTNER);
	assert_int_equal(holder(w, 0, "R-1"), 1); /* REG-1, the first of a known partner */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_number_is_looked_up_among_invoices_before_agreements),
		WORLD_TEST(the_first_state_that_applies_counts),
		WORLD_TEST(the_first_partner_to_reach_an_account_holds_it),
		WORLD_TEST(a_rejected_claim_leaves_the_account_to_the_next),
		WORLD_TEST(of_an_invoice_the_lowest_line_with_an_account_counts),
		WORLD_TEST(terms_need_the_right_version_and_a_signature),
		WORLD_TEST(each_campaign_and_account_has_its_own_holder),
		WORLD_TEST(an_unknown_partner_never_speaks_for_an_account),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
