/* Months and quarters as people write them. */
#include "pipeline/core/period.h"

#include <string.h>

#include "tests/support/test.h"

static void assert_period(const char *text, const char *starts, const char *ends)
{
	struct period period;
	char first[DATE_TEXT], last[DATE_TEXT];

	assert_true(period_parse(text, &period));
	assert_string_equal(period.name, text);
	assert_string_equal(date_format(period.starts, first), starts);
	assert_string_equal(date_format(period.ends, last), ends);
}

static void a_month_ends_on_its_last_day(void **state)
{
	(void)state;
	assert_period("2026-09", "2026-09-01", "2026-09-30");
	assert_period("2026-12", "2026-12-01", "2026-12-31");
	assert_period("2026-02", "2026-02-01", "2026-02-28");
	assert_period("2028-02", "2028-02-01", "2028-02-29");
}

static void a_quarter_has_three_months_of_the_calendar(void **state)
{
	(void)state;
	assert_period("2026-Q1", "2026-01-01", "2026-03-31");
	assert_period("2026-Q3", "2026-07-01", "2026-09-30");
	assert_period("2026-Q4", "2026-10-01", "2026-12-31");
}

static void nothing_else_is_a_period(void **state)
{
	static const char *const texts[] = {"", "2026", "2026-9", "2026-13", "2026-00", "2026-Q0",
		"2026-Q5", "2026-q3", "2026Q3", "2026-Q33", "2026-09-30", "0000-01", "2026-1a", "2026/09",
		" 2026-09", "-026-09"};
	struct period period;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		assert_false(period_parse(texts[i], &period));
}

static void a_text_that_is_none_is_told_with_a_hint(void **state)
{
	struct error err = ERROR_INIT;
	struct period period;

	(void)state;
	assert_int_equal(period_read("september", &period, &err), -1);
	assert_int_equal(err.code, EXIT_USAGE);
	assert_problem(&err, "'september' is not a period");
	assert_non_null(err.items[0].hint);
	error_release(&err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_month_ends_on_its_last_day),
		cmocka_unit_test(a_quarter_has_three_months_of_the_calendar),
		cmocka_unit_test(nothing_else_is_a_period),
		cmocka_unit_test(a_text_that_is_none_is_told_with_a_hint),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
