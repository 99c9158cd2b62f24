/* File names of workbooks. */
#include "reports/file_name.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/test.h"

static void assert_name(const char *mpn_id, const char *expected)
{
	char *name AUTOFREE = workbook_file_name(mpn_id);

	assert_string_equal(name, expected);
	assert_true(workbook_file_name_is_ours(name));
}

static void digits_and_hyphens_stay(void **state)
{
	(void)state;
	assert_name("0012345", "0012345.xlsx");
	assert_name("a-9", "a-9.xlsx");
}

static void everything_else_is_escaped(void **state)
{
	(void)state;
	assert_name("ABC", "%41%42%43.xlsx");
	assert_name("../../etc/passwd", "%2E%2E%2F%2E%2E%2Fetc%2Fpasswd.xlsx");
	assert_name(".", "%2E.xlsx");
	assert_name("a b%20", "a%20b%2520.xlsx");
	assert_name("\xC3\xA9\n", "%C3%A9%0A.xlsx");
}

static void partners_that_differ_in_case_do_not_meet(void **state)
{
	char *one AUTOFREE = workbook_file_name("mpn-a"), *other AUTOFREE = workbook_file_name("mpn-A");

	(void)state;
	assert_int_not_equal(strcasecmp(one, other), 0);
}

static void the_longest_id_is_still_a_file_name(void **state)
{
	char id[65];

	(void)state;
	memset(id, 0xC9, 64);
	id[64] = '\0';
	char *name AUTOFREE = workbook_file_name(id);
	assert_true(strlen(name) + strlen("..tmp") <= 255);
}

static void other_names_are_not_ours(void **state)
{
	const char *const names[] = {"summary.XLSX", "Readme.xlsx", ".xlsx", "a.xlsx.tmp", "a b.xlsx",
		"%4.xlsx", "%zz.xlsx", "%61.xlsx", "%c3.xlsx", "%00.xlsx", "~$a.xlsx", "notes.txt", "a"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (workbook_file_name_is_ours(names[i]))
			fail_msg("%s is taken for one of ours", names[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digits_and_hyphens_stay),
		cmocka_unit_test(everything_else_is_escaped),
		cmocka_unit_test(partners_that_differ_in_case_do_not_meet),
		cmocka_unit_test(the_longest_id_is_still_a_file_name),
		cmocka_unit_test(other_names_are_not_ours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
