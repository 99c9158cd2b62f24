/* Results: their order, returns of several parts, and amounts that do not fit. */
#include "pipeline/base/mem.h"
#include "tests/support/cm.h"
#include "tests/support/world.h"

WORLD_FIXTURE

/* 1.00 a seat, in both of two campaigns, for two partners with an account each. */
static void two_partners(struct world *w)
{
	world_tier(w, world_campaign(w, "campaign"), "SEAT", 1, 0, CENTS(100));
	world_tier(w, world_campaign(w, "other"), "SEAT", 1, 0, CENTS(100));
	world_partner(w, "0000001");
	world_agreement(w, "A-2", "R-2");
	world_registration(w, "REG-2", "campaign", "0000001", "A-2");
	world_registration(w, "REG-3", "other", "0000001", "A-2");
	world_registration(w, "REG-4", "other", "0012345", "A-1");
}

static struct line *of_other(struct world *w, struct line *line)
{
	line->account = world_text(w, "R-2");
	return line;
}

static struct line *refers(struct world *w, struct line *back, const char *invoice)
{
	back->reference = world_text(w, invoice);
	return back;
}

static void earnings_come_by_partner_campaign_invoice_and_line(void **state)
{
	static const int64_t expected[][4] = {{0, 0, 4, 1}, {0, 1, 4, 1}, {1, 0, 2, 3}, {1, 0, 1, 1},
		{1, 0, 1, 2}, {1, 1, 2, 3}, {1, 1, 1, 1}, {1, 1, 1, 2}};
	static const char *const invoices[] = {"", "I-2", "I-10", "I-3", "I-0"};
	struct world *w = *state;

	two_partners(w);
	world_line(w, "I-2", 2, DAY(5), 1);
	world_line(w, "I-2", 1, DAY(6), 1);
	world_line(w, "I-10", 3, DAY(7), 1);
	of_other(w, world_line(w, "I-0", 1, DAY(8), 1));
	world_settle(w);
	assert_int_equal(w->t.settlement.earnings.total, 8);
	for (size_t i = 0; i < 8; i++) {
		struct earning e = settlement_earning(&w->t.settlement, i);
		const struct line *line = &w->lines[e.line];
		assert_int_equal(e.partner, expected[i][0]);
		assert_int_equal(e.campaign, expected[i][1]);
		assert_int_equal(line->invoice, world_text(w, invoices[expected[i][2]]));
		assert_int_equal(line->number, expected[i][3]);
	}
}

static void payouts_come_by_partner_and_campaign(void **state)
{
	struct world *w = *state;

	two_partners(w);
	world_line(w, "I-1", 1, DAY(5), 2);
	of_other(w, world_line(w, "I-2", 1, DAY(6), 3));
	world_settle(w);
	const struct payouts *payouts = &w->t.settlement.payouts;
	assert_int_equal(payouts->count, 4);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(payouts->items[i].partner, i / 2);
		assert_int_equal(payouts->items[i].campaign, i % 2);
		assert_cents(payouts->items[i].amount, i < 2 ? 300 : 200);
		assert_int_equal(payouts->items[i].measure, i < 2 ? 3 : 2);
	}
}

static void two_payouts_come_by_partner_too(void **state)
{
	struct world *w = *state;

	two_partners(w);
	w->campaigns[1].end = DAY(1);
	world_line(w, "I-1", 1, DAY(5), 2); /* of the partner whose MPN ID is the higher one */
	of_other(w, world_line(w, "I-2", 1, DAY(6), 3));
	world_settle(w);
	assert_int_equal(w->t.settlement.payouts.count, 2);
	assert_cents(w->t.settlement.payouts.items[0].amount, 300);
}

static void payouts_that_come_in_their_order_keep_it(void **state)
{
	struct world *w = *state;

	two_partners(w);
	w->campaigns[1].end = DAY(1);
	of_other(w, world_line(w, "I-1", 1, DAY(5), 3));
	world_line(w, "I-2", 1, DAY(6), 2);
	world_settle(w);
	assert_int_equal(w->t.settlement.payouts.count, 2);
	assert_cents(w->t.settlement.payouts.items[0].amount, 300);
}

static void the_next_threshold_is_told_of_one_group_only(void **state)
{
	struct world *w = *state;
	struct campaign *c = world_campaign(w, "campaign"), *other = world_campaign(w, "other");

	world_tier(w, c, "SEAT", 1, 9, CENTS(100));
	world_tier(w, c, "SEAT", 10, 0, CENTS(200));
	other->scope = SCOPE_TRANSACTION;
	world_tier(w, other, "SEAT", 10, 0, CENTS(200));
	world_registration(w, "REG-2", "other", "0012345", "A-1");
	world_line(w, "I-1", 1, DAY(5), 2);
	world_line(w, "I-2", 1, DAY(5), 2);
	world_settle(w);
	const struct payout *payouts = w->t.settlement.payouts.items;
	assert_int_equal(payouts[0].measure, 4);
	assert_int_equal(payouts[0].next_threshold, 10);
	assert_int_equal(payouts[1].measure, INT64_MIN);
	assert_int_equal(payouts[1].next_threshold, INT64_MIN);
}

