/* Items that threads prepare ahead. */
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/ahead.h"
#include "tests/support/test.h"

#define ITEMS 500

struct seen {
	size_t fails_to_prepare, refused; /* items; ITEMS: none */
	size_t count;
	size_t items[ITEMS];
};

static int released; /* less what was prepared */

static int prepare(void *context, size_t item, void *result, struct error *err)
{
	const struct seen *seen = context;
	char **text = result;

	assert_null(*text);
	if (item == seen->fails_to_prepare)
		return error_set(err, EXIT_DATA, "item %zu cannot be read", item);
	if (item % 7 == 0)
		usleep(100);
	__atomic_fetch_sub(&released, 1, __ATOMIC_RELAXED);
	*text = mem_printf("%zu", item);
	return 0;
}

static int take(void *context, size_t item, void *result, struct error *err)
{
	struct seen *seen = context;

	if (item == seen->refused)
		return error_set(err, EXIT_IOERR, "item %zu is refused", item);
	assert_int_equal(strtoul(*(char **)result, NULL, 10), item);
	seen->items[seen->count++] = item;
	return 0;
}

static void release(void *context, void *result)
{
	(void)context;
	if (*(char **)result)
		__atomic_fetch_add(&released, 1, __ATOMIC_RELAXED);
	free(*(char **)result);
}

static int run(struct seen *seen, int jobs, struct error *err)
{
	struct ahead work = {prepare, take, release, seen, sizeof(char *)};

	released = 0;
	return ahead_run(&work, ITEMS, jobs, err);
}

static const int some_jobs[] = {1, 2, 3, 8};

static void every_item_is_taken_in_its_order_with_any_number_of_threads(void **state)
{
	(void)state;
	for (size_t j = 0; j < ARRAY_LEN(some_jobs); j++) {
		struct seen seen = {ITEMS, ITEMS};
		struct error err CLEANUP(error_release) = ERROR_INIT;

		assert_int_equal(run(&seen, some_jobs[j], &err), 0);
		assert_int_equal(seen.count, ITEMS);
		for (size_t i = 0; i < ITEMS; i++)
			assert_int_equal(seen.items[i], i);
		assert_int_equal(released, 0);
	}
}

static void the_first_item_that_cannot_be_prepared_ends_it(void **state)
{
	(void)state;
	for (size_t j = 0; j < ARRAY_LEN(some_jobs); j++) {
		struct seen seen = {93, ITEMS};
		struct error err CLEANUP(error_release) = ERROR_INIT;

		assert_int_equal(run(&seen, some_jobs[j], &err), -1);
		assert_problem(&err, "item 93 cannot be read");
		assert_int_equal(seen.count, 93);
		assert_int_equal(released, 0);
	}
}

static void an_item_that_is_refused_ends_it_and_nothing_stays(void **state)
{
	(void)state;
	for (size_t j = 0; j < ARRAY_LEN(some_jobs); j++) {
		struct seen seen = {ITEMS, 41};
		struct error err CLEANUP(error_release) = ERROR_INIT;

		assert_int_equal(run(&seen, some_jobs[j], &err), -1);
		assert_int_equal(err.code, EXIT_IOERR);
		assert_int_equal(seen.count, 41);
		assert_int_equal(released, 0);
	}
}

static void no_items_are_no_work(void **state)
{
	struct ahead work = {prepare, take, release, NULL, sizeof(char *)};
	struct error err CLEANUP(error_release) = ERROR_INIT;

	(void)state;
	assert_int_equal(ahead_run(&work, 0, 4, &err), 0);
}

/* Pieces of a text, each of which begins where the one before it ends. */
struct text {
	int at;
	bool torn; /* it cannot be read to its end */
	int taken[40];
	size_t count;
};

static int begin_piece(void *context, size_t item, void *result, struct error *err)
{
	struct text *text = context;
	int *piece = result;

	(void)item;
	if (text->torn && text->at == 30)
		return error_set(err, EXIT_IOERR, "piece %d is torn", text->at);
	*piece = text->at++;
	return text->at <= 40;
}

static int prepare_piece(void *context, size_t item, void *result, struct error *err)
{
	(void)context;
	(void)err;
	assert_int_equal(*(int *)result, item);
	usleep(item % 3 * 50);
	*(int *)result *= 2;
	return 0;
}

static int take_piece(void *context, size_t item, void *result, struct error *err)
{
	struct text *text = context;

	(void)err;
	assert_int_equal(text->count, item);
	text->taken[text->count++] = *(int *)result;
	return 0;
}

static void items_can_be_begun_one_after_the_other_until_there_are_no_more(void **state)
{
	struct ahead work = {prepare_piece, take_piece, NULL, NULL, sizeof(int), begin_piece};

	(void)state;
	for (size_t j = 0; j < ARRAY_LEN(some_jobs); j++) {
		struct text text = {0};
		struct error err CLEANUP(error_release) = ERROR_INIT;

		work.context = &text;
		assert_int_equal(ahead_run(&work, AHEAD_ALL, some_jobs[j], &err), 0);
		assert_int_equal(text.count, 40);
		for (int i = 0; i < 40; i++)
			assert_int_equal(text.taken[i], 2 * i);
	}
}

static void an_item_that_cannot_be_begun_ends_it_after_those_before_it(void **state)
{
	struct ahead work = {prepare_piece, take_piece, NULL, NULL, sizeof(int), begin_piece};

	(void)state;
	for (size_t j = 0; j < ARRAY_LEN(some_jobs); j++) {
		struct text text = {.torn = true};
		struct error err CLEANUP(error_release) = ERROR_INIT;

		work.context = &text;
		assert_int_equal(ahead_run(&work, AHEAD_ALL, some_jobs[j], &err), -1);
		assert_problem(&err, "piece 30 is torn");
		assert_int_equal(text.count, 30);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_item_is_taken_in_its_order_with_any_number_of_threads),
		cmocka_unit_test(the_first_item_that_cannot_be_prepared_ends_it),
		cmocka_unit_test(an_item_that_is_refused_ends_it_and_nothing_stays),
		cmocka_unit_test(no_items_are_no_work),
		cmocka_unit_test(items_can_be_begun_one_after_the_other_until_there_are_no_more),
		cmocka_unit_test(an_item_that_cannot_be_begun_ends_it_after_those_before_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
