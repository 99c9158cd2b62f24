/* Filters: never no for what is in it, and seldom yes for what is not. */
#include "pipeline/edge/filter.h"

#include <stdio.h>

#include "tests/support/cm.h"

enum { MANY = 1000, BITS = 64 * 1024 };

static uint64_t hash_of(int i)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", i);
	return filter_text(span_of(text));
}

static void what_was_added_is_in_it_and_little_else(void **state)
{
	struct filter filter;
	int wrong = 0;

	(void)state;
	filter_init(&filter, BITS);
	for (int i = 0; i < MANY; i++)
		filter_add(&filter, hash_of(i));
	for (int i = 0; i < MANY; i++) {
		assert_true(filter_has(&filter, hash_of(i)));
		wrong += filter_has(&filter, hash_of(MANY + i));
	}
	assert_true(wrong < MANY / 20);
	filter_release(&filter);
	filter_release(&filter); /* a second time does no harm */
}

static void one_with_little_in_it_shrinks_and_still_knows_it(void **state)
{
	struct filter filter;
	int wrong = 0;

	(void)state;
	filter_init(&filter, 1024 * BITS);
	for (int i = 0; i < MANY; i++)
		filter_add(&filter, hash_of(i));
	filter_shrink(&filter, 100);
	uint64_t bits = (filter.mask + 1) * 64; /* each has two, but for a few that share one */
	assert_true(bits >= 190 * MANY && bits < 400 * MANY);
	for (int i = 0; i < MANY; i++) {
		assert_true(filter_has(&filter, hash_of(i)));
		wrong += filter_has(&filter, hash_of(MANY + i));
	}
	assert_true(wrong < MANY / 20);
	filter_release(&filter);
	filter_shrink(&filter, 100); /* nothing to do */
}

static void nothing_is_in_one_that_was_never_made(void **state)
{
	struct filter filter = {0};

	(void)state;
	assert_false(filter_has(&filter, hash_of(1)));
}

static void two_parts_have_a_hash_of_their_own_in_their_order(void **state)
{
	(void)state;
	assert_true(filter_join(1, 2) != filter_join(2, 1));
	assert_true(filter_join(1, 2) != filter_join(1, 3));
	assert_true(filter_join(1, 2) == filter_join(1, 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_added_is_in_it_and_little_else),
		cmocka_unit_test(one_with_little_in_it_shrinks_and_still_knows_it),
		cmocka_unit_test(nothing_is_in_one_that_was_never_made),
		cmocka_unit_test(two_parts_have_a_hash_of_their_own_in_their_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
