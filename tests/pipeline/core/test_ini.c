/* INI files with their lines. */
#include "pipeline/core/ini.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/edge/files.h"
#include "tests/support/test.h"

struct fixture {
	struct ini ini;
	struct error err;
};

static int set_up(void **state)
{
	*state = mem_alloc(sizeof(struct fixture));
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	ini_release(&f->ini);
	error_release(&f->err);
	free(f);
	return 0;
}

static int load_as(struct fixture *f, const char *text, size_t length, enum ini_expand expand)
{
	char *dir AUTOFREE = scratch_folder();
	char *path AUTOFREE = path_join(dir, "a.conf");

	scratch_write_bytes(dir, "a.conf", text, length);
	return ini_load(&f->ini, path, expand, &f->err);
}

static int load(struct fixture *f, const char *text)
{
	return load_as(f, text, strlen(text), INI_LITERAL);
}

static void assert_value(struct fixture *f, const char *section, const char *key,
	const char *value)
{
	const struct ini_entry *entry = ini_get(&f->ini, section, key);

	assert_no_problem(&f->err);
	assert_non_null(entry);
	assert_string_equal(entry->value, value);
}

static void an_entry_knows_its_section_and_line(void **state)
{
	struct fixture *f = *state;

	load(f, "top = 1\n\n[one]\nkey = value\n[two]\nkey = other\n");
	assert_value(f, "", "top", "1");
	assert_value(f, "one", "key", "value");
	assert_value(f, "two", "key", "other");
	assert_int_equal(ini_get(&f->ini, "two", "key")->line, 6);
	assert_int_equal(ini_section_line(&f->ini, "two"), 5);
	assert_null(ini_get(&f->ini, "one", "top"));
}

static void blanks_around_key_and_value_are_dropped(void **state)
{
	struct fixture *f = *state;

	load(f, "[ one ]\r\n\t key \t=  a b\t \r\nempty =\r\n");
	assert_value(f, "one", "key", "a b");
	assert_value(f, "one", "empty", "");
}

static void quotes_keep_blanks(void **state)
{
	struct fixture *f = *state;

	load(f, "a = \"  x \"\nb = \"\"\nc = \"open\nd = in \"the\" middle\n");
	assert_value(f, "", "a", "  x ");
	assert_value(f, "", "b", "");
	assert_value(f, "", "c", "\"open");
	assert_value(f, "", "d", "in \"the\" middle");
}

static void only_a_line_that_begins_so_is_a_comment(void **state)
{
	struct fixture *f = *state;

	load(f, "# one\n  ; two\na = 1 # not\nb = 2 ; not\nc = #3\n");
	assert_value(f, "", "a", "1 # not");
	assert_value(f, "", "b", "2 ; not");
	assert_value(f, "", "c", "#3");
	assert_int_equal(f->ini.count, 3);
}

static void a_value_may_hold_an_equals_sign_and_be_long(void **state)
{
	struct fixture *f = *state;
	char *value AUTOFREE = mem_alloc(100001);

	memset(value, '=', 100000);
	char *text AUTOFREE = mem_printf("url = %s", value);
	load(f, text);
	assert_value(f, "", "url", value);
}

static void a_byte_order_mark_is_no_part_of_the_first_line(void **state)
{
	struct fixture *f = *state;

	load(f, "\xEF\xBB\xBF[one]\nname = Clich\xC3\xA9\n");
	assert_value(f, "one", "name", "Clich\xC3\xA9");
}

static void every_problem_of_form_is_said_with_its_line(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(load(f, "[one\nkey\n= 1\na = 1\na = 2\n[two]\n[two]\n"), -1);
	assert_problem(&f->err, "a.conf:1: a section begins with [ and ends with ]");
	assert_problem(&f->err, "a.conf:2: neither [section] nor key = value");
	assert_problem(&f->err, "a.conf:3: neither [section] nor key = value");
	assert_problem(&f->err, "a.conf:5: 'a' is given twice, first on line 4");
	assert_problem(&f->err, "a.conf:7: section [two] is given twice, first on line 6");
	assert_int_equal(f->err.count, 5);
	assert_int_equal(f->err.code, EXIT_CONFIG);
}

static void a_section_without_keys_is_known(void **state)
{
	struct fixture *f = *state;

	load(f, "[empty]\n");
	assert_true(ini_has_section(&f->ini, "empty"));
	assert_false(ini_has_section(&f->ini, "other"));
	assert_false(ini_has_section(&f->ini, ""));
}

static void text_is_utf8_without_nul(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(load_as(f, "a = 1\nb = \xE9\nc = \0x\n", 20, INI_LITERAL), -1);
	assert_problem(&f->err, "a.conf:2: is not UTF-8 text");
	assert_problem(&f->err, "a.conf:3: is not UTF-8 text");
}

static void environment_variables_are_taken_where_asked_for(void **state)
{
	struct fixture *f = *state;
	static const char text[] = "a = x${CASHBACK_A}y\nb = $CASHBACK_A ${} ${A-B} $\n";

	setenv("CASHBACK_A", "1 = 2", 1);
	load_as(f, text, sizeof(text) - 1, INI_ENVIRONMENT);
	assert_value(f, "", "a", "x1 = 2y");
	assert_value(f, "", "b", "$CASHBACK_A ${} ${A-B} $");
}

static void elsewhere_they_are_plain_text(void **state)
{
	struct fixture *f = *state;

	load(f, "a = ${CASHBACK_A}\n");
	assert_value(f, "", "a", "${CASHBACK_A}");
}

static void a_variable_that_is_not_set_is_never_empty_in_silence(void **state)
{
	struct fixture *f = *state;
	static const char text[] = "\nurl = ${CASHBACK_NOT_SET}\n";

	unsetenv("CASHBACK_NOT_SET");
	assert_int_equal(load_as(f, text, sizeof(text) - 1, INI_ENVIRONMENT), -1);
	assert_problem(&f->err, "a.conf:2: environment variable CASHBACK_NOT_SET is not set");
}

static void a_missing_file_is_a_missing_input(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(ini_load(&f->ini, "/nowhere/a.conf", INI_LITERAL, &f->err), -1);
	assert_int_equal(f->err.code, EXIT_NOINPUT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_entry_knows_its_section_and_line),
		TEST(blanks_around_key_and_value_are_dropped),
		TEST(quotes_keep_blanks),
		TEST(only_a_line_that_begins_so_is_a_comment),
		TEST(a_value_may_hold_an_equals_sign_and_be_long),
		TEST(a_byte_order_mark_is_no_part_of_the_first_line),
		TEST(every_problem_of_form_is_said_with_its_line),
		TEST(a_section_without_keys_is_known),
		TEST(text_is_utf8_without_nul),
		TEST(environment_variables_are_taken_where_asked_for),
		TEST(elsewhere_they_are_plain_text),
		TEST(a_variable_that_is_not_set_is_never_empty_in_silence),
		TEST(a_missing_file_is_a_missing_input),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
