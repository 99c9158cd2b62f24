/* Days, civil dates, and dates as text. */
#include "pipeline/base/date.h"

#include "tests/support/test.h"

static date_t day(const char *text)
{
	date_t date = DATE_NONE;

	assert_true(date_parse_iso(span_of(text), &date));
	return date;
}

static bool is_date(const char *text)
{
	date_t date;

	return date_parse_iso(span_of(text), &date);
}

static bool reads(const char *text, const char *format, const char *wanted)
{
	date_t date;

	return date_parse(span_of(text), format, &date) && date == day(wanted);
}

static bool reads_nothing(const char *text, const char *format)
{
	date_t date = 4711;

	return !date_parse(span_of(text), format, &date) && date == 4711;
}

static void days_are_counted_from_1970(void **state)
{
	(void)state;
	assert_int_equal(day("1970-01-01"), 0);
	assert_int_equal(day("1969-12-31"), -1);
	assert_int_equal(day("2000-01-01"), 10957);
	assert_int_equal(day("0001-01-01"), -719162);
	assert_int_equal(day("9999-12-31"), 2932896);
}

static void every_day_of_the_calendar_follows_the_one_before(void **state)
{
	int year, month, number, days = 0;

	(void)state;
	for (date_t date = day("0001-01-01"); date <= day("9999-12-31"); date++, days++) {
		date_to_civil(date, &year, &month, &number);
		assert_true(date_valid_civil(year, month, number));
		assert_int_equal(date_from_civil(year, month, number), date);
	}
	assert_int_equal(days, 3652059);
}

static void a_leap_year_has_a_29th_of_february(void **state)
{
	(void)state;
	assert_true(is_date("2024-02-29"));
	assert_true(is_date("2000-02-29"));
	assert_false(is_date("2026-02-29"));
	assert_false(is_date("1900-02-29"));
	assert_false(is_date("2024-02-30"));
}

