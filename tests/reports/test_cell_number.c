/* One text for each number of 15 digits, however it was written. */
#include "reports/cell_number.h"

#include "tests/support/test.h"

static void assert_becomes(const char *text, const char *expected)
{
	struct str out AUTOSTR = STR_INIT;

	cell_number_add(&out, span_of(text));
	assert_string_equal(str_text(&out), expected);
}

static void a_number_in_its_shortest_form_stays(void **state)
{
	static const char *const same[] = {"0", "7", "-7", "0.5", "-0.05", "12.5", "100", "100.01",
		"123456789012345", "12345678901234.5", "-0.00001"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(same); i++)
		assert_becomes(same[i], same[i]);
}

static void needless_zeros_go(void **state)
{
	(void)state;
	assert_becomes("007", "7");
	assert_becomes("-007.50", "-7.5");
	assert_becomes("00", "0");
	assert_becomes("0.0", "0");
	assert_becomes("1.", "1");
	assert_becomes("100.00", "100");
	assert_becomes("0.10", "0.1");
}

static void what_is_beyond_15_digits_is_rounded(void **state)
{
	(void)state;
	assert_becomes("0.1000000000000001", "0.1");
	assert_becomes("1234.560000000001", "1234.56");
	assert_becomes("9.999999999999999", "10");
	assert_becomes("12.34999999999999", "12.35");
	assert_becomes("-0.06999999999999999", "-0.07");
	assert_becomes("1234567890123456", "1234567890123460");
}

static void what_is_no_plain_number_stays(void **state)
{
	static const char *const same[] = {"", "-", "1E+16", "1.2.3", "x", "1 ", "--1"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(same); i++)
		assert_becomes(same[i], same[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_in_its_shortest_form_stays),
		cmocka_unit_test(needless_zeros_go),
		cmocka_unit_test(what_is_beyond_15_digits_is_rounded),
		cmocka_unit_test(what_is_no_plain_number_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