static void above_the_last_tier_there_is_no_next_threshold(void **state)
{
	struct world *w = *state;

	world_tier(w, world_campaign(w, "campaign"), "SEAT", 2, 0, CENTS(100));
	world_line(w, "I-1", 1, DAY(5), 2);
	world_settle(w);
	assert_int_equal(w->t.settlement.payouts.items[0].next_threshold, INT64_MIN);
}

static void a_late_return_of_two_sales_is_one_exclusion(void **state)
{
	struct world *w = *state;

	world_tier(w, world_campaign(w, "campaign"), "SEAT", 1, 0, CENTS(100));
	world_line(w, "I-1", 1, DAY(5), 3);
	world_line(w, "I-1", 2, DAY(5), 4);
	refers(w, world_line(w, "I-2", 1, DAY(101), -5), "I-1");
	refers(w, world_line(w, "I-3", 1, DAY(102), -1), "I-1");
	world_settle(w);
	assert_int_equal(w->t.eligibility.exclusions.count, 2);
	const struct exclusion *exclusion = world_exclusion(w, "I-2", 1);
	assert_int_equal(exclusion->reason, REASON_LATE_RETURN);
	assert_int_equal(exclusion->quantity, -5);
	assert_int_equal(exclusion->date, DAY(101));
	assert_int_equal(world_exclusion(w, "I-3", 1)->quantity, -1);
}

static void exclusions_come_by_partner_and_invoice(void **state)
{
	struct world *w = *state;

	two_partners(w);
	w->partners[0].membership_end = w->partners[1].membership_end = DAY(1);
	world_line(w, "I-2", 1, DAY(5), 1);
	world_line(w, "I-10", 1, DAY(6), 1);
	of_other(w, world_line(w, "I-3", 1, DAY(7), 1));
	world_settle(w);
	const struct exclusion *found = w->t.eligibility.exclusions.items;
	assert_int_equal(w->t.eligibility.exclusions.count, 6);
	assert_int_equal(found[0].line, 2);
	assert_int_equal(found[1].line, 2);
	assert_int_equal(found[1].campaign, 1);
	assert_int_equal(found[2].line, 1);
	assert_int_equal(found[3].line, 0);
	assert_int_equal(found[4].line, 1);
}

static void the_parts_of_a_return_are_summed_with_what_was_withheld(void **state)
{
	struct world *w = *state;
	struct campaign *c = world_campaign(w, "campaign");

	c->scope = SCOPE_TRANSACTION;
	c->partner_cap = CENTS(500);
	world_tier(w, c, "SEAT", 1, 0, CENTS(100));
	world_line(w, "I-1", 1, DAY(5), 4);
	world_line(w, "I-2", 1, DAY(6), 4);
	world_line(w, "I-3", 1, DAY(7), -6); /* all of I-2, then 2 of I-1 */
	w->t.intake.watched = span_of("I-3");
	world_settle(w);
	const struct earning *earning = world_earning(w, "I-3", 1);
	assert_cents(earning->amount, -300);
	assert_cents(earning->withheld, -300);
	assert_int_equal(earning->quantity, -6);
	assert_int_equal(earning->note, NOTE_CAPPED);
	assert_int_equal(earning->date, DAY(7));
	assert_int_equal(earning->measure_before, 4);
	assert_int_equal(earning->measure_after, 0);
	assert_cents(earning->payout_before, 400);
	assert_cents(earning->payout_after, 0);
}

/* Parts of the only line, put together by hand. */
static void parts_of(struct world *w, struct earnings *earnings, const struct earning *parts,
	size_t count)
{
	world_tier(w, world_campaign(w, "campaign"), "SEAT", 1, 0, CENTS(100));
	world_line(w, "I-1", 1, DAY(5), 4);
	world_settle(w);
	*earnings = (struct earnings){.sales = &w->t.sales};
	for (size_t i = 0; i < count; i++)
		earnings_add(earnings, &parts[i]);
}

