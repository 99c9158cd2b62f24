/* The trace: each rule that was asked, with the values that it compared. */
#include "stages/transform/trace.h"
#include "tests/support/cm.h"
#include "tests/support/world.h"

WORLD_FIXTURE

static struct campaign *seats(struct world *w)
{
	struct campaign *c = world_campaign(w, "campaign");

	world_tier(w, c, "SEAT", 1, 0, CENTS(100));
	return c;
}

/* Each step is RULE: VALUES, in order; the last one of a sale that does not count decides. */
static void assert_trace(struct world *w, size_t campaign, enum reason reason,
	const char *const *steps, size_t count)
{
	struct trace trace;

	assert_true(trace_sale(&trace, &w->t, &w->lines[0], campaign));
	assert_int_equal(trace.reason, reason);
	assert_int_equal(trace.count, count);
	for (size_t i = 0; i < count; i++) {
		char *step AUTOFREE =
			mem_printf("%s: %s", trace.steps[i].rule, trace.steps[i].compared);
		assert_string_equal(step, steps[i]);
		assert_int_equal(trace.steps[i].applies, reason != REASON_NONE && i + 1 == count);
	}
	trace_release(&trace);
	trace_release(&trace); /* a second time does no harm */
}

static void a_sale_that_counts_passed_every_rule(void **state)
{
	static const char *const steps[] = {"no-reseller: reseller account R-1",
		"not-registered: registration REG-1, of 0012345",
		"not-approved: status approved, state active",
		"terms-not-accepted: terms (none), accepted (blank), signed (open)",
		"registered-late: registered 2026-06-30, register by (open)",
		"account-taken: status approved, state active",
		"membership-inactive: sale 2026-07-05, member from (open), to (open)",
		("before-registration: sale 2026-07-05, registered 2026-06-30, "
		 "sales count from the start"),
		"agreement-unknown: agreement (blank), not in the agreements",
		"agreement-inactive: agreement (blank), not in the agreements",
		"license-type: license type (blank), eligible: all",
		"currency: sale in CAD, campaign in CAD", "stacking: in no exclusive group"};
	struct world *w = *state;

	seats(w);
	world_line(w, "I-1", 1, DAY(5), 1);
	world_settle(w);
	assert_trace(w, 0, REASON_NONE, steps, ARRAY_LEN(steps));
}

static void every_value_that_a_rule_compares_is_shown(void **state)
{
	static const char *const steps[] = {"no-reseller: reseller account R-1",
		"not-registered: registration REG-1, of 0012345",
		"not-approved: status approved, state active",
		"terms-not-accepted: terms 2026-07, accepted 2026-07, signed 2026-07-02",
		"registered-late: registered 2026-06-30, register by 2026-07-10",
		"account-taken: status approved, state active",
		"membership-inactive: sale 2026-07-05, member from 2026-07-01, to 2026-07-09",
		"before-registration: sale 2026-07-05, registered 2026-06-30",
		"agreement-unknown: agreement A-1, sale 2026-07-05, in force from 2026-07-03, to (open)",
		"agreement-inactive: agreement A-1, sale 2026-07-05, in force from 2026-07-03, to (open)",
		"license-type: license type CSP, eligible: Open, Open Value"};
	char *types[] = {(char *)"Open", (char *)"Open Value"};
	struct world *w = *state;
	struct campaign *c = seats(w);

	c->terms_version = (char *)"2026-07";
	c->register_by = DAY(10);
	c->sales_from = SALES_FROM_REGISTRATION;
	c->license_types = types;
	c->license_type_count = 2;
	w->registrations[0].terms_version = world_text(w, "2026-07");
	w->registrations[0].terms_signed_on = DAY(2);
	w->partners[0].membership_start = DAY(1);
	w->partners[0].membership_end = DAY(9);
	w->agreements[0].start = DAY(3);
	struct line *sale = world_line(w, "I-1", 1, DAY(5), 1);
	sale->agreement = world_text(w, "A-1");
	sale->license_type = world_text(w, "CSP");
	world_settle(w);
	assert_trace(w, 0, REASON_LICENSE_TYPE, steps, ARRAY_LEN(steps));
}

