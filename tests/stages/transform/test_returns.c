/* Returns: what they take back, and when they count. */
#include "tests/support/cm.h"
#include "tests/support/world.h"

WORLD_FIXTURE

/* 2.00 a seat. */
static void seats(struct world *w)
{
	world_tier(w, world_campaign(w, "campaign"), "SEAT", 1, 0, CENTS(200));
}

static struct line *refers(struct world *w, struct line *back, const char *invoice)
{
	back->reference = world_text(w, invoice);
	return back;
}

static void a_return_takes_back_what_its_sale_earned(void **state)
{
	struct world *w = *state;

	seats(w);
	world_line(w, "I-1", 1, DAY(5), 10);
	refers(w, world_line(w, "I-2", 1, DAY(8), -4), "I-1");
	world_settle(w);
	assert_cents(world_earning(w, "I-2", 1)->amount, -800);
	assert_int_equal(world_earning(w, "I-2", 1)->quantity, -4);
	assert_cents(world_paid(w), 1200);
}

static void a_return_on_the_last_day_counts_and_a_day_later_it_does_not(void **state)
{
	struct world *w = *state;

	seats(w);
	world_line(w, "I-1", 1, DAY(5), 10);
	refers(w, world_line(w, "I-2", 1, DAY(100), -1), "I-1");
	refers(w, world_line(w, "I-3", 1, DAY(101), -2), "I-1");
	world_settle(w);
	assert_cents(world_earning(w, "I-2", 1)->amount, -200);
	assert_null(world_earning(w, "I-3", 1));
	assert_int_equal(world_exclusion(w, "I-3", 1)->reason, REASON_LATE_RETURN);
	assert_int_equal(world_exclusion(w, "I-3", 1)->quantity, -2);
}

static void without_a_reference_the_newest_sale_gives_first(void **state)
{
	struct world *w = *state;

	seats(w);
	world_line(w, "I-1", 1, DAY(5), 3);
	world_line(w, "I-2", 1, DAY(6), 2);
	world_line(w, "I-9", 1, DAY(8), 9); /* after the return: left alone */
	world_line(w, "I-3", 1, DAY(7), -4);
	world_settle(w);
	assert_int_equal(w->t.returns.take_count, 2);
	assert_int_equal(w->t.returns.takes[0].units, 2); /* of I-1, for which 2 were left over */
	assert_int_equal(w->t.returns.takes[1].units, 2); /* all of I-2 */
	assert_cents(world_earning(w, "I-3", 1)->amount, -800);
	assert_int_equal(world_earning(w, "I-3", 1)->measure_after, 1);
}

static void a_reference_comes_first_whatever_the_dates(void **state)
{
	struct world *w = *state;

	seats(w);
	world_line(w, "I-1", 1, DAY(5), 2);
	world_line(w, "I-2", 1, DAY(6), -2); /* earlier, but without a reference */
	refers(w, world_line(w, "I-3", 1, DAY(9), -2), "I-1");
	world_settle(w);
	assert_non_null(world_earning(w, "I-3", 1));
	assert_null(world_earning(w, "I-2", 1));
	assert_int_equal(w->t.returns.unmatched_count, 1);
	assert_int_equal(w->t.returns.unmatched[0].units, 2);
}

static void a_return_before_its_sale_is_taken_on_the_sales_date(void **state)
{
	struct world *w = *state;

	seats(w);
	refers(w, world_line(w, "I-0", 1, DAY(2), -1), "I-1");
	world_line(w, "I-1", 1, DAY(5), 2);
	world_settle(w);
	assert_int_equal(world_earning(w, "I-0", 1)->date, DAY(5));
	assert_int_equal(world_earning(w, "I-0", 1)->measure_before, 2);
}

static void a_blank_customer_matches_nothing(void **state)
{
	struct world *w = *state;

	seats(w);
	world_line(w, "I-1", 1, DAY(5), 2)->customer = 0;
	world_line(w, "I-2", 1, DAY(6), -1)->customer = 0;
	world_settle(w);
	assert_int_equal(w->t.returns.unmatched_count, 1);
	assert_cents(world_paid(w), 400);
}

static void a_return_of_two_sales_is_one_earning(void **state)
{
	struct world *w = *state;

	seats(w);
	world_line(w, "I-1", 1, DAY(5), 3);
	world_line(w, "I-1", 2, DAY(5), 4);
	refers(w, world_line(w, "I-2", 1, DAY(6), -5), "I-1");
	world_settle(w);
	const struct earning *earning = world_earning(w, "I-2", 1);
	assert_int_equal(earning->quantity, -5);
	assert_cents(earning->amount, -1000);
	assert_int_equal(earning->measure_before, 7);
	assert_int_equal(earning->measure_after, 2);
}

