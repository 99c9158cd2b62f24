/* Invoice lines: ordinals and amounts that are filled in, repeated keys, and rejected lines. */
#include "tests/support/staged.h"

static void check(const char *text, const char *rows, const char *quarantine)
{
	STAGED staged = stage_text(FEED_INVOICES, "", text);

	assert_no_problem(&staged.err);
	assert_string_equal(str_text(&staged.rows), rows);
	assert_string_equal(str_text(&staged.quarantine), quarantine);
}

#define SHORT "invoice_number,line_number,invoice_date,sku,quantity\n"
#define PRICED "invoice_number,invoice_date,sku,quantity,unit_price,net_amount\n"

static void a_full_row_comes_with_its_line(void **state)
{
	(void)state;
	check("invoice_number,line_number,invoice_date,reseller_id,agreement_number,customer_id,"
		  "license_type,sku,quantity,unit_price,net_amount,currency,reference_invoice\n"
		  "I-1,01,2026-07-03,R-1,A-1,C-1,Open,S-1,-3,1.5,-4.50,CAD,I-0\n",
		"I-1|1|2026-07-03|R-1|A-1|C-1|Open|S-1|-3|1.50|-4.50|CAD|I-0|2\n", "");
}

static void a_blank_line_number_is_the_ordinal_within_the_invoice(void **state)
{
	(void)state;
	check(SHORT "I-1,,2026-07-01,A,1\nI-2,,2026-07-01,A,1\nI-1,,2026-07-01,B,1\nI-1,9,2026-07-01,C,1\n"
				"I-1,,2026-07-01,D,1\n",
		"I-1|1|2026-07-01|||||A|1||0.00|||2\n"
		"I-2|1|2026-07-01|||||A|1||0.00|||3\n"
		"I-1|2|2026-07-01|||||B|1||0.00|||4\n"
		"I-1|9|2026-07-01|||||C|1||0.00|||5\n"
		"I-1|4|2026-07-01|||||D|1||0.00|||6\n",
		"");
}

static void lines_of_an_invoice_are_counted_wherever_they_stand(void **state)
{
	(void)state;
	check(SHORT "I-1,,2026-07-01,A,1\nI-2,,2026-07-01,A,x\nI-1,,2026-07-01,B,x\nI-2,,2026-07-01,B,1\n"
				"I-1,,2026-07-01,C,1\nI-10,,2026-07-01,A,1\nI-2,7,2026-07-01,C,1\n"
				"I-2,,2026-07-01,D,1\n",
		"I-1|1|2026-07-01|||||A|1||0.00|||2\n"
		"I-2|2|2026-07-01|||||B|1||0.00|||5\n"
		"I-1|3|2026-07-01|||||C|1||0.00|||6\n"
		"I-10|1|2026-07-01|||||A|1||0.00|||7\n"
		"I-2|7|2026-07-01|||||C|1||0.00|||8\n"
		"I-2|4|2026-07-01|||||D|1||0.00|||9\n",
		"3@73 quantity type-error <x> I-2\n4@93 quantity type-error <x> I-1\n");
}

static void an_ordinal_and_a_number_can_be_one_key(void **state)
{
	(void)state;
	check(SHORT "I-1,2,2026-07-01,A,1\nI-2,1,2026-07-01,A,1\nI-1,,2026-07-01,B,1\n"
				"I-1,,2026-07-01,C,1\nI-2,1,2026-07-01,A,1\n",
		"I-2|1|2026-07-01|||||A|1||0.00|||3\nI-1|3|2026-07-01|||||C|1||0.00|||5\n",
		"2@53 invoice_number key-conflict <I-1> I-1\n"
		"4@95 invoice_number key-conflict <I-1> I-1\n");
}