static void an_account_that_nobody_registered_is_named(void **state)
{
	static const char *const steps[] = {"no-reseller: reseller account R-9",
		"not-registered: no registration names account R-9"};
	struct world *w = *state;

	seats(w);
	world_line(w, "I-1", 1, DAY(5), 1)->account = world_text(w, "R-9");
	world_settle(w);
	assert_trace(w, 0, REASON_NOT_REGISTERED, steps, ARRAY_LEN(steps));
}

static void a_blank_account_is_the_first_rule_of_all(void **state)
{
	static const char *const steps[] = {"no-reseller: reseller account (blank)"};
	struct world *w = *state;

	seats(w);
	world_line(w, "I-1", 1, DAY(5), 1)->account = 0;
	world_settle(w);
	assert_trace(w, 0, REASON_NO_RESELLER, steps, ARRAY_LEN(steps));
}

static const char *last_step(struct world *w, size_t campaign, struct trace *trace)
{
	assert_true(trace_sale(trace, &w->t, &w->lines[0], campaign));
	return trace->steps[trace->count - 1].compared;
}

static void stacking_names_the_campaign_that_takes_the_sale(void **state)
{
	struct world *w = *state;
	struct campaign *first = seats(w), *second = world_campaign(w, "second");
	struct trace trace;

	first->exclusive_group = second->exclusive_group = (char *)"cloud";
	first->priority = 2;
	second->priority = 1;
	world_tier(w, second, "SEAT", 1, 0, CENTS(300));
	world_registration(w, "REG-2", "second", "0012345", "A-1");
	world_line(w, "I-1", 1, DAY(5), 1);
	world_settle(w);
	assert_string_equal(
		last_step(w, 0, &trace), "group cloud: campaign second takes the sale first");
	assert_int_equal(trace.reason, REASON_STACKING);
	trace_release(&trace);
	assert_string_equal(
		last_step(w, 1, &trace), "group cloud: no campaign before this one takes the sale");
	assert_int_equal(trace.reason, REASON_NONE);
	assert_ptr_equal(trace.candidate->entry, second->entries);
	trace_release(&trace);
}

static bool is_traced(struct world *w, size_t line, size_t campaign)
{
	struct trace trace;
	bool traced = trace_sale(&trace, &w->t, &w->lines[line], campaign);

	assert_int_equal(trace.count > 0, traced);
	trace_release(&trace);
	return traced;
}

static void sales_outside_of_card_or_window_are_not_looked_at(void **state)
{
	struct world *w = *state;

	seats(w)->entries[0].valid_to = DAY(80);
	world_line(w, "I-0", 1, DAY(0), 1);
	world_line(w, "I-1", 1, DAY(1), 1);
	world_line(w, "I-80", 1, DAY(80), 1);
	world_line(w, "I-81", 1, DAY(81), 1);
	world_line(w, "I-9", 1, DAY(5), 1)->sku = world_text(w, "ELSE");
	world_settle(w);
	assert_false(is_traced(w, 0, 0));
	assert_true(is_traced(w, 1, 0));
	assert_true(is_traced(w, 2, 0));
	assert_false(is_traced(w, 3, 0));
	assert_false(is_traced(w, 4, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_sale_that_counts_passed_every_rule),
		WORLD_TEST(every_value_that_a_rule_compares_is_shown),
		WORLD_TEST(an_account_that_nobody_registered_is_named),
		WORLD_TEST(a_blank_account_is_the_first_rule_of_all),
		WORLD_TEST(stacking_names_the_campaign_that_takes_the_sale),
		WORLD_TEST(sales_outside_of_card_or_window_are_not_looked_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
