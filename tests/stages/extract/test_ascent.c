/* Which numbers are certain to be new. */
#include "stages/extract/ascent.h"

#include "tests/support/test.h"

static bool next(struct ascent *ascent, const char *number)
{
	return ascent_next(ascent, span_of(number));
}

static void numbers_that_go_up_are_new(void **state)
{
	struct ascent ascent = {0};

	(void)state;
	assert_true(next(&ascent, "F0098"));
	assert_true(next(&ascent, "F0099"));
	assert_true(next(&ascent, "F0100"));
}

static void a_number_that_comes_again_ends_it_for_good(void **state)
{
	struct ascent ascent = {0};

	(void)state;
	assert_true(next(&ascent, "F1"));
	assert_true(next(&ascent, "F2"));
	assert_false(next(&ascent, "F2"));
	assert_false(next(&ascent, "F3"));
}

static void a_lower_number_ends_it(void **state)
{
	struct ascent ascent = {0};

	(void)state;
	assert_true(next(&ascent, "F5"));
	assert_false(next(&ascent, "F4"));
}

static void each_series_goes_up_by_itself(void **state)
{
	struct ascent ascent = {0};

	(void)state;
	assert_true(next(&ascent, "F500"));
	assert_true(next(&ascent, "CN100"));
	assert_true(next(&ascent, "F501"));
	assert_true(next(&ascent, "CN101"));
	assert_false(next(&ascent, "CN101"));
}

static void longer_numbers_are_a_series_of_their_own(void **state)
{
	struct ascent ascent = {0};

	(void)state;
	assert_true(next(&ascent, "9"));
	assert_true(next(&ascent, "10"));
	assert_true(next(&ascent, "11"));
	assert_false(next(&ascent, "9"));
}

static void letters_that_begin_like_those_of_a_series_are_another_one(void **state)
{
	struct ascent ascent = {0};

	(void)state;
	assert_true(next(&ascent, "C500"));
	assert_true(next(&ascent, "CN10"));
	assert_true(next(&ascent, "C501"));
	assert_true(next(&ascent, "ABCD"));
	assert_false(next(&ascent, "ABCD"));
}

static void too_many_series_end_it(void **state)
{
	struct ascent ascent = {0};
	char number[] = "A1";

	(void)state;
	for (int i = 0; i < ASCENT_SERIES; i++, number[0]++)
		assert_true(next(&ascent, number));
	assert_false(next(&ascent, number));
}

static void a_number_that_is_too_long_ends_it(void **state)
{
	struct ascent ascent = {0};
	char number[ASCENT_LENGTH + 2];

	(void)state;
	memset(number, '1', sizeof(number));
	assert_true(ascent_next(&ascent, (struct span){number, ASCENT_LENGTH}));
	assert_false(ascent_next(&ascent, (struct span){number, ASCENT_LENGTH + 1}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_that_go_up_are_new),
		cmocka_unit_test(a_number_that_comes_again_ends_it_for_good),
		cmocka_unit_test(a_lower_number_ends_it),
		cmocka_unit_test(each_series_goes_up_by_itself),
		cmocka_unit_test(longer_numbers_are_a_series_of_their_own),
		cmocka_unit_test(letters_that_begin_like_those_of_a_series_are_another_one),
		cmocka_unit_test(too_many_series_end_it),
		cmocka_unit_test(a_number_that_is_too_long_ends_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