static void rejected_lines_count_for_the_ordinal_too(void **state)
{
	(void)state;
	check(SHORT "I-1,,2026-07-01,A,x\nI-1,,2026-07-01\nI-1,,2026-07-01,B,1\n",
		"I-1|3|2026-07-01|||||B|1||0.00|||4\n",
		"2@53 quantity type-error <x> I-1\n3@73 sku missing-cell <> I-1\n");
}

static void a_blank_net_amount_is_quantity_times_price(void **state)
{
	(void)state;
	check(PRICED "I-1,2026-07-01,A,3,1.2345,\nI-2,2026-07-01,A,-2,10.00,\nI-3,2026-07-01,A,5,,\n"
				 "I-4,2026-07-01,A,5,1.00,4.00\n",
		"I-1|1|2026-07-01|||||A|3|1.2345|3.7035|||2\n"
		"I-2|1|2026-07-01|||||A|-2|10.00|-20.00|||3\n"
		"I-3|1|2026-07-01|||||A|5||0.00|||4\n"
		"I-4|1|2026-07-01|||||A|5|1.00|4.00|||5\n",
		"");
}

static void an_amount_that_does_not_fit_is_rejected(void **state)
{
	(void)state;
	check(PRICED "I-1,2026-07-01,A,9000000000000,9000000.00,\n", "",
		"2@63 net_amount constraint-error <> I-1\n");
}

static void a_row_that_comes_twice_counts_once(void **state)
{
	STAGED staged = stage_text(FEED_INVOICES, "", SHORT
		"I-1,1,2026-07-01,A,2\nI-1,01,2026-07-01,\" A\",002\nI-1,2,2026-07-01,A,2\n");

	(void)state;
	assert_string_equal(str_text(&staged.rows),
		"I-1|1|2026-07-01|||||A|2||0.00|||2\nI-1|2|2026-07-01|||||A|2||0.00|||4\n");
	assert_string_equal(str_text(&staged.quarantine), "");
	assert_int_equal(staged.tally.totals.read, 3);
	assert_int_equal(staged.tally.totals.duplicates, 1);
}

static void rows_with_one_key_and_several_values_are_all_rejected(void **state)
{
	(void)state;
	check(SHORT "I-1,1,2026-07-01,A,2\nI-2,1,2026-07-01,A,2\nI-1,1,2026-07-01,A,3\nI-1,1,2026-07-01,A,2\n",
		"I-2|1|2026-07-01|||||A|2||0.00|||3\n",
		"2@53 invoice_number key-conflict <I-1> I-1\n"
		"4@95 invoice_number key-conflict <I-1> I-1\n"
		"5@116 invoice_number key-conflict <I-1> I-1\n");
}

static void identifiers_that_look_like_numbers_come_as_they_are(void **state)
{
	(void)state;
	check(SHORT "0001,1,2026-07-01,1E5,1\n17850.0,1,2026-07-01,0x10,1\n",
		"0001|1|2026-07-01|||||1E5|1||0.00|||2\n17850.0|1|2026-07-01|||||0x10|1||0.00|||3\n", "");
}

static void rejects_carry_the_ordinal_in_their_own_column(void **state)
{
	STAGED staged = stage_text(FEED_INVOICES, "",
		SHORT "I-1,,2026-07-01,A,1\r\nI-1,,2026-07-01,\"B,b\",x\r\nI-1,7,2026-07-01,C,x\n");

	(void)state;
	assert_string_equal(staged.rejects,
		SHORT "I-1,2,2026-07-01,\"B,b\",x\nI-1,7,2026-07-01,C,x\n");
}

static void rejects_carry_the_ordinal_in_a_column_more_where_there_is_none(void **state)
{
	STAGED staged = stage_text(FEED_INVOICES, "column.line_number = Line",
		"invoice_number,invoice_date,sku,quantity\nI-1,2026-07-01,A,1\nI-1,2026-07-01,B,x\n"
		"\"I-1,2026-07-01,C,1\nI-1,2026-07-01\n");

	(void)state;
	assert_string_equal(staged.rejects,
		"invoice_number,invoice_date,sku,quantity,Line\nI-1,2026-07-01,B,x,2\n"
		"\"I-1,2026-07-01,C,1,\nI-1,2026-07-01,3\n");
}

