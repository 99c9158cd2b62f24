/* Records and cells. Each text is read in pieces of 1, 2, 3 ... bytes and in one: always the same. */
#include <stdio.h>
#include <string.h>

#include "pipeline/base/str.h"
#include "pipeline/edge/csvin.h"
#include "tests/support/test.h"

struct memory {
	const char *at;
	size_t left, piece;
};

static ssize_t memory_read(void *context, void *bytes, size_t room, struct error *err)
{
	struct memory *memory = context;
	size_t n = memory->left < room ? memory->left : room;

	(void)err;
	if (n > memory->piece)
		n = memory->piece;
	memcpy(bytes, memory->at, n);
	memory->at += n;
	memory->left -= n;
	return (ssize_t)n;
}

static void show(const struct csvin_record *record, struct str *out)
{
	str_addf(out, "%d@%d", (int)record->line, (int)record->offset);
	if (record->fault == CSVIN_STRAY_QUOTE)
		str_addf(out, " stray quote in <%.*s>", SPAN_ARG(record->raw));
	if (record->fault == CSVIN_TOO_LARGE)
		str_addf(out, " too large, %zu", record->raw.len);
	for (int i = 0; i < record->count; i++)
		str_addf(out, " [%.*s]", SPAN_ARG(record->cells[i]));
	str_add(out, "\n");
}

/* Every record as "LINE@OFFSET [cell] [cell]". The first one is the header. */
static void read_all(struct span text, char delimiter, size_t piece, struct str *out)
{
	struct memory memory = {text.at, text.len, piece};
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct csvin_record record;
	struct csvin in;

	csvin_open(&in, (struct csvin_source){memory_read, &memory}, delimiter);
	while (csvin_next(&in, &record, &err) > 0) {
		if (in.columns == 0)
			in.columns = record.count;
		show(&record, out);
	}
	assert_no_problem(&err);
	csvin_close(&in);
}

static void check_delimited(const char *text, char delimiter, const char *expected)
{
	for (size_t piece = 1; piece <= strlen(text) + 1; piece++) {
		struct str got AUTOSTR = STR_INIT;
		read_all(span_of(text), delimiter, piece, &got);
		assert_string_equal(str_text(&got), expected);
	}
}

static void check(const char *text, const char *expected)
{
	check_delimited(text, ',', expected);
}

static void lines_end_in_lf_or_crlf_and_the_last_may_lack_its_end(void **state)
{
	(void)state;
	check("a,b\n1,2\n", "1@0 [a] [b]\n2@4 [1] [2]\n");
	check("a,b\r\n1,2\r\n", "1@0 [a] [b]\n2@5 [1] [2]\n");
	check("a,b\n1,2", "1@0 [a] [b]\n2@4 [1] [2]\n");
	check("a,b\n1,2\r", "1@0 [a] [b]\n2@4 [1] [2]\n");
	check("", "");
}

static void lines_of_blanks_are_passed_over_and_counted(void **state)
{
	(void)state;
	check("\n\r\na,b\n  \t\n1,2\n\n", "3@3 [a] [b]\n5@11 [1] [2]\n");
	check_delimited("a\tb\n\t\n", '\t', "1@0 [a] [b]\n2@4 [] []\n");
}

static void a_byte_order_mark_is_passed_over(void **state)
{
	(void)state;
	check("\xEF\xBB\xBF" "a,b\n1,2\n", "1@3 [a] [b]\n2@7 [1] [2]\n");
	check("\xEF\xBB\xBF" "\"a\",b\n", "1@3 [a] [b]\n");
	check("\xEF\xBB\xBF", "");
}

static void blanks_around_a_cell_are_dropped(void **state)
{
	(void)state;
	check(" a , b\t\n", "1@0 [a] [b]\n");
	check(" \"a\" ,\t\" b \" , c d \n", "1@0 [a] [b] [c d]\n");
	check("a, ,\n", "1@0 [a] [] []\n");
}

static void quotes_hide_delimiters_quotes_and_line_breaks(void **state)
{
	(void)state;
	check("\"a,b\",\"say \"\"hi\"\"\"\n", "1@0 [a,b] [say \"hi\"]\n");
	check("a,b\n\"1\n2\",3\n4,5\n", "1@0 [a] [b]\n2@4 [1\n2] [3]\n4@12 [4] [5]\n");
	check("\"a\r\nx\",b\r\n1,2\r\n", "1@0 [a\r\nx] [b]\n3@10 [1] [2]\n");
	check("a,b\n\"\",\"\"\n", "1@0 [a] [b]\n2@4 [] []\n");
}

static void a_delimiter_may_be_any_character(void **state)
{
	(void)state;
	check_delimited("a;b\n\"1;2\";3,4\n", ';', "1@0 [a] [b]\n2@4 [1;2] [3,4]\n");
	check_delimited("a\tb\n\"1\t2\" \t 3\n", '\t', "1@0 [a] [b]\n2@4 [1\t2] [3]\n");
}

