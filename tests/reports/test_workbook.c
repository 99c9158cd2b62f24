/* Cells of a workbook, and the check that reads it back. */
#include "reports/workbook.h"

#include <minizip/unzip.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/edge/files.h"
#include "tests/support/test.h"

#define SHEET_SIZE 65536

/* The state of a test: a folder, and an open workbook in it with one sheet. */
struct desk {
	char *dir, *path;
	struct book *book;
	struct error err;
};

static struct book *new_book(struct desk *desk, const char *path)
{
	struct book_about about = {"Title", "Subject", 20000};
	struct book *book = NULL;

	assert_int_equal(book_open(&book, path, desk->dir, &about, &desk->err), 0);
	book_sheet(book, "Sheet", "Footer & more");
	return book;
}

static int set_up(void **state)
{
	struct desk *desk = mem_alloc(sizeof(*desk));

	desk->dir = scratch_folder();
	desk->path = path_join(desk->dir, "book.xlsx");
	desk->book = new_book(desk, desk->path);
	*state = desk;
	return 0;
}

static int tear_down(void **state)
{
	struct desk *desk = *state;

	book_release(&desk->book);
	error_release(&desk->err);
	free(desk->dir);
	free(desk->path);
	free(desk);
	return 0;
}

static struct cell_at at(int64_t row, int column)
{
	return (struct cell_at){row, column, ROLE_BODY};
}

static void text(struct desk *desk, int64_t row, const char *words)
{
	book_text(desk->book, at(row, 0), CELL_CODE, span_of(words));
}

/* A sheet's XML as it stands in the file. */
static const char *sheet_xml(const char *path)
{
	static char xml[SHEET_SIZE];
	unzFile zip = unzOpen64(path);

	assert_non_null(zip);
	assert_int_equal(unzLocateFile(zip, "xl/worksheets/sheet1.xml", 1), UNZ_OK);
	assert_int_equal(unzOpenCurrentFile(zip), UNZ_OK);
	int n = unzReadCurrentFile(zip, xml, SHEET_SIZE - 1);
	assert_true(n > 0);
	xml[n] = '\0';
	unzCloseCurrentFile(zip);
	unzClose(zip);
	return xml;
}

static void close_and_check(struct desk *desk)
{
	int result = book_close(desk->book, &desk->err);

	if (result == 0)
		result = book_check(desk->path, book_expected(desk->book), &desk->err);
	assert_no_problem(&desk->err);
	assert_int_equal(result, 0);
}

static void assert_xml(struct desk *desk, const char *part)
{
	const char *xml = sheet_xml(desk->path);

	if (!strstr(xml, part))
		fail_msg("no %s in %s", part, xml);
}

/* Cells -------------------------------------------------------------------------------------- */

static void text_never_becomes_a_formula_a_number_or_a_link(void **state)
{
	const char *const texts[] = {"=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "0012345",
		"123456789012345678", "1E5", "http://example.org", "TRUE", "{=1}"};
	struct desk *desk = *state;

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		text(desk, (int64_t)i, texts[i]);
	close_and_check(desk);
	const char *xml = sheet_xml(desk->path);
	assert_null(strstr(xml, "<f"));
	assert_null(strstr(xml, "<v>"));
	assert_null(strstr(xml, "hyperlink"));
	assert_non_null(strstr(xml, "<t>=1+1</t>"));
	assert_non_null(strstr(xml, "<t>0012345</t>"));
	assert_non_null(strstr(xml, "<t>123456789012345678</t>"));
}

static void hostile_text_gives_a_file_that_is_still_xml(void **state)
{
	const char *const texts[] = {"</t></is></c><c><f>1+1</f></c>", "a\x01\x02\x1F", "caf\xE9",
		"\xEF\xBF\xBF", "]]>", "&amp;&#0;", "\r\n\r", "_x0041_", " lead", "\xED\xB0\x80"};
	struct desk *desk = *state;

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		text(desk, (int64_t)i, texts[i]);
	close_and_check(desk);
	assert_null(strstr(sheet_xml(desk->path), "<f>"));
}

static void amounts_and_dates_are_numbers(void **state)
{
	struct desk *desk = *state;

	book_money(desk->book, at(0, 0), 2, (struct money){12345600});
	book_money(desk->book, at(0, 1), 2, (struct money){-100});
	book_integer(desk->book, at(1, 0), CELL_INTEGER, -7);
	book_date(desk->book, at(2, 0), date_from_civil(2026, 10, 31));
	book_date(desk->book, at(2, 1), date_from_civil(1900, 2, 28));
	book_date(desk->book, at(2, 2), date_from_civil(1900, 3, 1));
	close_and_check(desk);
	assert_xml(desk, "<v>1234.56</v>");
	assert_xml(desk, "<v>-0.01</v>");
	assert_xml(desk, "<v>-7</v>");
	assert_xml(desk, "<v>46326</v>");
	assert_xml(desk, "<v>59</v>");
	assert_xml(desk, "<v>61</v>");
}

