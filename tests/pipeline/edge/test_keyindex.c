/* The index from hashes of keys to places. */
#include "pipeline/edge/keyindex.h"
#include "tests/support/test.h"

static uint64_t number_hash(uint64_t number)
{
	return key_hash(&number, sizeof(number));
}

static bool holds(const struct keyindex *index, uint64_t hash, uint64_t place)
{
	struct keyindex_slot *slot = keyindex_find(index, hash);

	while (slot && keyindex_place(slot) != place)
		slot = keyindex_next(slot);
	return slot != NULL;
}

static void a_hash_that_was_never_there_has_no_place(void **state)
{
	struct keyindex index CLEANUP(keyindex_release) = {0};

	(void)state;
	assert_null(keyindex_find(&index, number_hash(1)));
	keyindex_add(&index, number_hash(2), 5);
	assert_null(keyindex_find(&index, number_hash(1)));
	assert_int_equal(keyindex_place(keyindex_find(&index, number_hash(2))), 5);
}

static void every_hash_keeps_its_place_while_the_index_grows(void **state)
{
	struct keyindex index CLEANUP(keyindex_release) = {0};

	(void)state;
	for (uint64_t i = 1; i <= 300000; i++) {
		keyindex_add(&index, number_hash(i), i);
		assert_true(holds(&index, number_hash(i / 2 + 1), i / 2 + 1));
	}
	assert_int_equal(index.count, 300000);
	for (uint64_t i = 1; i <= 300000; i++)
		assert_true(holds(&index, number_hash(i), i));
}

static void one_hash_can_have_many_places(void **state)
{
	struct keyindex index CLEANUP(keyindex_release) = {0};

	(void)state;
	for (uint64_t i = 1; i <= 3000; i++) {
		keyindex_add(&index, number_hash(i % 10), i);
		keyindex_add(&index, number_hash(1000 + i), i);
	}
	for (uint64_t i = 1; i <= 3000; i++) {
		assert_true(holds(&index, number_hash(i % 10), i));
		assert_true(holds(&index, number_hash(1000 + i), i));
	}
}

/* All are due in the first slot, or in the last one. */
static void the_lowest_and_the_highest_hashes_find_room(void **state)
{
	struct keyindex index CLEANUP(keyindex_release) = {0};

	(void)state;
	for (uint64_t i = 1; i <= 2000; i++) {
		keyindex_add(&index, 0, i);
		keyindex_add(&index, UINT64_MAX, KEYINDEX_PLACE_MAX - i);
	}
	for (uint64_t i = 1; i <= 2000; i++) {
		assert_true(holds(&index, 0, i));
		assert_true(holds(&index, UINT64_MAX, KEYINDEX_PLACE_MAX - i));
	}
	assert_int_equal(index.count, 4000);
}

static void a_mark_stays_with_its_place(void **state)
{
	struct keyindex index CLEANUP(keyindex_release) = {0};

	(void)state;
	for (uint64_t i = 1; i <= 1000; i++) {
		keyindex_add(&index, number_hash(i), i);
		keyindex_set_mark(keyindex_find(&index, number_hash(i)), i % 4);
	}
	for (uint64_t i = 1001; i <= 50000; i++)
		keyindex_add(&index, number_hash(i), i);
	for (uint64_t i = 1; i <= 50000; i++)
		assert_int_equal(keyindex_mark(keyindex_find(&index, number_hash(i))),
			 i <= 1000 ? i % 4 : 0);
}

static void members_of_a_group_have_hashes_of_their_own_side_by_side(void **state)
{
	(void)state;
	for (uint64_t member = 0; member < 1000; member++) {
		uint64_t hash = key_hash_near(7, member), next = key_hash_near(7, member + 1);
		assert_true(hash != next);
		if (member % 4 != 3)
			assert_int_equal(next - hash, 1);
	}
}

static void an_index_never_has_more_than_15_bytes_a_key(void **state)
{
	struct keyindex index CLEANUP(keyindex_release) = {0};

	(void)state;
	for (uint64_t i = 1; i <= 200000; i++) {
		keyindex_add(&index, number_hash(i), i);
		if (i >= 10000)
			assert_true(index.room * sizeof(struct keyindex_slot) <= i * 15);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hash_that_was_never_there_has_no_place),
		cmocka_unit_test(every_hash_keeps_its_place_while_the_index_grows),
		cmocka_unit_test(one_hash_can_have_many_places),
		cmocka_unit_test(the_lowest_and_the_highest_hashes_find_room),
		cmocka_unit_test(a_mark_stays_with_its_place),
		cmocka_unit_test(members_of_a_group_have_hashes_of_their_own_side_by_side),
		cmocka_unit_test(an_index_never_has_more_than_15_bytes_a_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