static void a_stray_quote_spoils_its_own_line_alone(void **state)
{
	(void)state;
	check("a,b\n5\" disk,2\n3,4\n", "1@0 [a] [b]\n2@4 stray quote in <5\" disk,2>\n3@14 [3] [4]\n");
	check("a,b\n\"1,2\n3,4\n", "1@0 [a] [b]\n2@4 stray quote in <\"1,2>\n3@9 [3] [4]\n");
	check("a,b\n\"1\"x,2\n3,4\n", "1@0 [a] [b]\n2@4 stray quote in <\"1\"x,2>\n3@11 [3] [4]\n");
	check("a,b\n\"1\" \"2\",3\n", "1@0 [a] [b]\n2@4 stray quote in <\"1\" \"2\",3>\n");
	check("a,b\n1,\"", "1@0 [a] [b]\n2@4 stray quote in <1,\">\n");
}

static void lines_are_joined_only_where_they_make_a_record_like_the_header(void **state)
{
	(void)state;
	/* The quote of line 2 is closed in line 3, with a cell too many. */
	check("a,b\n1,\"2\n3,\"4\n5,6\n",
		"1@0 [a] [b]\n2@4 stray quote in <1,\"2>\n3@9 stray quote in <3,\"4>\n4@14 [5] [6]\n");
	check("a,b\n\"1\n\",2,3\n5,6\n",
		"1@0 [a] [b]\n2@4 stray quote in <\"1>\n3@7 stray quote in <\",2,3>\n4@13 [5] [6]\n");
}

static void a_ragged_record_shows_the_cells_that_it_has(void **state)
{
	(void)state;
	check("a,b\n1\n1,2,3\n", "1@0 [a] [b]\n2@4 [1]\n3@6 [1] [2] [3]\n");
}

static void a_record_that_is_too_large_is_cut_and_the_next_is_read(void **state)
{
	struct str text AUTOSTR = STR_INIT, got AUTOSTR = STR_INIT;

	(void)state;
	str_add(&text, "a,b\n");
	for (size_t i = 0; i < CSVIN_RECORD_MAX + 1; i++)
		str_add_char(&text, 'x');
	str_add(&text, "\n1,2\n");
	for (size_t piece = 65521; piece < text.len * 2; piece *= 3) {
		str_reset(&got);
		read_all((struct span){text.s, text.len}, ',', piece, &got);
		assert_string_equal(str_text(&got),
			"1@0 [a] [b]\n2@4 too large, 1048576\n3@1048582 [1] [2]\n");
	}
}

static void a_record_of_the_largest_size_is_read(void **state)
{
	struct str text AUTOSTR = STR_INIT;
	struct memory memory;
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct csvin_record record;
	struct csvin in;

	(void)state;
	for (size_t i = 0; i < CSVIN_RECORD_MAX; i++)
		str_add_char(&text, 'x');
	str_add(&text, "\r\n");
	memory = (struct memory){text.s, text.len, 1000};
	csvin_open(&in, (struct csvin_source){memory_read, &memory}, ',');
	assert_int_equal(csvin_next(&in, &record, &err), 1);
	assert_int_equal(record.fault, CSVIN_GOOD);
	assert_int_equal(record.cells[0].len, CSVIN_RECORD_MAX);
	csvin_close(&in);
}

static void cells_beyond_the_limit_are_counted(void **state)
{
	struct str text AUTOSTR = STR_INIT;
	struct memory memory;
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct csvin_record record;
	struct csvin in;

	(void)state;
	for (int i = 0; i < 1499; i++)
		str_add(&text, i % 2 ? "x," : "\"x\",");
	memory = (struct memory){text.s, text.len, 1000};
	csvin_open(&in, (struct csvin_source){memory_read, &memory}, ',');
	assert_int_equal(csvin_next(&in, &record, &err), 1);
	assert_int_equal(record.count, 1500);
	csvin_close(&in);
}

static void plain_cells_beyond_the_limit_are_counted_and_the_others_kept(void **state)
{
	struct str text AUTOSTR = STR_INIT;
	struct memory memory;
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct csvin_record record;
	struct csvin in;

	(void)state;
	for (int i = 0; i < 1499; i++)
		str_addf(&text, "%d,", i);
	memory = (struct memory){text.s, text.len, 1000};
	csvin_open(&in, (struct csvin_source){memory_read, &memory}, ',');
	assert_int_equal(csvin_next(&in, &record, &err), 1);
	assert_int_equal(record.count, 1500);
	assert_true(span_is(record.cells[0], "0"));
	assert_true(span_is(record.cells[CSVIN_CELLS_MAX - 1], "999"));
	csvin_close(&in);
}

static void cells_of_any_length_and_place_are_found(void **state)
{
	(void)state;
	for (int first = 0; first < 140; first++) {
		struct str text AUTOSTR = STR_INIT, expected AUTOSTR = STR_INIT, got AUTOSTR = STR_INIT;
		char cell[140];
		memset(cell, 'x', sizeof(cell));
		str_addf(&text, "%.*s,, y ,,%.*s,\n,", first, cell, 139 - first, cell);
		str_addf(&expected, "1@0 [%.*s] [] [y] [] [%.*s] []\n2@148 [] []\n", first, cell,
			139 - first, cell);
		read_all((struct span){text.s, text.len}, ',', 1 << 20, &got);
		assert_string_equal(str_text(&got), str_text(&expected));
	}
}