static void a_date_that_a_spreadsheet_does_not_know_is_text(void **state)
{
	struct desk *desk = *state;

	book_date(desk->book, at(0, 0), date_from_civil(1899, 12, 31));
	close_and_check(desk);
	assert_xml(desk, "<t>1899-12-31</t>");
}

static void a_number_of_more_than_15_digits_is_text(void **state)
{
	struct desk *desk = *state;

	book_integer(desk->book, at(0, 0), CELL_ORDINAL, 999999999999999);
	book_integer(desk->book, at(1, 0), CELL_ORDINAL, 1000000000000001);
	close_and_check(desk);
	assert_xml(desk, "<v>999999999999999</v>");
	assert_xml(desk, "<t>1000000000000001</t>");
}

static void an_amount_of_more_than_15_digits_is_refused(void **state)
{
	struct desk *desk = *state;

	book_money(desk->book, at(0, 0), 2, (struct money){9999999999999990}); /* 15 digits and a 0 */
	book_money(desk->book, at(4, 1), 2, (struct money){9999999999999991});
	assert_int_equal(book_close(desk->book, &desk->err), -1);
	assert_problem(&desk->err, "sheet Sheet, cell B5: the amount has more than 15 digits");
	assert_int_equal(desk->err.code, EXIT_DATA);
}

static void blank_values_leave_no_cell(void **state)
{
	struct desk *desk = *state;

	text(desk, 0, "");
	book_money(desk->book, at(0, 1), 2, MONEY_NONE);
	book_date(desk->book, at(0, 2), DATE_NONE);
	close_and_check(desk);
	assert_int_equal(book_expected(desk->book)->sheets[0].cells, 0);
	assert_null(strstr(sheet_xml(desk->path), "<c "));
}

static void a_total_is_a_formula_with_its_value(void **state)
{
	struct desk *desk = *state;

	book_money(desk->book, at(0, 0), 2, (struct money){1000});
	book_money(desk->book, at(1, 0), 2, (struct money){2000});
	book_sum(desk->book, at(2, 0), 2, "SUM(A1:A2)", (struct money){3000});
	close_and_check(desk);
	assert_xml(desk, "<f>SUM(A1:A2)</f><v>0.3</v>");
}

/* libxlsxwriter writes 16 digits of a double: 92.1 as 92.09999999999999. */
static void every_cent_is_read_back_as_it_was_written(void **state)
{
	struct desk *desk = *state;

	for (int64_t cents = -3000; cents < 3000; cents++) {
		struct money amount = {cents * 7919 * 100 + cents};
		book_money(desk->book, at(cents + 3000, 0), 4, amount);
		book_sum(desk->book, at(cents + 3000, 1), 4, "1", amount);
	}
	close_and_check(desk);
}

static void columns_are_named_as_spreadsheets_name_them(void **state)
{
	char name[BOOK_COLUMN_NAME];

	(void)state;
	assert_string_equal(book_column_name(0, name), "A");
	assert_string_equal(book_column_name(25, name), "Z");
	assert_string_equal(book_column_name(26, name), "AA");
	assert_string_equal(book_column_name(701, name), "ZZ");
	assert_string_equal(book_column_name(702, name), "AAA");
	assert_string_equal(book_column_name(16383, name), "XFD");
}

/* The check ---------------------------------------------------------------------------------- */

struct sample {
	const char *words, *formula;
	int64_t total;
	bool second_sheet;
};

static const struct sample as_it_is = {"as it is", "SUM(A1:A2)", 3000, false};

static void fill(struct book *book, const struct sample *sample)
{
	book_money(book, at(0, 0), 2, (struct money){1000});
	book_money(book, at(1, 0), 2, (struct money){2000});
	book_text(book, at(1, 1), CELL_TEXT, span_of(sample->words));
	book_sum(book, at(2, 0), 2, sample->formula, (struct money){sample->total});
	if (sample->second_sheet)
		book_sheet(book, "Another", "");
}

/* The sample as it is, closed, as what is expected. */
static void expect_sample(struct desk *desk)
{
	fill(desk->book, &as_it_is);
	close_and_check(desk);
}

/* Writes another file where the expected one should be. */
static void plant(struct desk *desk, const struct sample *sample)
{
	struct book *other = new_book(desk, desk->path);

	fill(other, sample);
	assert_int_equal(book_close(other, &desk->err), 0);
	book_release(&other);
}