static void an_iso_date_has_exactly_its_form(void **state)
{
	static const char *const wrong[] = {"", "2026-7-01", "2026-07-1", "26-07-01", "2026/07/01",
		"20260701", "2026-07-01 ", " 2026-07-01", "2026-07-01T00:00", "2026-00-01", "2026-13-01",
		"2026-01-00", "2026-04-31", "0000-01-01", "-001-01-01", "10000-01-01", "2026-07-0x"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		if (is_date(wrong[i]))
			fail_msg("'%s' was read as a date", wrong[i]);
	assert_true(is_date("2026-07-01"));
}

static void a_format_says_how_a_date_is_read(void **state)
{
	(void)state;
	assert_true(reads("01.07.2026", "%d.%m.%Y", "2026-07-01"));
	assert_true(reads("7/1/2026", "%m/%d/%Y", "2026-07-01"));
	assert_true(reads("20260701", "%Y%m%d", "2026-07-01"));
	assert_true(reads("01-Jul-26", "%d-%b-%y", "2026-07-01"));
	assert_true(reads("2026-182", "%Y-%j", "2026-07-01"));
}

static void a_time_of_day_is_dropped(void **state)
{
	(void)state;
	assert_true(reads("2026-07-01 23:59:59", "%Y-%m-%d %H:%M:%S", "2026-07-01"));
	assert_true(reads("2026-07-01T00:00", "%Y-%m-%dT%H:%M", "2026-07-01"));
}

static void the_whole_text_must_be_used(void **state)
{
	(void)state;
	assert_true(reads_nothing("01.07.2026x", "%d.%m.%Y"));
	assert_true(reads_nothing("01.07.", "%d.%m.%Y"));
	assert_true(reads_nothing("01.07.26", "%d.%m.%Y"));
	assert_true(reads_nothing("2026-07-01 10:00", "%Y-%m-%d"));
	assert_true(reads_nothing("", "%d.%m.%Y"));
	assert_true(reads_nothing("000000000000000000000000000000000000000000000000000000000007/1/2026",
		"%m/%d/%Y"));
}

static void a_day_that_does_not_exist_is_no_date_in_any_format(void **state)
{
	(void)state;
	assert_true(reads_nothing("31.02.2026", "%d.%m.%Y"));
	assert_true(reads_nothing("29.02.2026", "%d.%m.%Y"));
	assert_true(reads("29.02.2024", "%d.%m.%Y", "2024-02-29"));
	assert_true(reads_nothing("01.01.0000", "%d.%m.%Y"));
}

static void a_text_with_a_nul_byte_is_no_date(void **state)
{
	date_t date;

	(void)state;
	assert_false(date_parse((struct span){"01.07.2026\0", 11}, "%d.%m.%Y", &date));
}

static void a_format_must_read_year_month_and_day(void **state)
{
	(void)state;
	assert_true(date_format_complete("%Y-%m-%d"));
	assert_true(date_format_complete("%d %b %y"));
	assert_true(date_format_complete("%Y-%j"));
	assert_true(date_format_complete("%D"));
	assert_true(date_format_complete("%-d.%Om.%EY"));
	assert_false(date_format_complete("%Y-%m"));
	assert_false(date_format_complete("%m-%d"));
	assert_false(date_format_complete("%Y-%%m-%d"));
	assert_false(date_format_complete("YYYY-MM-DD"));
	assert_false(date_format_complete("%Y-%m-%d %"));
}

static void seconds_since_1970_are_no_date(void **state)
{
	(void)state;
	assert_false(date_format_complete("%s"));
	assert_false(date_format_complete("%Y-%m-%d %s"));
	/* The last second of the year that 32 bits just hold without 1900. */
	assert_true(reads_nothing("67767976233532799", "%s"));
}

static void every_number_is_some_day(void **state)
{
	int year, month, number;

	(void)state;
	date_to_civil(DATE_MAX, &year, &month, &number);
	assert_int_equal(year * 10000LL + month * 100 + number, 58815800711);
	date_to_civil(DATE_MIN, &year, &month, &number);
	assert_true(month == 6 && number == 24);
}

static void a_date_is_written_with_all_its_digits(void **state)
{
	char text[DATE_TEXT];

	(void)state;
	assert_string_equal(date_format(day("0001-02-03"), text), "0001-02-03");
	assert_string_equal(date_format(day("9999-12-31"), text), "9999-12-31");
	assert_string_equal(date_format(DATE_NONE, text), "");
}

static void months_and_quarters_change_with_the_calendar(void **state)
{
	(void)state;
	assert_int_equal(date_month(day("2026-07-31")), date_month(day("2026-07-01")));
	assert_int_equal(date_month(day("2026-08-01")), date_month(day("2026-07-31")) + 1);
	assert_int_equal(date_month(day("2027-01-01")), date_month(day("2026-12-31")) + 1);
	assert_int_equal(date_quarter(day("2026-09-30")), date_quarter(day("2026-07-01")));
	assert_int_equal(date_quarter(day("2026-10-01")), date_quarter(day("2026-09-30")) + 1);
	assert_int_equal(date_quarter(day("2027-01-01")), date_quarter(day("2026-12-31")) + 1);
}

static void a_range_includes_both_its_ends(void **state)
{
	(void)state;
	assert_true(date_within(5, 5, 7));
	assert_true(date_within(7, 5, 7));
	assert_false(date_within(4, 5, 7));
	assert_false(date_within(8, 5, 7));
	assert_true(date_within(5, DATE_MIN, DATE_MAX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_are_counted_from_1970),
		cmocka_unit_test(every_day_of_the_calendar_follows_the_one_before),
		cmocka_unit_test(a_leap_year_has_a_29th_of_february),
		cmocka_unit_test(an_iso_date_has_exactly_its_form),
		cmocka_unit_test(a_format_says_how_a_date_is_read),
		cmocka_unit_test(a_time_of_day_is_dropped),
		cmocka_unit_test(the_whole_text_must_be_used),
		cmocka_unit_test(a_day_that_does_not_exist_is_no_date_in_any_format),
		cmocka_unit_test(a_text_with_a_nul_byte_is_no_date),
		cmocka_unit_test(a_format_must_read_year_month_and_day),
		cmocka_unit_test(seconds_since_1970_are_no_date),
		cmocka_unit_test(every_number_is_some_day),
		cmocka_unit_test(a_date_is_written_with_all_its_digits),
		cmocka_unit_test(months_and_quarters_change_with_the_calendar),
		cmocka_unit_test(a_range_includes_both_its_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
