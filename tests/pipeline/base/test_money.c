/* Exact money: rounding, overflow, text, and the places of currencies. */
#include "pipeline/base/money.h"

#include "tests/support/test.h"

static struct money e4(int64_t value)
{
	return (struct money){value};
}

static int64_t rounded(int64_t value, int places)
{
	struct money result = e4(-1);

	assert_true(money_round(e4(value), places, &result));
	return result.e4;
}

static const char *text(int64_t value, int places)
{
	static char buffer[MONEY_TEXT];

	return money_format(e4(value), places, buffer);
}

static void half_a_cent_rounds_away_from_zero(void **state)
{
	(void)state;
	assert_int_equal(rounded(10050, 2), 10100);
	assert_int_equal(rounded(10049, 2), 10000);
	assert_int_equal(rounded(-10050, 2), -10100);
	assert_int_equal(rounded(-10049, 2), -10000);
	assert_int_equal(rounded(50, 2), 100);
	assert_int_equal(rounded(-50, 2), -100);
}

static void each_number_of_places_rounds_at_its_own_step(void **state)
{
	(void)state;
	assert_int_equal(rounded(15000, 0), 20000);
	assert_int_equal(rounded(14999, 0), 10000);
	assert_int_equal(rounded(-15000, 0), -20000);
	assert_int_equal(rounded(12345, 3), 12350);
	assert_int_equal(rounded(12344, 3), 12340);
	assert_int_equal(rounded(12345, 4), 12345);
	assert_int_equal(rounded(12500, 1), 13000);
}

static void what_does_not_fit_is_refused_and_changes_nothing(void **state)
{
	struct money result = e4(7);

	(void)state;
	assert_false(money_add(MONEY_MAX, e4(1), &result));
	assert_false(money_subtract(e4(-INT64_MAX), e4(1), &result));
	assert_false(money_times(e4(INT64_MAX / 2 + 1), 2, &result));
	assert_false(money_times(e4(INT64_MAX), INT64_MAX, &result));
	assert_false(money_round(MONEY_MAX, 0, &result));
	assert_false(money_share(MONEY_MAX, 2, 1, &result));
	assert_int_equal(result.e4, 7);
}

static void the_largest_amounts_fit(void **state)
{
	struct money result;

	(void)state;
	assert_true(money_add(e4(INT64_MAX - 1), e4(1), &result));
	assert_int_equal(result.e4, INT64_MAX);
	assert_true(money_subtract(e4(-INT64_MAX + 1), e4(1), &result));
	assert_int_equal(result.e4, -INT64_MAX);
	assert_true(money_share(MONEY_MAX, INT64_MAX, INT64_MAX, &result));
	assert_int_equal(result.e4, INT64_MAX);
}

static void no_computation_gives_a_blank_amount(void **state)
{
	struct money result = e4(7);

	(void)state;
	assert_false(money_subtract(e4(-INT64_MAX), e4(1), &result));
	assert_false(money_times(e4(INT64_MIN / 2), 2, &result));
	assert_int_equal(result.e4, 7);
	assert_true(money_is_none(MONEY_NONE));
	assert_false(money_is_none(MONEY_ZERO));
}

static void a_share_is_rounded_to_four_places_half_away_from_zero(void **state)
{
	struct money result;

	(void)state;
	assert_true(money_share(e4(10000), 1, 3, &result));
	assert_int_equal(result.e4, 3333);
	assert_true(money_share(e4(10000), 2, 3, &result));
	assert_int_equal(result.e4, 6667);
	assert_true(money_share(e4(1), 1, 2, &result));
	assert_int_equal(result.e4, 1);
	assert_true(money_share(e4(-1), 1, 2, &result));
	assert_int_equal(result.e4, -1);
	assert_true(money_share(e4(-10000), 2, 3, &result));
	assert_int_equal(result.e4, -6667);
}

static void places_are_those_of_the_value(void **state)
{
	(void)state;
	assert_true(money_has_places(e4(12300), 2));
	assert_false(money_has_places(e4(12340), 2));
	assert_true(money_has_places(e4(-20000), 0));
	assert_true(money_has_places(e4(12345), 4));
}

static void an_amount_shows_at_least_its_places(void **state)
{
	(void)state;
	assert_string_equal(text(120000, 2), "12.00");
	assert_string_equal(text(120000, 0), "12");
	assert_string_equal(text(-120050, 2), "-12.005");
	assert_string_equal(text(5, 2), "0.0005");
	assert_string_equal(text(-1, 0), "-0.0001");
	assert_string_equal(text(0, 2), "0.00");
	assert_string_equal(text(INT64_MAX, 2), "922337203685477.5807");
	assert_string_equal(text(-INT64_MAX, 2), "-922337203685477.5807");
}

static void a_currency_has_the_places_of_iso_4217(void **state)
{
	(void)state;
	assert_int_equal(currency_places(span_of("CAD")), 2);
	assert_int_equal(currency_places(span_of("AED")), 2);
	assert_int_equal(currency_places(span_of("ZWG")), 2);
	assert_int_equal(currency_places(span_of("JPY")), 0);
	assert_int_equal(currency_places(span_of("KWD")), 3);
	assert_int_equal(currency_places(span_of("CLF")), 4);
}

static void what_is_no_currency_code_has_no_places(void **state)
{
	static const char *const wrong[] = {"", "CA", "cad", "CADD", "C$", "CDA", "XXX", "CAD ", " "};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_int_equal(currency_places(span_of(wrong[i])), -1);
	assert_int_equal(currency_places(SPAN_NONE), -1);
	assert_int_equal(currency_places(span_of("CAD CDF")), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(half_a_cent_rounds_away_from_zero),
		cmocka_unit_test(each_number_of_places_rounds_at_its_own_step),
		cmocka_unit_test(what_does_not_fit_is_refused_and_changes_nothing),
		cmocka_unit_test(the_largest_amounts_fit),
		cmocka_unit_test(no_computation_gives_a_blank_amount),
		cmocka_unit_test(a_share_is_rounded_to_four_places_half_away_from_zero),
		cmocka_unit_test(places_are_those_of_the_value),
		cmocka_unit_test(an_amount_shows_at_least_its_places),
		cmocka_unit_test(a_currency_has_the_places_of_iso_4217),
		cmocka_unit_test(what_is_no_currency_code_has_no_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
