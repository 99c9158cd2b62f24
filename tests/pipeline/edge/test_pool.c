/* Items of work in several processes. */
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "pipeline/edge/pool.h"
#include "tests/support/test.h"

#define ITEMS 40

/* Item 7 fails, item 11 dies, the others give their number back. */
static int perform(void *context, size_t item, struct str *ret_text, struct error *err)
{
	const char *what = context;

	if (item == 7) {
		error_set(err, EXIT_DATA, "%s %zu cannot be read", what, item);
		return error_hint(err, "deliver it again");
	}
	if (item == 11)
		kill(getpid(), SIGKILL);
	str_addf(ret_text, "%s %zu by %d", what, item, (int)getpid());
	return 0;
}

static void run(int jobs, struct pool_result results[ITEMS])
{
	struct pool_work work = {perform, (char[]){"file"}};
	struct error err CLEANUP(error_release) = ERROR_INIT;

	pool_run(&work, ITEMS, jobs, results, &err);
	assert_no_problem(&err);
}

static void every_item_gives_its_text_back(void **state)
{
	struct pool_result results[ITEMS];

	(void)state;
	run(4, results);
	for (int i = 0; i < ITEMS; i++) {
		char *expected AUTOFREE = mem_printf("file %d by ", i);
		if (i != 7 && i != 11)
			assert_memory_equal(str_text(&results[i].text), expected, strlen(expected));
	}
	pool_results_release(results, ITEMS);
}

static void an_item_that_fails_gives_its_error_back(void **state)
{
	struct pool_result results[ITEMS];

	(void)state;
	run(3, results);
	assert_int_equal(results[7].err.code, EXIT_DATA);
	assert_problem(&results[7].err, "file 7 cannot be read");
	assert_string_equal(results[7].err.items[0].hint, "deliver it again");
	pool_results_release(results, ITEMS);
}

static void a_process_that_dies_fails_the_item_it_was_at_and_no_other(void **state)
{
	struct pool_result results[ITEMS];
	int failed = 0;

	(void)state;
	run(4, results);
	for (int i = 0; i < ITEMS; i++)
		failed += results[i].err.code != 0;
	assert_int_equal(failed, 2);
	assert_int_equal(results[11].err.code, EXIT_OSERR);
	assert_problem(&results[11].err, "ended by signal 9");
	pool_results_release(results, ITEMS);
}

static void items_that_nobody_is_left_to_do_are_failed(void **state)
{
	struct pool_result results[ITEMS];

	(void)state;
	run(1, results);
	assert_int_equal(results[10].err.code, 0);
	for (int i = 12; i < ITEMS; i++)
		assert_problem(&results[i].err, "was not worked on");
	pool_results_release(results, ITEMS);
}

static int perform_step(void *context, size_t item, struct str *ret_text, struct error *err)
{
	(void)context;
	str_addf(ret_text, "%zu", item);
	return item == 7 ? error_set(err, EXIT_DATA, "cannot be read") : 0;
}

static int finish_step(void *context, size_t item, struct error *err)
{
	int *finished = context;

	usleep(1000);
	__atomic_fetch_add(finished, 1, __ATOMIC_SEQ_CST);
	return item == 9 || item == 7 ? error_set(err, EXIT_IOERR, "cannot be synced") : 0;
}

static void every_item_is_finished_before_it_gives_its_text_back(void **state)
{
	int *finished = mmap(NULL, sizeof(*finished), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct pool_work work = {.perform = perform_step, .context = finished, .finish = finish_step};
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct pool_result results[ITEMS];

	(void)state;
	for (int jobs = 1; jobs <= 3; jobs++) {
		*finished = 0;
		assert_int_equal(pool_run(&work, 11, jobs, results, &err), 0);
		assert_int_equal(*finished, 11);
		assert_string_equal(str_text(&results[10].text), "10");
		assert_int_equal(results[7].err.count, 1);
		assert_problem(&results[7].err, "cannot be read");
		assert_problem(&results[9].err, "cannot be synced");
		assert_int_equal(results[8].err.code, 0);
		pool_results_release(results, 11);
	}
	munmap(finished, sizeof(*finished));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_item_gives_its_text_back),
		cmocka_unit_test(an_item_that_fails_gives_its_error_back),
		cmocka_unit_test(a_process_that_dies_fails_the_item_it_was_at_and_no_other),
		cmocka_unit_test(every_item_is_finished_before_it_gives_its_text_back),
		cmocka_unit_test(items_that_nobody_is_left_to_do_are_failed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
