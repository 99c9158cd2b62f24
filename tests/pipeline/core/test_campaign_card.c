/* The card files of a campaign: what their rows become, and each thing that can be wrong. */
#include <string.h>

#include "tests/support/campaign_folder.h"

/* The rows stand below a header, from line 2 on. */
static void card_problem(void **state, const char *rows, const char *where, const char *text)
{
	char *card AUTOFREE = mem_printf("sku,rate,min_quantity,max_quantity,valid_from,valid_to\n%s",
		rows);

	assert_only(*state, load_dollar(*state, "", card), where, text);
}

static void card_is_fine(void **state, const char *lines, const char *rows)
{
	struct campaign_folder *f = *state;
	char *card AUTOFREE = mem_printf("sku,rate,min_quantity,max_quantity,valid_from,valid_to\n%s",
		rows);

	load_dollar(f, lines, card);
	assert_no_problem(&f->err);
	campaign_release(&f->campaign);
}

static void thresholds_problem(void **state, const char *lines, const char *rows, const char *where,
	const char *text)
{
	char *thresholds AUTOFREE = mem_printf("threshold,amount\n%s", rows);

	assert_only(*state, load_frequency(*state, lines, good_products, thresholds), where, text);
}

static void thresholds_are_fine(void **state, const char *lines, const char *rows)
{
	struct campaign_folder *f = *state;
	char *thresholds AUTOFREE = mem_printf("threshold,amount\n%s", rows);

	load_frequency(f, lines, good_products, thresholds);
	assert_no_problem(&f->err);
	campaign_release(&f->campaign);
}

static void rows_of_one_sku_and_validity_are_one_entry(void **state)
{
	struct campaign_folder *f = *state;

	load_dollar(f, "",
		"sku,rate,min_quantity,max_quantity,valid_from,valid_to\n"
		"ABC,3.00,11,,2026-07-01,2026-07-31\n"
		"ABC,9.00,,,2026-08-01,\n"
		"XYZ*,1.5,,20,,\n"
		"ABC,2.00,1,10,2026-07-01,2026-07-31\n");
	assert_no_problem(&f->err);
	assert_int_equal(f->campaign.entry_count, 3);
	const struct card_entry *july = &f->campaign.entries[0];
	assert_int_equal(july->tier_count, 2);
	assert_int_equal(july->line, 2);
	assert_int_equal(july->tiers[0].line, 5);
	assert_int_equal(july->tiers[0].maximum, 10);
	assert_int_equal(july->tiers[1].minimum, 11);
	assert_int_equal(july->tiers[1].maximum, UNITS_NO_LIMIT);
	assert_int_equal(f->campaign.entries[1].valid_to, DATE_MAX);
	assert_int_equal(f->campaign.entries[2].valid_from, DATE_MIN);
	assert_int_equal(f->campaign.entries[2].tiers[0].minimum, 1);
	assert_int_equal(f->campaign.entries[2].tiers[0].rate.e4, 15000);
}

static void quotes_blanks_and_crlf_in_a_card_are_no_part_of_a_cell(void **state)
{
	struct campaign_folder *f = *state;

	load_dollar(f, "",
		"\xEF\xBB\xBF\"sku\" ,max_quantity, rate,min_quantity\r\n\" A,B \",,\" 2.00\" ,1\r\n\r\n");
	assert_no_problem(&f->err);
	assert_int_equal(f->campaign.entry_count, 1);
	assert_string_equal(f->campaign.entries[0].sku, "A,B");
	assert_int_equal(f->campaign.entries[0].tiers[0].rate.e4, 20000);
}