static void assert_caught(struct desk *desk, const char *words)
{
	assert_int_equal(book_check(desk->path, book_expected(desk->book), &desk->err), -1);
	assert_problem(&desk->err, words);
	assert_int_equal(desk->err.code, EXIT_IOERR);
	error_release(&desk->err);
}

static void a_wrong_total_is_caught(void **state)
{
	struct desk *desk = *state;
	struct sample wrong = as_it_is;

	expect_sample(desk);
	wrong.total = 3100;
	plant(desk, &wrong);
	assert_caught(desk, "the total in cell A3 is 0.31, computed was 0.3");
}

static void another_formula_or_text_is_caught(void **state)
{
	struct desk *desk = *state;
	struct sample wrong = as_it_is;

	expect_sample(desk);
	wrong.formula = "SUM(A1:A1)";
	plant(desk, &wrong);
	assert_caught(desk, "a cell holds something else than was written");
	wrong = as_it_is;
	wrong.words = "as it was";
	plant(desk, &wrong);
	assert_caught(desk, "a cell holds something else than was written");
}

static void a_missing_cell_or_another_sheet_is_caught(void **state)
{
	struct desk *desk = *state;
	struct sample wrong = as_it_is;

	expect_sample(desk);
	wrong.words = "";
	plant(desk, &wrong);
	assert_caught(desk, "3 rows with 3 cells, written were 3 with 4");
	wrong = as_it_is;
	wrong.second_sheet = true;
	plant(desk, &wrong);
	assert_caught(desk, "sheet 'Another' was not written");
}

static void a_truncated_workbook_is_caught_wherever_it_ends(void **state)
{
	struct desk *desk = *state;
	struct str whole AUTOSTR = STR_INIT;

	expect_sample(desk);
	assert_int_equal(file_read(desk->path, 1 << 20, &whole, &desk->err), 0);
	assert_true(whole.len > 4000);
	for (size_t length = 0; length < whole.len; length += 61) {
		scratch_write_bytes(desk->dir, "book.xlsx", whole.s, length);
		assert_caught(desk, "the workbook is not as it was written");
	}
}

static void a_flipped_bit_in_a_sheet_is_caught(void **state)
{
	struct desk *desk = *state;
	struct str whole AUTOSTR = STR_INIT;
	const char name[] = "xl/worksheets/sheet1.xml";

	expect_sample(desk);
	assert_int_equal(file_read(desk->path, 1 << 20, &whole, &desk->err), 0);
	char *packed = memmem(whole.s, whole.len, name, strlen(name));
	assert_non_null(packed);
	packed += strlen(name);
	for (size_t i = 0; i < 200; i += 7) {
		packed[i] ^= 4;
		scratch_write_bytes(desk->dir, "book.xlsx", whole.s, whole.len);
		assert_caught(desk, "the workbook is not as it was written");
		packed[i] ^= 4;
	}
}

static void the_same_cells_give_the_same_bytes(void **state)
{
	struct desk *desk = *state;
	struct str one AUTOSTR = STR_INIT, other AUTOSTR = STR_INIT;

	expect_sample(desk);
	assert_int_equal(file_read(desk->path, 1 << 20, &one, &desk->err), 0);
	setenv("TZ", "America/Toronto", 1);
	plant(desk, &as_it_is);
	assert_int_equal(file_read(desk->path, 1 << 20, &other, &desk->err), 0);
	unsetenv("TZ");
	assert_int_equal(one.len, other.len);
	assert_memory_equal(one.s, other.s, one.len);
}

#define DESK_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		DESK_TEST(text_never_becomes_a_formula_a_number_or_a_link),
		DESK_TEST(hostile_text_gives_a_file_that_is_still_xml),
		DESK_TEST(amounts_and_dates_are_numbers),
		DESK_TEST(a_date_that_a_spreadsheet_does_not_know_is_text),
		DESK_TEST(a_number_of_more_than_15_digits_is_text),
		DESK_TEST(an_amount_of_more_than_15_digits_is_refused),
		DESK_TEST(blank_values_leave_no_cell),
		DESK_TEST(a_total_is_a_formula_with_its_value),
		DESK_TEST(every_cent_is_read_back_as_it_was_written),
		cmocka_unit_test(columns_are_named_as_spreadsheets_name_them),
		DESK_TEST(a_wrong_total_is_caught),
		DESK_TEST(another_formula_or_text_is_caught),
		DESK_TEST(a_missing_cell_or_another_sheet_is_caught),
		DESK_TEST(a_truncated_workbook_is_caught_wherever_it_ends),
		DESK_TEST(a_flipped_bit_in_a_sheet_is_caught),
		DESK_TEST(the_same_cells_give_the_same_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