static void rejects_that_were_corrected_take_their_own_places(void **state)
{
	STAGED first = stage_text(FEED_INVOICES, "", "invoice_number,invoice_date,sku,quantity\n"
		"I-1,2026-07-01,A,1\nI-1,2026-07-01,B,x\n");

	(void)state;
	*strstr(first.rejects, "x") = '5';
	check(first.rejects, "I-1|2|2026-07-01|||||B|5||0.00|||2\n", "");
}

static void totals_are_those_of_the_accepted_rows(void **state)
{
	STAGED staged = stage_text(FEED_INVOICES, "", PRICED
		"I-1,2026-07-01,A,3,1.00,\nI-2,2026-07-01,A,-1,1.00,\nI-3,2026-13-01,A,5,2.00,\n");

	(void)state;
	assert_int_equal(staged.tally.totals.read, 3);
	assert_int_equal(staged.tally.totals.accepted, 2);
	assert_int_equal(staged.tally.totals.rejected, 1);
	assert_int_equal(staged.tally.totals.quantity, 2);
	assert_int_equal(staged.tally.totals.net_amount.e4, 20000);
	assert_int_equal(staged.tally.delivered.e4, 120000);
}

static void the_hash_of_the_keys_does_not_depend_on_their_order(void **state)
{
	STAGED one = stage_text(FEED_INVOICES, "", SHORT "I-1,1,2026-07-01,A,1\nI-2,1,2026-07-01,A,1\n");
	STAGED two = stage_text(FEED_INVOICES, "", SHORT "I-2,1,2026-07-01,A,1\nI-1,1,2026-07-01,A,1\n");
	STAGED other = stage_text(FEED_INVOICES, "", SHORT "I-2,1,2026-07-01,A,1\nI-1,2,2026-07-01,A,1\n");

	(void)state;
	assert_string_equal(one.tally.totals.keys, two.tally.totals.keys);
	assert_string_not_equal(one.tally.totals.keys, other.tally.totals.keys);
}

static void a_sum_that_does_not_fit_is_an_error_of_the_file(void **state)
{
	STAGED staged = stage_text(FEED_INVOICES, "", SHORT
		"I-1,1,2026-07-01,A,9223372036854775807\nI-1,2,2026-07-01,A,1\n");

	(void)state;
	assert_int_equal(staged.err.code, EXIT_DATA);
	assert_problem(&staged.err, "file.csv: the sum of quantity is too large");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_row_comes_with_its_line),
		cmocka_unit_test(a_blank_line_number_is_the_ordinal_within_the_invoice),
		cmocka_unit_test(lines_of_an_invoice_are_counted_wherever_they_stand),
		cmocka_unit_test(an_ordinal_and_a_number_can_be_one_key),
		cmocka_unit_test(rejected_lines_count_for_the_ordinal_too),
		cmocka_unit_test(a_blank_net_amount_is_quantity_times_price),
		cmocka_unit_test(an_amount_that_does_not_fit_is_rejected),
		cmocka_unit_test(a_row_that_comes_twice_counts_once),
		cmocka_unit_test(rows_with_one_key_and_several_values_are_all_rejected),
		cmocka_unit_test(identifiers_that_look_like_numbers_come_as_they_are),
		cmocka_unit_test(rejects_carry_the_ordinal_in_their_own_column),
		cmocka_unit_test(rejects_carry_the_ordinal_in_a_column_more_where_there_is_none),
		cmocka_unit_test(rejects_that_were_corrected_take_their_own_places),
		cmocka_unit_test(totals_are_those_of_the_accepted_rows),
		cmocka_unit_test(the_hash_of_the_keys_does_not_depend_on_their_order),
		cmocka_unit_test(a_sum_that_does_not_fit_is_an_error_of_the_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