static void a_wrong_cell_names_its_column_and_line(void **state)
{
	card_problem(state, ",1.00,,,,\n", "rate_card.csv:2", "sku = : is blank");
	card_problem(state, "ABC,,,,,\n", "rate_card.csv:2", "rate = : is not an amount");
	card_problem(state, "ABC,-1.00,,,,\n", "rate_card.csv:2", "rate = -1.00: is negative");
	card_problem(state, "ABC,1.00001,,,,\n", "rate_card.csv:2",
		"has 5 decimal places: write at most 4");
	card_problem(state, "ABC,1.00,1.5,,,\n", "rate_card.csv:2",
		"min_quantity = 1.5: write a whole");
	card_problem(state, "ABC,1.00,5,4,,\n", "rate_card.csv:2",
		"max_quantity = 4: is below min_quantity");
	card_problem(state, "ABC,1.00,,,July,\n", "rate_card.csv:2", "valid_from = July: write a date");
	card_problem(state, "ABC,1.00,,,,never\n", "rate_card.csv:2", "valid_to = never: write a date");
}

static void a_row_with_a_problem_is_not_looked_at_again(void **state)
{
	card_problem(state, "ABC,1,,,,\nABC,x,5,,,\n", "rate_card.csv:3", "rate = x");
	card_problem(state, "ABC,1,,,,\nABC,1,0,5,,\n", "rate_card.csv:3", "min_quantity = 0");
	card_problem(state, "ABC,1,,,,\nABC,1,5,0,,\n", "rate_card.csv:3", "max_quantity = 0");
	card_problem(state, "ABC,1,,,,\nABC,1,,,x,2026-07-01\n", "rate_card.csv:3", "valid_from = x");
	card_problem(state, ",1,,,,\nABC,1,,,,\n", "rate_card.csv:2", "sku = : is blank");
	thresholds_problem(state, "", "5,1.00\n0,2.00\n", "thresholds.csv:3", "threshold = 0");
	thresholds_problem(state, "", "5,1.00\n3,x\n", "thresholds.csv:3", "amount = x");
}

static void ranges_of_one_unit_one_day_and_no_money_are_fine(void **state)
{
	card_is_fine(state, "", "ABC,1.00,5,5,,\n");
	card_is_fine(state, "", "ABC,1.00,,,2026-07-01,2026-07-01\n");
	card_is_fine(state, "", "ABC,0,,,,\n");
	thresholds_are_fine(state, "", "1,0.00\n");
}

static void an_sku_has_at_most_64_bytes_and_its_star(void **state)
{
	const char *sku = "1234567890123456789012345678901234567890123456789012345678901234";
	char *fine AUTOFREE = mem_printf("%s*,1.00,,,,\n%s,1.00,,,,\n", sku, sku);
	char *longer AUTOFREE = mem_printf("%sx,1.00,,,,\n", sku);

	card_is_fine(state, "", fine);
	card_problem(state, longer, "rate_card.csv:2", "is longer than 64 bytes");
}

static void a_missing_card_file_is_an_error(void **state)
{
	struct campaign_folder *f = *state;

	write_dollar_conf(f, "");
	int result = campaign_load(&f->campaign, f->dir, &f->err);
	assert_only(f, result, "rate_card.csv",
		"is missing: a campaign of kind = dollar_per_sku needs it");
	write_frequency_conf(f, "");
	scratch_write(f->dir, "products.csv", good_products);
	result = campaign_load(&f->campaign, f->dir, &f->err);
	assert_only(f, result, "thresholds.csv", "is missing");
}

static void an_empty_card_is_an_error(void **state)
{
	assert_only(*state, load_dollar(*state, "", ""), "rate_card.csv", "has no rows");
	card_problem(state, "", "rate_card.csv", "has no rows");
	card_problem(state, "\n  \n", "rate_card.csv", "has no rows");
	assert_only(*state, load_frequency(*state, "", "sku\n", good_thresholds), "products.csv",
		"has no rows");
	thresholds_problem(state, "", "", "thresholds.csv", "has no rows");
}