/* 1: the record is ASCII; 0: it is not, or was not looked at. */
static int is_ascii(struct span text)
{
	struct memory memory = {text.at, text.len, text.len};
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct csvin_record record;
	struct csvin in;

	csvin_open(&in, (struct csvin_source){memory_read, &memory}, ',');
	assert_int_equal(csvin_next(&in, &record, &err), 1);
	csvin_close(&in);
	return record.ascii;
}

static void a_record_says_whether_all_its_bytes_are_ascii(void **state)
{
	char text[201];

	(void)state;
	for (size_t i = 0; i < 200; i++) {
		memset(text, '~', 200);
		memcpy(text + 200, "\n", 1);
		assert_true(is_ascii((struct span){text, 201}));
		text[i] = '\0';
		assert_false(is_ascii((struct span){text, 201}));
		text[i] = '\x80';
		assert_false(is_ascii((struct span){text, 201}));
	}
	assert_true(is_ascii(span_of("a,b\n\x80\x80\n")));
}

/* The file's lines, one record a line; a quote opened in line 3 is never closed. */
static void a_stray_quote_in_line_3_of_many_costs_one_line(void **state)
{
	struct str text AUTOSTR = STR_INIT, got AUTOSTR = STR_INIT;
	int records = 0, faults = 0;

	(void)state;
	str_add(&text, "a,b\n1,2\n\"1,2\n");
	for (int i = 0; i < 200000; i++)
		str_add(&text, "1,22\n");
	read_all((struct span){text.s, text.len}, ',', 1 << 20, &got);
	for (const char *at = got.s; *at; at = strchr(at, '\n') + 1) {
		records++;
		faults += strncmp(at, "3@8 stray", 9) == 0;
	}
	assert_int_equal(records, 200003);
	assert_int_equal(faults, 1);
}

static void a_cell_that_was_written_is_read_back(void **state)
{
	static const char *const cells[] = {"", "a", "a,b", "say \"hi\"", "two\nlines", "\"", "é"};
	struct str line AUTOSTR = STR_INIT, expected AUTOSTR = STR_INIT;

	(void)state;
	str_add(&expected, "1@0");
	for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
		if (i > 0)
			str_add_char(&line, ',');
		csvin_put_cell(&line, span_of(cells[i]), ',');
		str_addf(&expected, " [%s]", cells[i]);
	}
	str_add(&expected, "\n");
	check(str_text(&line), str_text(&expected));
}

/* All texts of up to 6 characters of a small alphabet: however they are cut into pieces, no byte is
 * lost, and records follow each other without gap. */
static void every_small_text_is_read_alike_in_all_pieces(void **state)
{
	static const char alphabet[] = "a,\"\n\r ";
	char text[16] = "h,h\n";

	(void)state;
	for (int number = 0; number < 6 * 6 * 6 * 6 * 6 * 6; number++) {
		struct str whole AUTOSTR = STR_INIT, bytes AUTOSTR = STR_INIT;
		for (int i = 0, rest = number; i < 6; i++, rest /= 6)
			text[4 + i] = alphabet[rest % 6];
		read_all(span_of(text), ',', 100, &whole);
		read_all(span_of(text), ',', 1, &bytes);
		assert_string_equal(str_text(&bytes), str_text(&whole));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_end_in_lf_or_crlf_and_the_last_may_lack_its_end),
		cmocka_unit_test(lines_of_blanks_are_passed_over_and_counted),
		cmocka_unit_test(a_byte_order_mark_is_passed_over),
		cmocka_unit_test(blanks_around_a_cell_are_dropped),
		cmocka_unit_test(quotes_hide_delimiters_quotes_and_line_breaks),
		cmocka_unit_test(a_delimiter_may_be_any_character),
		cmocka_unit_test(a_stray_quote_spoils_its_own_line_alone),
		cmocka_unit_test(lines_are_joined_only_where_they_make_a_record_like_the_header),
		cmocka_unit_test(a_ragged_record_shows_the_cells_that_it_has),
		cmocka_unit_test(a_record_that_is_too_large_is_cut_and_the_next_is_read),
		cmocka_unit_test(a_record_of_the_largest_size_is_read),
		cmocka_unit_test(cells_beyond_the_limit_are_counted),
		cmocka_unit_test(plain_cells_beyond_the_limit_are_counted_and_the_others_kept),
		cmocka_unit_test(cells_of_any_length_and_place_are_found),
		cmocka_unit_test(a_record_says_whether_all_its_bytes_are_ascii),
		cmocka_unit_test(a_stray_quote_in_line_3_of_many_costs_one_line),
		cmocka_unit_test(a_cell_that_was_written_is_read_back),
		cmocka_unit_test(every_small_text_is_read_alike_in_all_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
