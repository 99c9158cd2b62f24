/* One set of invoice lines, exported in many dialects: each gives the same rows. */
#include "tests/support/staged.h"

/* The same for all: an invoice with a name beyond ASCII and a large negative amount, a line break in
 * a cell, and a last line. */
static const char plain[] =
	"invoice_number,invoice_date,reseller_id,customer_id,sku,quantity,net_amount\n"
	"0001,2026-07-03,EMEA,M\xC3\xBCller\xE2\x80\x99s,A,-1200,-1234567.5\n"
	"1E5,2026-07-04,EMEA,\"two\nlines, \"\"quoted\"\"\",17850.0,3,0.25\n"
	"I-3,2026-12-31,EMEA,,A,1000000,0\n";

struct dialect_case {
	const char *settings, *text;
};

#define MAPPED                                                                                     \
	"\ncolumn.invoice_number = N\xC2\xB0 de facture\ncolumn.invoice_date = Date d\xE2\x80\x99" "envoi\n" \
	"column.customer_id = Soci\xC3\xA9t\xC3\xA9\ncolumn.sku = Art.\ncolumn.quantity = Qt\xC3\xA9\n" \
	"column.net_amount = Montant (net)\nvalue.reseller_id = EMEA\n"

static const struct dialect_case cases[] = {
	{"", "\xEF\xBB\xBF" /* a byte order mark, CRLF, and blanks around the cells */
		 "invoice_number,\tinvoice_date, \"reseller_id\" ,customer_id,sku,quantity,net_amount\r\n"
		 " 0001 ,\"2026-07-03\" ,EMEA,M\xC3\xBCller\xE2\x80\x99s,\t\"A \", -1200,-1234567.5000\r\n"
		 "\"1E5\",2026-07-04,EMEA,\" two\nlines, \"\"quoted\"\"\",17850.0,3,0.25\r\n"
		 "I-3,2026-12-31,EMEA,\"\",A,1000000,0\r\n"},
	{"encoding = windows-1252\ndelimiter = ;\ndecimal = ,\nthousands = .\nnegative = trailing\n"
	 "date_format = %d.%m.%Y %H:%M:%S" MAPPED,
		"Art.;Qt\xE9;Montant (net);Soci\xE9t\xE9;Date d\x92" "envoi;N\xB0 de facture\n"
		"A;1.200-;1.234.567,5-;M\xFCller\x92s;03.07.2026 23:59:59;0001\n"
		"17850.0;3;0,25;\"two\nlines, \"\"quoted\"\"\";04.07.2026 00:00:00;1E5\n"
		"A;1.000.000;0,00;;31.12.2026 08:30:00;I-3"},
	{"delimiter = tab\ndecimal = ,\nthousands = \" \"\nnegative = parentheses\n"
	 "date_format = %m/%d/%Y" MAPPED,
		"N\xC2\xB0 de facture\tunused\tMontant (net)\tQt\xC3\xA9\tArt.\tSoci\xC3\xA9t\xC3\xA9\t"
		"Date d\xE2\x80\x99" "envoi\r\n"
		"0001\tx\t(1 234 567,5)\t(1 200)\tA\tM\xC3\xBCller\xE2\x80\x99s\t07/03/2026\r\n"
		"1E5\t\t0,25\t3\t17850.0\t\"two\nlines, \"\"quoted\"\"\"\t07/04/2026\r\n"
		"I-3\t\t0\t1 000 000\tA\t\t12/31/2026"},
	{"delimiter = |\nthousands = '\nnegative = trailing\ndate_format = %Y%m%d\nvalue.reseller_id = EMEA",
		"sku|customer_id|net_amount|quantity|invoice_date|invoice_number\n"
		"A|M\xC3\xBCller\xE2\x80\x99s|1'234'567.50-|1'200-|20260703|0001\n"
		"17850.0|\"two\nlines, \"\"quoted\"\"\"|0.25|3|20260704|1E5\n"
		"A||0|1'000'000|20261231|I-3\n"},
	{"encoding = windows-1252\ndelimiter = ;\ndecimal = ,\nthousands = \xC2\xA0\n"
	 "date_format = %d %b %Y" MAPPED,
		"Art.;Qt\xE9;Montant (net);Soci\xE9t\xE9;Date d\x92" "envoi;N\xB0 de facture\n"
		"A;-1\xA0" "200;-1\xA0" "234\xA0" "567,5;M\xFCller\x92s;03 Jul 2026;0001\n"
		"17850.0;3;0,25;\"two\nlines, \"\"quoted\"\"\";04 Jul 2026;1E5\n"
		"A;1\xA0" "000\xA0" "000;0;;31 Dec 2026;I-3\n"},
	{"decimal = ,\nthousands = \xE2\x80\xAF\nvalue.reseller_id = EMEA",
		"sku,customer_id,net_amount,quantity,invoice_date,invoice_number\n"
		"A,M\xC3\xBCller\xE2\x80\x99s,\"-1\xE2\x80\xAF" "234\xE2\x80\xAF" "567,5\",-1200,2026-07-03,0001\n"
		"17850.0,\"two\nlines, \"\"quoted\"\"\",\"0,25\",3,2026-07-04,1E5\n"
		"A,,0,1\xE2\x80\xAF" "000\xE2\x80\xAF" "000,2026-12-31,I-3\n"},
};