static void columns_are_those_of_the_card_and_no_other(void **state)
{
	assert_only(*state, load_dollar(*state, "",
		"sku,rate,min_quantity,max_quantity,note\nA,1,,,x\n"),
		"rate_card.csv:1", "unknown column 'note': the columns are sku, rate, min_quantity");
	assert_only(*state, load_dollar(*state, "", "sku,min_quantity,max_quantity\nA,,\n"),
		"rate_card.csv:1", "column 'rate' is missing");
	assert_only(*state, load_dollar(*state, "", "sku,rate,min_quantity\nA,1,\n"),
		"rate_card.csv:1", "column 'max_quantity' is missing");
	assert_only(*state, load_dollar(*state, "",
		"sku,rate,rate,min_quantity,max_quantity\nA,1,1,,\n"),
		"rate_card.csv:1", "column 'rate' is there twice");
	assert_only(*state, load_frequency(*state, "", "sku,sku\nA,A\n", good_thresholds),
		"products.csv:1", "column 'sku' is there twice");
	assert_only(*state, load_frequency(*state, "", "sku,rate\nA,1\n", good_thresholds),
		"products.csv:1", "unknown column 'rate'");
}

static void a_card_that_cannot_be_read_is_an_error(void **state)
{
	struct campaign_folder *f = *state;

	write_dollar_conf(f, "");
	scratch_write(f->dir, "rate_card.csv/x", "");
	assert_int_equal(campaign_load(&f->campaign, f->dir, &f->err), -1);
	assert_problem(&f->err, "/rate_card.csv: ");
	assert_int_equal(f->err.count, 1);
}

static void a_row_of_more_than_a_megabyte_is_an_error(void **state)
{
	char *sku AUTOFREE = mem_alloc((1 << 20) + 1);

	memset(sku, 'A', 1 << 20);
	char *rows AUTOFREE = mem_printf("%s,1.00,,,,\nABC,1.00,,,,\n", sku);
	card_problem(state, rows, "rate_card.csv:2", "the row is too large");
}

static void a_row_has_as_many_cells_as_the_header(void **state)
{
	card_problem(state, "ABC,1.00\nXYZ,1.00,,,,\n", "rate_card.csv:2",
		"the row has 2 cells and the header 6");
	card_problem(state, "XYZ,1.00,,,,\nABC,1.00,,,,,\n", "rate_card.csv:3", "the row has 7 cells");
}

static void a_damaged_row_does_not_harm_the_next(void **state)
{
	struct campaign_folder *f = *state;

	assert_int_equal(load_dollar(f, "",
		"sku,rate,min_quantity,max_quantity\nA\"B,1,,\nS\xE9" "c,1,,\nABC,x,,\n"), -1);
	assert_problem(&f->err, "rate_card.csv:2: a double quote stands where none can");
	assert_problem(&f->err, "rate_card.csv:3: is not UTF-8 text");
	assert_problem(&f->err, "rate_card.csv:4: rate = x");
	assert_int_equal(f->err.count, 3);
}

static void tiers_of_an_entry_must_not_overlap(void **state)
{
	card_problem(state, "ABC,1.00,1,10,,\nABC,2.00,10,,,\n", "rate_card.csv:3",
		"overlaps that of line 2");
	card_problem(state, "ABC,2.00,10,,,\nABC,1.00,1,10,,\n", "rate_card.csv:3",
		"overlaps that of line 2");
	card_problem(state, "ABC,1.00,1,,,\nABC,2.00,10,,,\n", "rate_card.csv:3", "overlaps");
	card_problem(state, "ABC,1.00,1,,,\nABC,1.00,1,,,\n", "rate_card.csv:3", "overlaps");
	card_is_fine(state, "", "ABC,1.00,1,10,,\nABC,2.00,11,,,\n");
	card_is_fine(state, "", "ABC,1.00,1,10,,\nABC,2.00,20,,,\n");
}

static void a_long_tier_overlaps_all_that_it_reaches_over(void **state)
{
	struct campaign_folder *f = *state;

	assert_int_equal(load_dollar(f, "tiers = stepped\n", "sku,rate,min_quantity,max_quantity\n"
		"ABC,1.00,1,100\nABC,1.00,5,6\nABC,1.00,50,60\n"), -1);
	assert_problem(&f->err,
		"rate_card.csv:3: sku ABC: the range min_quantity to max_quantity overlaps that of line 2");
	assert_problem(&f->err,
		"rate_card.csv:4: sku ABC: the range min_quantity to max_quantity overlaps that of line 2");
	assert_int_equal(f->err.count, 2);
}