/* What the only return of a world takes back, by the sale's line. */
static void assert_takes(struct world *w, const uint32_t *sales, size_t count)
{
	world_settle(w);
	assert_int_equal(w->t.returns.take_count, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(w->t.returns.takes[i].sale, sales[i]);
}

static void only_sales_of_the_same_account_customer_and_sku_are_taken_back(void **state)
{
	struct world *w = *state;

	seats(w);
	for (int i = 0; i < 8; i++) {
		struct line *line = world_line(w, "I-1", i + 1, DAY(5), 1);
		line->account = world_text(w, i & 1 ? "R-1" : "R-2");
		line->customer = world_text(w, i & 2 ? "C-1" : "C-2");
		line->sku = world_text(w, i & 4 ? "SEAT" : "ELSE");
	}
	world_line(w, "I-2", 1, DAY(6), -8);
	assert_takes(w, (const uint32_t[]){7}, 1);
	assert_int_equal(w->t.returns.unmatched[0].units, 7);
}

static void a_reference_takes_only_its_invoice_and_sku_by_line_number(void **state)
{
	struct world *w = *state;

	seats(w);
	world_line(w, "I-1", 3, DAY(5), 1);
	world_line(w, "I-1", 2, DAY(6), 1)->account = world_text(w, "R-2");
	world_line(w, "I-1", 1, DAY(5), 1)->sku = world_text(w, "ELSE");
	world_line(w, "I-0", 1, DAY(5), 1);
	world_line(w, "I-2", 1, DAY(5), 1);
	refers(w, world_line(w, "I-3", 1, DAY(9), -1), "I-1");
	assert_takes(w, (const uint32_t[]){1}, 1);
}

static void returns_are_matched_in_their_own_order(void **state)
{
	struct world *w = *state;

	seats(w);
	world_line(w, "I-1", 1, DAY(5), 1);
	world_line(w, "I-4", 1, DAY(9), -1);
	world_line(w, "I-30", 2, DAY(9), -1);
	world_line(w, "I-30", 1, DAY(9), -1);
	world_line(w, "I-4", 3, DAY(9), -1);
	world_line(w, "I-2", 1, DAY(10), -1);
	world_settle(w);
	assert_int_equal(w->t.returns.take_count, 1);
	assert_int_equal(w->t.returns.takes[0].back, 3);
	assert_int_equal(w->t.returns.unmatched_count, 4);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(w->t.returns.unmatched[i].line, ((const uint32_t[]){2, 1, 4, 5})[i]);
}

static void lines_that_are_on_no_card_take_no_part(void **state)
{
	struct world *w = *state;

	seats(w);
	world_line(w, "I-1", 1, DAY(5), 1)->carded = false;
	world_line(w, "I-2", 1, DAY(6), -1);
	world_line(w, "I-3", 1, DAY(6), -1)->carded = false;
	world_line(w, "I-4", 1, DAY(6), 0);
	assert_takes(w, NULL, 0);
	assert_int_equal(w->t.returns.unmatched_count, 1);
}

static void a_return_without_a_reference_looks_no_later_than_its_day(void **state)
{
	struct world *w = *state;

	seats(w);
	world_line(w, "I-1", 1, DAY(5), 1);
	world_line(w, "I-2", 1, DAY(6), 1);
	world_line(w, "I-3", 1, DAY(7), 1);
	world_line(w, "I-4", 1, DAY(6), -3);
	assert_takes(w, (const uint32_t[]){0, 1}, 2);
	assert_int_equal(w->t.returns.unmatched[0].units, 1);
}

static void matching_starts_with_nothing_whatever_stood_there(void **state)
{
	struct world *w = *state;
	struct returns returns;

	seats(w);
	world_line(w, "I-1", 1, DAY(5), 1);
	world_line(w, "I-2", 1, DAY(6), -1);
	world_settle(w);
	memset(&returns, 0x5a, sizeof(returns));
	returns_match(&returns, &w->t.sales);
	assert_int_equal(returns.take_count, 1);
	assert_int_equal(returns.unmatched_count, 0);
	returns_release(&returns);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_return_takes_back_what_its_sale_earned),
		WORLD_TEST(a_return_on_the_last_day_counts_and_a_day_later_it_does_not),
		WORLD_TEST(without_a_reference_the_newest_sale_gives_first),
		WORLD_TEST(a_reference_comes_first_whatever_the_dates),
		WORLD_TEST(a_return_before_its_sale_is_taken_on_the_sales_date),
		WORLD_TEST(a_blank_customer_matches_nothing),
		WORLD_TEST(a_return_of_two_sales_is_one_earning),
		WORLD_TEST(only_sales_of_the_same_account_customer_and_sku_are_taken_back),
		WORLD_TEST(a_reference_takes_only_its_invoice_and_sku_by_line_number),
		WORLD_TEST(returns_are_matched_in_their_own_order),
		WORLD_TEST(lines_that_are_on_no_card_take_no_part),
		WORLD_TEST(matching_starts_with_nothing_whatever_stood_there),
		WORLD_TEST(a_return_without_a_reference_looks_no_later_than_its_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