static void exports_in_many_dialects_give_the_same_rows(void **state)
{
	STAGED expected = stage_text(FEED_INVOICES, "", plain);

	(void)state;
	assert_string_equal(str_text(&expected.rows),
		"0001|1|2026-07-03|EMEA||M\xC3\xBCller\xE2\x80\x99s||A|-1200||-1234567.50|||2\n"
		"1E5|1|2026-07-04|EMEA||two\nlines, \"quoted\"||17850.0|3||0.25|||3\n"
		"I-3|1|2026-12-31|EMEA||||A|1000000||0.00|||5\n");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		STAGED other = stage_text(FEED_INVOICES, cases[i].settings, cases[i].text);
		assert_no_problem(&other.err);
		assert_string_equal(str_text(&other.quarantine), "");
		assert_string_equal(str_text(&other.rows), str_text(&expected.rows));
		assert_string_equal(other.tally.totals.keys, expected.tally.totals.keys);
	}
}

/* Every character of the encoding that is not a control or the delimiter. */
static void check_encoding(const char *name, const char *bytes, const char *utf8)
{
	char *settings AUTOFREE = mem_printf("encoding = %s\n", name);
	char *text AUTOFREE = mem_printf("agreement_number,license_type,reseller_id\n1,%s,R\n", bytes);
	char *row AUTOFREE = mem_printf("1|%s|R||||2\n", utf8);
	STAGED staged = stage_text(FEED_AGREEMENTS, settings, text);

	assert_string_equal(str_text(&staged.rows), row);
}

static void a_byte_is_the_character_of_the_declared_encoding(void **state)
{
	(void)state;
	check_encoding("windows-1252", "\x80\x93\x94\x99\xE9\xFF", "€“”™éÿ");
	check_encoding("iso-8859-1", "\xA4\xBC\xE9\xFF", "¤¼éÿ");
	check_encoding("utf-8", "€“”™é𝄞", "€“”™é𝄞");
}

struct rejected_case {
	const char *settings, *header, *record, *seen;
};

/* What another dialect would take is not taken in this one. */
static void nothing_is_read_in_a_way_that_was_not_declared(void **state)
{
	static const struct rejected_case rejected[] = {
		{"delimiter = ;\ndecimal = ,\nthousands = .", "quantity;net_amount", "1,200;1", "quantity type-error <1,200>"},
		{"delimiter = ;\ndecimal = ,\nthousands = .", "quantity;net_amount", "1 200;1", "quantity type-error <1 200>"},
		{"delimiter = ;\nthousands = \" \"", "quantity;net_amount", "1\xC2\xA0" "200;1",
			"quantity type-error <1\xC2\xA0" "200>"},
		{"delimiter = ;\nthousands = \xC2\xA0", "quantity;net_amount", "1\xC2" "200;1",
			"quantity encoding-error <1\\xC2200>"},
		{"delimiter = ;\nthousands = \xC2\xA0", "quantity;net_amount", "12\xC2\xA0" "00;1",
			"quantity type-error <12\xC2\xA0" "00>"},
		{"delimiter = ;\ndecimal = ,", "quantity;net_amount", "1;1.5", "net_amount type-error <1.5>"},
		{"delimiter = ;\nnegative = trailing", "quantity;net_amount", "(1);1", "quantity type-error <(1)>"},
		{"delimiter = ;\nnegative = parentheses", "quantity;net_amount", "(-1);1",
			"quantity type-error <(-1)>"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rejected); i++) {
		char *text AUTOFREE = mem_printf("invoice_number;invoice_date;sku;%s\nI;2026-07-01;A;%s\n",
			rejected[i].header, rejected[i].record);
		STAGED staged = stage_text(FEED_INVOICES, rejected[i].settings, text);
		assert_no_problem(&staged.err);
		assert_non_null(strstr(str_text(&staged.quarantine), rejected[i].seen));
	}
}

static void dates_are_read_by_their_form_alone(void **state)
{
	static const struct rejected_case rejected[] = {
		{"%d.%m.%Y", NULL, "30.02.2026", "type-error"},
		{"%d.%m.%Y", NULL, "2026-07-01", "type-error"},
		{"%d.%m.%Y", NULL, "01.07.2026 10:00", "type-error"},
		{"%d.%m.%Y %H:%M", NULL, "01.07.2026", "type-error"},
		{"%d.%m.%Y %H:%M", NULL, "01.07.2026 25:00", "type-error"},
		{"%m/%d/%Y", NULL, "31/12/2026", "type-error"},
		{"%d.%m.%Y", NULL, "01.07.26", "type-error"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rejected); i++) {
		char *settings AUTOFREE = mem_printf("date_format = %s", rejected[i].settings);
		char *text AUTOFREE =
			mem_printf("mpn_id,name,membership_start\n1,one,%s\n", rejected[i].record);
		STAGED staged = stage_text(FEED_PARTNERS, settings, text);
		if (!strstr(str_text(&staged.quarantine), rejected[i].seen))
			fail_msg("%s as %s: %s", rejected[i].record, settings, str_text(&staged.rows));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exports_in_many_dialects_give_the_same_rows),
		cmocka_unit_test(a_byte_is_the_character_of_the_declared_encoding),
		cmocka_unit_test(nothing_is_read_in_a_way_that_was_not_declared),
		cmocka_unit_test(dates_are_read_by_their_form_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