static void entries_of_one_sku_must_not_overlap_in_time(void **state)
{
	card_problem(state, "ABC,1,,,,2026-07-31\nABC,2,,,2026-07-31,\n", "rate_card.csv:3",
		"sku ABC: its time valid_from to valid_to overlaps that of line 2");
	card_problem(state, "ABC,1,,,,\nABC,2,,,2026-07-31,\n", "rate_card.csv:3",
		"overlaps that of line 2");
	card_problem(state, "ABC*,1,,,2026-08-01,\nABC*,2,,,,2026-08-01\n", "rate_card.csv:3",
		"sku ABC*: its time");
	card_is_fine(state, "", "ABC,1,,,,2026-07-31\nABC,2,,,2026-08-01,\n");
	card_is_fine(state, "", "ABC,1,,,,\nABC*,2,,,,\nAB*,2,,,,\n");
}

static void an_sku_stands_once_among_the_products(void **state)
{
	assert_only(*state, load_frequency(*state, "", "sku\nB\nA\nB\n", good_thresholds),
		"products.csv:4",
		"sku B stands on line 2 already");
	assert_only(*state, load_frequency(*state, "", "sku\nB*\nB\nB*\n", good_thresholds),
		"products.csv:4",
		"sku B* stands on line 2 already");
}

static void thresholds_rise_from_one_on(void **state)
{
	thresholds_problem(state, "", "0,5.00\n", "thresholds.csv:2",
		"threshold = 0: write a whole number");
	thresholds_problem(state, "", "-1,5.00\n", "thresholds.csv:2",
		"threshold = -1: write a whole number");
	thresholds_problem(state, "", "5,5.00\n3,9.00\n", "thresholds.csv:3",
		"threshold 3 is not above 5 of line 2");
	thresholds_problem(state, "", "5,5.00\n5,9.00\n", "thresholds.csv:3",
		"threshold 5 is not above 5");
	thresholds_problem(state, "", "5,5.005\n", "thresholds.csv:2",
		"amount = 5.005: has 3 decimal places");
	thresholds_problem(state, "", "5,-5\n", "thresholds.csv:2", "amount = -5: is negative");
}

static void a_retrospective_tier_must_not_pay_less_than_the_one_below_did_at_most(void **state)
{
	card_problem(state, "ABC,10.00,1,9,,\nABC,8.00,10,,,\n", "rate_card.csv:3",
		"the payout falls: 9 units pay 90.00, but 10 units pay 80.00");
	card_problem(state, "ABC,10.00,1,9,,\nABC,8.9999,10,,,\n", "rate_card.csv:3",
		"but 10 units pay 89.999");
	card_is_fine(state, "", "ABC,10.00,1,9,,\nABC,9.00,10,,,\n");
	card_is_fine(state, "", "ABC,10.00,1,9,,\nABC,4.50,20,,,\n");
}

static void ranges_that_overlap_are_not_compared_by_what_they_pay(void **state)
{
	card_problem(state, "ABC,9.00,1,10,,\nABC,1.00,10,,,\n", "rate_card.csv:3", "overlaps");
	thresholds_problem(state, "", "5,9.00\n5,5.00\n", "thresholds.csv:3", "is not above 5");
}

static void a_stepped_card_never_falls(void **state)
{
	card_is_fine(state, "tiers = stepped\n", "ABC,10.00,1,9,,\nABC,0.10,10,,,\n");
	thresholds_are_fine(state, "tiers = stepped\n", "3,150.00\n6,1.00\n");
	thresholds_are_fine(state, "tiers = stepped\npay = each\n", "3,150.00\n6,1.00\n");
}

static void a_single_amount_must_not_fall_with_its_threshold(void **state)
{
	thresholds_problem(state, "", "3,150.00\n6,149.99\n", "thresholds.csv:3",
		"the payout falls: 5 units pay 150.00, but 6 units pay 149.99");
	thresholds_are_fine(state, "", "3,150.00\n6,150.00\n");
}

