/* Sorting by numbers. */
#include "pipeline/base/order.h"

#include <stdbool.h>
#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "tests/support/cm.h"

#define MANY 20000

static uint64_t next_random(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *state >> 20;
}

/* Items in no order, of so many different keys, which are `unit` apart. */
static struct keyed *mixed(size_t count, uint64_t keys, uint64_t unit)
{
	struct keyed *items = mem_alloc(count * sizeof(*items));
	uint64_t state = 1;

	for (size_t i = 0; i < count; i++)
		items[i] = (struct keyed){next_random(&state) % keys * unit, (uint32_t)i, 0};
	return items;
}

static int by_last_digit(const void *a, const void *b, void *context)
{
	int left = (int)(((const struct keyed *)a)->index % 10);
	int right = (int)(((const struct keyed *)b)->index % 10);

	(void)context;
	return left - right;
}

static void assert_in_order(const struct keyed *items, size_t count, keyed_tie tie)
{
	for (size_t i = 1; i < count; i++) {
		const struct keyed *left = &items[i - 1], *right = &items[i];
		assert_true(left->key <= right->key);
		if (left->key != right->key)
			continue;
		int order = tie ? tie(left, right, NULL) : 0;
		assert_true(order < 0 || (order == 0 && left->index < right->index));
	}
}

static void assert_sorts(size_t count, uint64_t keys, uint64_t unit, keyed_tie tie)
{
	struct keyed *items AUTOFREE = mixed(count, keys, unit);
	bool *seen AUTOFREE = mem_alloc(count * sizeof(*seen));

	keyed_sort(items, count, tie, NULL);
	assert_in_order(items, count, tie);
	for (size_t i = 0; i < count; i++) {
		assert_false(seen[items[i].index]);
		seen[items[i].index] = true;
	}
}

static void items_come_by_key_and_then_by_index(void **state)
{
	(void)state;
	for (size_t count = 0; count < 70; count++)
		assert_sorts(count, 5, 1, NULL);
	assert_sorts(MANY, UINT64_MAX, 1, NULL);
	assert_sorts(MANY, 300, 1, NULL);
	assert_sorts(MANY, 300, UINT64_C(1) << 40, NULL);
	assert_sorts(MANY, 200, UINT64_C(1) << 56, NULL);
	assert_sorts(MANY, 1, 1, NULL);
}

static void equal_keys_are_compared(void **state)
{
	(void)state;
	assert_sorts(MANY, 5000, 1, by_last_digit);
	assert_sorts(MANY, 7, 1, by_last_digit);
	assert_sorts(20, 2, 1, by_last_digit);
}

static void what_is_in_order_by_key_is_still_compared(void **state)
{
	struct keyed items[] = {{1, 9, 0}, {2, 11, 0}, {2, 20, 0}, {3, 1, 0}};

	(void)state;
	keyed_sort(items, ARRAY_LEN(items), by_last_digit, NULL);
	assert_int_equal(items[1].index, 20);
	assert_int_equal(items[2].index, 11);
}

static void what_has_the_same_index_comes_by_the_other_number(void **state)
{
	struct keyed items[] = {{1, 1, 2}, {1, 1, 1}, {1, 1, 0}};

	(void)state;
	keyed_sort(items, ARRAY_LEN(items), NULL, NULL);
	for (uint32_t i = 0; i < ARRAY_LEN(items); i++)
		assert_int_equal(items[i].also, i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_come_by_key_and_then_by_index),
		cmocka_unit_test(equal_keys_are_compared),
		cmocka_unit_test(what_is_in_order_by_key_is_still_compared),
		cmocka_unit_test(what_has_the_same_index_comes_by_the_other_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