static void parts_that_withhold_nothing_in_all_are_not_capped(void **state)
{
	/* One part uses up what it was refused, another is refused as much. */
	static const struct earning parts[] = {{.withheld = {5000}, .note = NOTE_NONE, .date = 8},
		{.withheld = {-5000}, .note = NOTE_ABOVE_MAXIMUM, .date = 9}};
	struct world *w = *state;
	struct earnings earnings CLEANUP(earnings_release);

	parts_of(w, &earnings, parts, 2);
	assert_int_equal(earnings_finish(&earnings, &w->err), 0);
	assert_int_equal(earnings.count, 1);
	assert_int_equal(earnings_get(&earnings, 0).note, NOTE_ABOVE_MAXIMUM);
	assert_int_equal(earnings_get(&earnings, 0).date, 9);
}

static void a_part_that_withholds_makes_the_whole_return_capped(void **state)
{
	static const struct earning parts[] = {{.withheld = {5000}, .note = NOTE_NONE, .date = 9},
		{.note = NOTE_NONE, .date = 8}};
	struct world *w = *state;
	struct earnings earnings CLEANUP(earnings_release);

	parts_of(w, &earnings, parts, 2);
	assert_int_equal(earnings_finish(&earnings, &w->err), 0);
	assert_int_equal(earnings.count, 1);
	assert_int_equal(earnings_get(&earnings, 0).note, NOTE_CAPPED);
	assert_int_equal(earnings_get(&earnings, 0).date, 9);
}

static void what_is_withheld_before_the_start_is_not_called_capped(void **state)
{
	static const struct earning parts[] = {{.withheld = {5000}, .note = NOTE_BEFORE_START}};
	struct world *w = *state;
	struct earnings earnings CLEANUP(earnings_release);

	parts_of(w, &earnings, parts, 1);
	assert_int_equal(earnings_finish(&earnings, &w->err), 0);
	assert_int_equal(earnings_get(&earnings, 0).note, NOTE_BEFORE_START);
}

static void parts_that_add_up_beyond_what_fits_are_an_error(void **state)
{
	static const struct earning parts[][2] = {
		{{.withheld = {INT64_MAX}}, {.withheld = {INT64_MAX}}},
		{{.amount = {INT64_MAX}}, {.amount = {INT64_MAX}}}};
	struct world *w = *state;
	struct earnings earnings CLEANUP(earnings_release);

	parts_of(w, &earnings, NULL, 0);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		earnings.count = 0;
		earnings_add(&earnings, &parts[i][0]);
		earnings_add(&earnings, &parts[i][1]);
		assert_int_equal(earnings_finish(&earnings, &w->err), -1);
		assert_int_equal(w->err.code, EXIT_DATA);
		error_release(&w->err);
	}
}

/* Whatever has no room in the small form comes back as it was; so does what has. */
static void an_earning_of_any_size_comes_back_as_it_was(void **state)
{
	struct world *w = *state;
	struct earnings earnings CLEANUP(earnings_release);
	const struct earning usual = {.date = DAY(5), .quantity = 4, .amount = {INT32_MAX},
		.withheld = {INT32_MIN}, .measure_before = INT32_MIN, .measure_after = INT32_MAX,
		.payout_before = MONEY_NONE, .payout_after = MONEY_NONE, .note = NOTE_CAPPED, .sale = 7,
		.entry = UINT16_MAX};
	struct earning cases[9];

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		cases[i] = usual;
	cases[1].date++;
	cases[2].quantity++;
	cases[3].amount.e4++;
	cases[4].withheld.e4--;
	cases[5].measure_before--;
	cases[6].measure_after++;
	cases[7].entry++;
	cases[8].sale = SEVERAL_GROUPS;
	parts_of(w, &earnings, cases, ARRAY_LEN(cases));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct earning earning = earnings_get(&earnings, i);
		assert_memory_equal(&earning, &cases[i], offsetof(struct earning, entry) + sizeof(earning.entry));
		assert_int_equal(earnings.items[i].whole, i > 0 && i < 8);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(earnings_come_by_partner_campaign_invoice_and_line),
		WORLD_TEST(payouts_come_by_partner_and_campaign),
		WORLD_TEST(two_payouts_come_by_partner_too),
		WORLD_TEST(payouts_that_come_in_their_order_keep_it),
		WORLD_TEST(the_next_threshold_is_told_of_one_group_only),
		WORLD_TEST(above_the_last_tier_there_is_no_next_threshold),
		WORLD_TEST(a_late_return_of_two_sales_is_one_exclusion),
		WORLD_TEST(exclusions_come_by_partner_and_invoice),
		WORLD_TEST(the_parts_of_a_return_are_summed_with_what_was_withheld),
		WORLD_TEST(parts_that_withhold_nothing_in_all_are_not_capped),
		WORLD_TEST(a_part_that_withholds_makes_the_whole_return_capped),
		WORLD_TEST(what_is_withheld_before_the_start_is_not_called_capped),
		WORLD_TEST(an_earning_of_any_size_comes_back_as_it_was),
		WORLD_TEST(parts_that_add_up_beyond_what_fits_are_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