static void an_amount_for_each_unit_may_fall_while_the_payout_does_not(void **state)
{
	thresholds_are_fine(state, "pay = each\n", "3,60.00\n6,50.00\n");
	thresholds_problem(state, "pay = each\n", "3,60.00\n6,49.99\n", "thresholds.csv:3",
		"the payout falls: 5 units pay 300.00, but 6 units pay 299.94");
}

static void what_a_card_pays_must_fit_into_an_amount(void **state)
{
	card_problem(state, "ABC,1000.00,1,1000000000000,,\n", "rate_card.csv:2",
		"pays more than fits");
	card_problem(state, "ABC,1000.00,1000000000000,,,\n", "rate_card.csv:2", "pays more than fits");
	card_problem(state, "ABC,1000.00,1,1000000000000,,\nABC,0.01,1000000000001,,,\n",
		"rate_card.csv:2", "pays more than fits");
	card_is_fine(state, "", "ABC,1000.00,1,100000000000,,\n");
	thresholds_problem(state, "pay = each\n", "1000000000000,1000.00\n", "thresholds.csv:2",
		"pays more than fits");
}

static void the_steps_of_a_card_fit_into_an_amount_together(void **state)
{
	/* 0.0007 x 1317624576693539401 is the largest amount. */
	card_is_fine(state, "tiers = stepped\n", "ABC,0.0007,1,1317624576693539401,,\n");
	card_is_fine(state, "tiers = stepped\n",
		"ABC,0.0007,1,1000000000000000000,,\nABC,0.0007,1000000000000000001,1317624576693539401,,\n");
	assert_only(*state,
		load_dollar(*state, "tiers = stepped\n",
			"sku,rate,min_quantity,max_quantity\nABC,0.0007,1,1000000000000000000\n"
			"ABC,0.0007,1000000000000000001,1317624576693539402\n"),
		"rate_card.csv:3", "pays more than fits");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FOLDER_TEST(rows_of_one_sku_and_validity_are_one_entry),
		FOLDER_TEST(quotes_blanks_and_crlf_in_a_card_are_no_part_of_a_cell),
		FOLDER_TEST(a_wrong_cell_names_its_column_and_line),
		FOLDER_TEST(a_row_with_a_problem_is_not_looked_at_again),
		FOLDER_TEST(ranges_of_one_unit_one_day_and_no_money_are_fine),
		FOLDER_TEST(an_sku_has_at_most_64_bytes_and_its_star),
		FOLDER_TEST(a_missing_card_file_is_an_error),
		FOLDER_TEST(an_empty_card_is_an_error),
		FOLDER_TEST(columns_are_those_of_the_card_and_no_other),
		FOLDER_TEST(a_card_that_cannot_be_read_is_an_error),
		FOLDER_TEST(a_row_of_more_than_a_megabyte_is_an_error),
		FOLDER_TEST(a_row_has_as_many_cells_as_the_header),
		FOLDER_TEST(a_damaged_row_does_not_harm_the_next),
		FOLDER_TEST(tiers_of_an_entry_must_not_overlap),
		FOLDER_TEST(a_long_tier_overlaps_all_that_it_reaches_over),
		FOLDER_TEST(entries_of_one_sku_must_not_overlap_in_time),
		FOLDER_TEST(an_sku_stands_once_among_the_products),
		FOLDER_TEST(thresholds_rise_from_one_on),
		FOLDER_TEST(a_retrospective_tier_must_not_pay_less_than_the_one_below_did_at_most),
		FOLDER_TEST(ranges_that_overlap_are_not_compared_by_what_they_pay),
		FOLDER_TEST(a_stepped_card_never_falls),
		FOLDER_TEST(a_single_amount_must_not_fall_with_its_threshold),
		FOLDER_TEST(an_amount_for_each_unit_may_fall_while_the_payout_does_not),
		FOLDER_TEST(what_a_card_pays_must_fit_into_an_amount),
		FOLDER_TEST(the_steps_of_a_card_fit_into_an_amount_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
