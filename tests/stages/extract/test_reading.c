/* Each way in which a delivered file, its header or a record of it can be wrong, and the dialects
 * in which it can be right. */
#include "tests/support/staged.h"

#define PARTNER "mpn_id,name,membership_start\n"

struct reject_case {
	const char *settings, *record, *quarantine;
};

/* The record stands in line 2 of a partners file, at byte 29. */
static void check_record(const struct reject_case *c)
{
	char *text AUTOFREE = mem_printf(PARTNER "%s\n4,good,\n", c->record);
	STAGED staged = stage_text(FEED_PARTNERS, c->settings, text);

	assert_no_problem(&staged.err);
	assert_string_equal(str_text(&staged.quarantine), c->quarantine);
	assert_int_equal(staged.tally.totals.accepted, c->quarantine[0] ? 1 : 2);
}

static void every_fault_of_a_record_has_its_column_and_reason(void **state)
{
	static const struct reject_case cases[] = {
		{"", "1,one,2026-07-01", ""},
		{"", ",one,", "2@29 mpn_id constraint-error <> \n"},
		{"", "1,,", "2@29 name constraint-error <> 1\n"},
		{"", "1,\" \",", "2@29 name constraint-error <> 1\n"},
		{"", "1,one,2026-02-30", "2@29 membership_start type-error <2026-02-30> 1\n"},
		{"", "1,one,01/07/2026", "2@29 membership_start type-error <01/07/2026> 1\n"},
		{"", "1,one", "2@29 membership_start missing-cell <> 1\n"},
		{"", "1,one,,more", "2@29  extra-cell <more> 1\n"},
		{"", "1,caf\xE9,", "2@29 name encoding-error <caf\\xE9> 1\n"},
		{"", "\xFF,one,x", "2@29 mpn_id encoding-error <\\xFF> \n"},
		{"", "1,one \"x\",", "2@29  row-error <> \n"},
		{"", "\"1,one,", "2@29  row-error <> \n"},
		{"", "1,\"two\nlines\",", ""},
		{"", "12345678901234567890123456789012345678901234567890123456789012345,one,",
			"2@29 mpn_id constraint-error "
			"<12345678901234567890123456789012345678901234567890123456789012345> \n"},
		{"", "1234567890123456789012345678901234567890123456789012345678901234,one,", ""},
		{"encoding = windows-1252", "1,caf\xE9,", ""},
		{"encoding = windows-1252", "1,caf\x81,", "2@29 name encoding-error <caf\\x81> 1\n"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		check_record(&cases[i]);
}

static void a_nul_byte_is_an_encoding_error(void **state)
{
	static const char text[] = PARTNER "1,o\0ne,\n";
	STAGED staged = stage_bytes(FEED_PARTNERS, "", "file.csv", (struct span){text, sizeof(text) - 1});

	(void)state;
	assert_string_equal(str_text(&staged.quarantine), "2@29 name encoding-error <o\\x00ne> 1\n");
}

static void a_word_that_the_schema_does_not_list_is_a_constraint_error(void **state)
{
	STAGED staged = stage_text(FEED_REGISTRATIONS, "",
		"registration_id,campaign_id,mpn_id,identification_number,registered_on,status\n"
		"R1,c,1,I-1,2026-07-01,approved\nR2,c,1,I-1,2026-07-01,Approved\n");

	(void)state;
	assert_string_equal(str_text(&staged.rows), "R1|c|1|I-1|2026-07-01|approved|||2\n");
	assert_string_equal(str_text(&staged.quarantine), "3@109 status constraint-error <Approved> R2\n");
}

struct number_case {
	const char *settings, *quantity, *price, *seen; /* quantity|price, or a reason */
};

static void check_number(const struct number_case *c)
{
	char *settings AUTOFREE = mem_printf("delimiter = tab\n%s", c->settings);
	char *text AUTOFREE =
		mem_printf("invoice_number\tline_number\tinvoice_date\tsku\tquantity\tunit_price\tnet_amount\n"
				   "I\t1\t2026-07-01\tA\t%s\t%s\t%s\n", c->quantity, c->price, c->price);
	STAGED staged = stage_text(FEED_INVOICES, settings, text);
	char *row AUTOFREE = mem_printf("|%s|", c->seen);

	assert_no_problem(&staged.err);
	if (!strstr(str_text(&staged.rows), row) && !strstr(str_text(&staged.quarantine), c->seen))
		fail_msg("%s %s (%s): %s%s", c->quantity, c->price, c->settings, str_text(&staged.rows),
			str_text(&staged.quarantine));
}

static void numbers_are_read_as_declared_and_in_no_other_way(void **state)
{
	static const struct number_case cases[] = {
		{"", "12", "1.5", "12|1.50"},
		{"", "-12", "-0.0001", "-12|-0.0001"},
		{"", "12-", "1", "quantity type-error <12->"},
		{"", "(12)", "1", "quantity type-error <(12)>"},
		{"", "1e5", "1", "quantity type-error <1e5>"},
		{"", "0x10", "1", "quantity type-error <0x10>"},
		{"", "+1", "1", "quantity type-error <+1>"},
		{"", "1O", "1", "quantity type-error <1O>"},
		{"", "1.0", "1", "quantity type-error <1.0>"},
		{"", "1", "1.234,56", "unit_price type-error <1.234,56>"},
		{"", "1", "1.23456", "unit_price constraint-error <1.23456>"},
		{"", "9223372036854775808", "1", "quantity constraint-error"},
		{"", "1", "922337203685477.5808", "unit_price constraint-error"},
		{"decimal = ,\nthousands = .", "1.234", "1.234,56", "1234|1234.56"},
		{"decimal = ,\nthousands = .", "1", "1.23,4", "unit_price type-error <1.23,4>"},
		{"negative = trailing", "12-", "1.50-", "-12|-1.50"},
		{"negative = trailing", "-12", "1", "quantity type-error <-12>"},
		{"negative = parentheses", "(12)", "(1.50)", "-12|-1.50"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		check_number(&cases[i]);
}

static void two_dialects_of_the_same_data_give_the_same_rows(void **state)
{
	STAGED plain = stage_text(FEED_INVOICES, "",
		"invoice_number,invoice_date,customer_id,sku,quantity,net_amount,reseller_id\n"
		"I-1,2026-07-03,Café,A,-1200,-1234.56,EMEA\n");
	STAGED other = stage_text(FEED_INVOICES,
		"encoding = iso-8859-1\ndelimiter = ;\ndecimal = ,\nthousands = .\nnegative = trailing\n"
		"date_format = %d.%m.%Y %H:%M\ncolumn.invoice_number = Rechnung Nr\n"
		"column.invoice_date = Datum\ncolumn.customer_id = Kundé\ncolumn.sku = Art\n"
		"column.quantity = Menge\ncolumn.net_amount = Netto\nvalue.reseller_id = EMEA",
		"Netto;Art;Kund\xE9;Datum;unused;Rechnung Nr;Menge\r\n"
		"1.234,56-;A;\"Caf\xE9\";03.07.2026 14:05;x; I-1 ;1.200-\r\n");

	(void)state;
	assert_no_problem(&other.err);
	assert_string_equal(str_text(&plain.rows),
		"I-1|1|2026-07-03|EMEA||Café||A|-1200||-1234.56|||2\n");
	assert_string_equal(str_text(&other.rows), str_text(&plain.rows));
	assert_string_equal(other.tally.totals.keys, plain.tally.totals.keys);
}

static void a_column_of_the_file_goes_before_its_constant(void **state)
{
	STAGED staged =
		stage_text(FEED_AGREEMENTS, "value.customer_id = C-1",
			"agreement_number,license_type,reseller_id,customer_id\n1,Open,R,C-2\n");

	(void)state;
	assert_string_equal(str_text(&staged.rows), "1|Open|R|C-2|||2\n");
}

struct file_case {
	const char *settings, *text, *problem;
};

/* The whole file is refused, in these words. */
static void check_file(const struct file_case *c)
{
	STAGED staged = stage_text(FEED_PARTNERS, c->settings, c->text);

	assert_int_equal(staged.result, -1);
	assert_int_equal(staged.err.code, EXIT_DATA);
	assert_problem(&staged.err, c->problem);
	assert_non_null(staged.err.items[0].hint);
}

static void a_file_that_cannot_be_one_of_the_feed_is_refused_as_a_whole(void **state)
{
	static const struct file_case cases[] = {
		{"", "", "file.csv: is empty"},
		{"", "\xEF\xBB\xBF", "file.csv: is empty"},
		{"", "\n\n", "file.csv: is empty"},
		{"", "mpn_id,email\n", "file.csv:1: header 'name' is missing"},
		{"column.name = Nom", "mpn_id,name\n", "file.csv:1: header 'Nom' is missing"},
		{"", "\n\nmpn_id\n", "file.csv:3: header 'name' is missing"},
		{"", "mpn_id,name,mpn_id\n", "file.csv:1: header 'mpn_id' stands twice, in columns 1 and 3"},
		{"", "mpn_id,name,x,x\n", "header 'x' stands twice"},
		{"extra_columns = error", "mpn_id,name,x\n", "header 'x' (column 3) is not known"},
		{"", "mpn_id,name,caf\xE9\n", "header 'caf\\xE9' (column 3) is not text"},
		{"", "mpn_id,\"name\n", "file.csv:1: the header has a quote where none can be"},
		{"", "PK\x03\x04 whatever", "file.csv: is a workbook (.xlsx)"},
		{"", "<!DOCTYPE html>\n<html>", "file.csv: is an HTML page"},
		{"", "version https://git-lfs.github.com/spec/v1\n", "file.csv: is a pointer of Git LFS"},
		{"", "\x1F\x8B\x08", "file.csv: is gzipped, but its name does not end in .gz"},
		{"", "\xFF\xFE" "m", "file.csv: is UTF-16"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		check_file(&cases[i]);
}

static void utf16_without_a_mark_is_told_by_its_nul_bytes(void **state)
{
	STAGED staged = stage_bytes(FEED_PARTNERS, "", "file.csv", (struct span){"m\0p\0n\0", 6});

	(void)state;
	assert_problem(&staged.err, "file.csv: is UTF-16");
}

static void text_under_a_name_of_gzip_is_refused(void **state)
{
	STAGED staged = stage_bytes(FEED_PARTNERS, "", "file.csv.gz", span_of(PARTNER));

	(void)state;
	assert_problem(&staged.err, "file.csv.gz: is not gzipped, although its name ends in .gz");
}

static void a_file_without_rows_is_a_good_one(void **state)
{
	STAGED staged = stage_text(FEED_PARTNERS, "", PARTNER);

	(void)state;
	assert_no_problem(&staged.err);
	assert_int_equal(staged.tally.totals.read, 0);
	assert_string_equal(staged.rejects, "");
}

static void a_record_that_is_too_large_is_one_row_of_the_quarantine(void **state)
{
	struct str text AUTOSTR = STR_INIT;

	(void)state;
	str_add(&text, PARTNER "1,");
	for (int i = 0; i < 1100000; i++)
		str_add_char(&text, 'x');
	str_add(&text, ",\n2,two,\n");
	STAGED staged = stage_text(FEED_PARTNERS, "", str_text(&text));
	assert_string_equal(str_text(&staged.quarantine), "2@29  row-error <> \n");
	assert_non_null(strstr(str_text(&staged.rows), "2|two|"));
	assert_int_equal(staged.tally.totals.accepted, 1);
	assert_string_equal(staged.rejects, "");
}

struct setting_case {
	const char *settings, *problem;
};

static void settings_that_cannot_be_meant_are_refused_with_their_line(void **state)
{
	static const struct setting_case cases[] = {
		{"column.colour = Farbe", "pipeline.conf:3: column.colour: the feed partners has no column"},
		{"value.colour = red", "pipeline.conf:3: value.colour: the feed partners has no column"},
		{"column.name = mpn_id", "pipeline.conf:3: column.name = mpn_id: that header already stands for"},
		{"value.membership_start = soon",
			"pipeline.conf:3: value.membership_start = soon: cannot stand in this column (type-error)"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		STAGED staged = stage_text(FEED_PARTNERS, cases[i].settings, PARTNER);
		assert_int_equal(staged.err.code, EXIT_CONFIG);
		assert_problem(&staged.err, cases[i].problem);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_fault_of_a_record_has_its_column_and_reason),
		cmocka_unit_test(a_nul_byte_is_an_encoding_error),
		cmocka_unit_test(a_word_that_the_schema_does_not_list_is_a_constraint_error),
		cmocka_unit_test(numbers_are_read_as_declared_and_in_no_other_way),
		cmocka_unit_test(two_dialects_of_the_same_data_give_the_same_rows),
		cmocka_unit_test(a_column_of_the_file_goes_before_its_constant),
		cmocka_unit_test(a_file_that_cannot_be_one_of_the_feed_is_refused_as_a_whole),
		cmocka_unit_test(utf16_without_a_mark_is_told_by_its_nul_bytes),
		cmocka_unit_test(text_under_a_name_of_gzip_is_refused),
		cmocka_unit_test(a_file_without_rows_is_a_good_one),
		cmocka_unit_test(a_record_that_is_too_large_is_one_row_of_the_quarantine),
		cmocka_unit_test(settings_that_cannot_be_meant_are_refused_with_their_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
