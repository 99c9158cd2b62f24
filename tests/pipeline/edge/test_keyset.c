/* The map from hashed keys to numbers. */
#include "pipeline/edge/keyset.h"
#include "tests/support/test.h"

static struct key number_key(uint64_t number)
{
	return key_of(&number, sizeof(number));
}

static void a_key_that_was_never_there_has_no_number(void **state)
{
	struct keyset set CLEANUP(keyset_release) = {0};

	(void)state;
	assert_int_equal(keyset_get(&set, number_key(1)), 0);
	*keyset_at(&set, number_key(2)) = 5;
	assert_int_equal(keyset_get(&set, number_key(1)), 0);
}

static void every_key_keeps_its_number_while_the_set_grows(void **state)
{
	struct keyset set CLEANUP(keyset_release) = {0};

	(void)state;
	for (uint64_t i = 1; i <= 100000; i++)
		*keyset_at(&set, number_key(i)) = i;
	assert_int_equal(set.count, 100000);
	for (uint64_t i = 1; i <= 100000; i++)
		assert_int_equal(keyset_get(&set, number_key(i)), i);
}

static void a_number_can_be_changed(void **state)
{
	struct keyset set CLEANUP(keyset_release) = {0};

	(void)state;
	++*keyset_at(&set, number_key(7));
	++*keyset_at(&set, number_key(7));
	assert_int_equal(keyset_get(&set, number_key(7)), 2);
	assert_int_equal(set.count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_that_was_never_there_has_no_number),
		cmocka_unit_test(every_key_keeps_its_number_while_the_set_grows),
		cmocka_unit_test(a_number_can_be_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
