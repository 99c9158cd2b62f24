/* Numbers in the styles that feeds declare. */
#include "pipeline/base/number.h"

#include "tests/support/test.h"

static const struct number_style european = {.decimal = ',', .thousands = "."};
static const struct number_style american = {.decimal = '.', .thousands = ","};
static const struct number_style trailing = {.decimal = '.', .negative = NEGATIVE_TRAILING};
static const struct number_style booked = {
	.decimal = '.', .thousands = ",", .negative = NEGATIVE_PARENTHESES};

static int64_t whole(const char *text, const struct number_style *style)
{
	int64_t value = INT64_MIN;

	if (number_integer(span_of(text), style, &value) != NUMBER_OK)
		fail_msg("'%s' was not read as a whole number", text);
	return value;
}

static int64_t amount(const char *text, const struct number_style *style)
{
	struct money value = MONEY_NONE;

	if (number_money(span_of(text), style, &value) != NUMBER_OK)
		fail_msg("'%s' was not read as an amount", text);
	return value.e4;
}

static enum number_result as_whole(const char *text, const struct number_style *style)
{
	int64_t value = 4711;
	enum number_result result = number_integer(span_of(text), style, &value);

	assert_int_equal(value, 4711);
	return result;
}

static enum number_result as_amount(const char *text, const struct number_style *style)
{
	struct money value = {4711};
	enum number_result result = number_money(span_of(text), style, &value);

	assert_int_equal(value.e4, 4711);
	return result;
}

static void digits_are_a_whole_number(void **state)
{
	(void)state;
	assert_int_equal(whole("0", &number_plain), 0);
	assert_int_equal(whole("-12", &number_plain), -12);
	assert_int_equal(whole("007", &number_plain), 7);
	assert_int_equal(whole("9223372036854775807", &number_plain), INT64_MAX);
	assert_int_equal(whole("0000000000000000000000000000000000000000001", &number_plain), 1);
}

static void nothing_but_digits_marks_and_sign_is_a_number(void **state)
{
	static const char *const wrong[] = {"", " ", "1O", "+3", "1e5", "0x10", "1 000", "1,000", "--5",
		"-", "12-", "(12)", " 1", "1 ", "Inf", "\xD9\xA1", "1_000", "'1"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		assert_int_equal(as_whole(wrong[i], &number_plain), NUMBER_NOT);
		assert_int_equal(as_amount(wrong[i], &number_plain), NUMBER_NOT);
	}
	assert_int_equal(as_whole("1.0", &number_plain), NUMBER_NOT);
	assert_int_equal(as_amount(".5", &number_plain), NUMBER_NOT);
	assert_int_equal(as_amount("5.", &number_plain), NUMBER_NOT);
	assert_int_equal(as_amount("1.2.3", &number_plain), NUMBER_NOT);
}

static void a_blank_cell_is_no_number(void **state)
{
	int64_t value;
	struct money money;

	(void)state;
	assert_int_equal(number_integer(SPAN_NONE, &number_plain, &value), NUMBER_NOT);
	assert_int_equal(number_money(SPAN_NONE, &number_plain, &money), NUMBER_NOT);
}

static void a_number_that_does_not_fit_is_out_of_range(void **state)
{
	(void)state;
	assert_int_equal(as_whole("9223372036854775808", &number_plain), NUMBER_RANGE);
	assert_int_equal(as_whole("-9223372036854775808", &number_plain), NUMBER_RANGE);
	assert_int_equal(as_whole("99999999999999999999999999999999999999999999999", &number_plain),
		NUMBER_RANGE);
	assert_int_equal(as_amount("922337203685477.5808", &number_plain), NUMBER_RANGE);
	assert_int_equal(as_amount("99999999999999999999999999999999999999999.99", &number_plain),
		NUMBER_RANGE);
	assert_int_equal(amount("922337203685477.5807", &number_plain), INT64_MAX);
}

static void an_amount_has_at_most_four_places(void **state)
{
	(void)state;
	assert_int_equal(amount("12", &number_plain), 120000);
	assert_int_equal(amount("12.5", &number_plain), 125000);
	assert_int_equal(amount("-0.0001", &number_plain), -1);
	assert_int_equal(as_amount("0.00001", &number_plain), NUMBER_RANGE);
	assert_int_equal(as_amount("0.12345x", &number_plain), NUMBER_NOT);
}

static void thousands_have_groups_of_three(void **state)
{
	(void)state;
	assert_int_equal(whole("1,234,567", &american), 1234567);
	assert_int_equal(whole("1234567", &american), 1234567);
	assert_int_equal(amount("1.234,56", &european), 12345600);
	assert_int_equal(as_whole("1,23", &american), NUMBER_NOT);
	assert_int_equal(as_whole("1234,567", &american), NUMBER_NOT);
	assert_int_equal(as_whole(",123", &american), NUMBER_NOT);
	assert_int_equal(as_whole("1,,000", &american), NUMBER_NOT);
	assert_int_equal(as_whole("1,000,", &american), NUMBER_NOT);
	assert_int_equal(as_amount("1,234.567,8", &american), NUMBER_NOT);
}

static void a_mark_of_thousands_may_be_any_one_character(void **state)
{
	static const char *const marks[] = {" ", "'", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x99"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		struct number_style style = {.decimal = ','};
		memcpy(style.thousands, marks[i], strlen(marks[i]) + 1);
		char *text AUTOFREE = mem_printf("-1%s234%s567,8", marks[i], marks[i]);
		char *half AUTOFREE = mem_printf("1%.1s", marks[i]);
		assert_int_equal(amount(text, &style), -12345678000);
		assert_int_equal(amount("1234", &style), 12340000);
		assert_int_equal(as_amount("1.234", &style), NUMBER_NOT);
		assert_int_equal(as_amount(half, &style), NUMBER_NOT);
	}
}

static void marks_of_another_style_are_refused(void **state)
{
	(void)state;
	assert_int_equal(as_amount("1,234.56", &european), NUMBER_NOT);
	assert_int_equal(as_amount("1.234,56", &number_plain), NUMBER_NOT);
	assert_int_equal(as_amount("1.234,56", &american), NUMBER_NOT);
}

static void each_style_writes_a_negative_number_its_own_way(void **state)
{
	(void)state;
	assert_int_equal(whole("12-", &trailing), -12);
	assert_int_equal(whole("(1,200)", &booked), -1200);
	assert_int_equal(amount("(0.50)", &booked), -5000);
	assert_int_equal(as_whole("-12", &trailing), NUMBER_NOT);
	assert_int_equal(as_whole("-12", &booked), NUMBER_NOT);
	assert_int_equal(as_whole("()", &booked), NUMBER_NOT);
	assert_int_equal(as_whole("(12", &booked), NUMBER_NOT);
	assert_int_equal(as_whole("-", &trailing), NUMBER_NOT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digits_are_a_whole_number),
		cmocka_unit_test(nothing_but_digits_marks_and_sign_is_a_number),
		cmocka_unit_test(a_blank_cell_is_no_number),
		cmocka_unit_test(a_number_that_does_not_fit_is_out_of_range),
		cmocka_unit_test(an_amount_has_at_most_four_places),
		cmocka_unit_test(thousands_have_groups_of_three),
		cmocka_unit_test(a_mark_of_thousands_may_be_any_one_character),
		cmocka_unit_test(marks_of_another_style_are_refused),
		cmocka_unit_test(each_style_writes_a_negative_number_its_own_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
