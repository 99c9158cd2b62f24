#include "pipeline/driver/listing.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/edge/files.h"
#include "tests/support/test.h"

static struct listing listing;
static struct str printed;

static int begin(void **state)
{
	(void)state;
	listing_add_column(&listing, "name", DB_TEXT);
	listing_add_column(&listing, "amount", DB_NUMBER);
	listing_add_column(&listing, "paid", DB_BOOLEAN);
	return 0;
}

static int end(void **state)
{
	(void)state;
	listing_release(&listing);
	str_release(&printed);
	return 0;
}

static void add(const char *name, const char *amount, const char *paid)
{
	listing_add_row(&listing, (const char *const[]){name, amount, paid});
}

/* What listing_print writes to stdout. */
static const char *print(bool json)
{
	char *dir AUTOFREE = scratch_folder();
	char *path AUTOFREE = path_join(dir, "printed");
	struct error err = ERROR_INIT;

	fflush(stdout);
	int before = dup(STDOUT_FILENO), file = open(path, O_WRONLY | O_CREAT, 0600);
	dup2(file, STDOUT_FILENO);
	listing_print(&listing, json);
	fflush(stdout);
	dup2(before, STDOUT_FILENO);
	close(before);
	close(file);
	str_reset(&printed);
	file_read(path, 65536, &printed, &err);
	assert_no_problem(&err);
	return str_text(&printed);
}

static void numbers_stand_to_the_right_and_lines_end_without_blanks(void **state)
{
	(void)state;
	add("North", "5.00", "t");
	add("Long name", "1234.50", NULL);
	add(NULL, NULL, NULL);
	assert_string_equal(print(false), "name        amount  paid\n"
									  "North         5.00  yes\n"
									  "Long name  1234.50\n"
									  "\n");
}

static void width_is_counted_as_a_terminal_shows_it(void **state)
{
	(void)state;
	assert_int_equal(listing_width("Ærø"), 3);
	assert_int_equal(listing_width("日本"), 4);
	assert_int_equal(listing_width("e\xcc\x81"), 1); /* e and a combining accent */
	add("Ærø", "1", "f");
	assert_non_null(strstr(print(false), "\nÆrø        1  no\n"));
}

static void what_a_terminal_would_obey_is_a_question_mark(void **state)
{
	(void)state;
	add("a\x1b[31mb\nc\xff", "1", "t");
	assert_non_null(strstr(print(false), "\na?[31mb?c?       1  yes\n"));
}

static void json_is_an_array_of_objects_by_column_name(void **state)
{
	(void)state;
	add("say \"hi\"\n", "12.50", "t");
	add(NULL, NULL, "f");
	assert_string_equal(print(true),
		"[\n"
		" {\"name\": \"say \\\"hi\\\"\\n\", \"amount\": 12.50, \"paid\": true},\n"
		" {\"name\": null, \"amount\": null, \"paid\": false}\n"
		"]\n");
}

static void json_of_nothing_is_an_empty_array(void **state)
{
	(void)state;
	assert_string_equal(print(true), "[]\n");
}

static void a_detail_is_in_json_only(void **state)
{
	(void)state;
	listing.columns[0].detail = true;
	add("words", "1", "t");
	assert_null(strstr(print(false), "words"));
	assert_non_null(strstr(print(true), "words"));
}

static void what_is_no_number_is_quoted_in_json(void **state)
{
	(void)state;
	add("x", "NaN", "t");
	assert_non_null(strstr(print(true), "\"amount\": \"NaN\""));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(numbers_stand_to_the_right_and_lines_end_without_blanks),
		TEST(width_is_counted_as_a_terminal_shows_it),
		TEST(what_a_terminal_would_obey_is_a_question_mark),
		TEST(json_is_an_array_of_objects_by_column_name),
		TEST(json_of_nothing_is_an_empty_array),
		TEST(a_detail_is_in_json_only),
		TEST(what_is_no_number_is_quoted_in_json),
	};

	return cmocka_run_group_tests_name("listing", tests, NULL, NULL);
}
