/* A stream that a thread reads ahead. */
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/readahead.h"
#include "tests/support/test.h"

#define LONG ((size_t)5 * 1024 * 1024 + 17) /* more than waits at once */

/* Numbers its bytes, and gives them in pieces of uneven size. */
struct numbers {
	size_t given, length;
	bool fails; /* in the end */
};

static unsigned char number_of(size_t at)
{
	return (unsigned char)(at * 2654435761U >> 24);
}

static ssize_t give(void *context, void *bytes, size_t room, struct error *err)
{
	struct numbers *numbers = context;
	size_t count = numbers->length - numbers->given, most = 1 + numbers->given % 70000;

	if (count == 0 && numbers->fails)
		return error_set(err, EXIT_DATA, "cut off at byte %zu", numbers->given);
	count = count < most ? count : most;
	count = count < room ? count : room;
	for (size_t i = 0; i < count; i++)
		((unsigned char *)bytes)[i] = number_of(numbers->given + i);
	numbers->given += count;
	return (ssize_t)count;
}

/* How many bytes come, in pieces of `room`, that are the right ones; the last answer in `ret_end`. */
static size_t take_all(struct readahead *ahead, size_t room, ssize_t *ret_end, struct error *err)
{
	unsigned char *bytes AUTOFREE = mem_alloc(room);
	size_t taken = 0;

	while ((*ret_end = readahead_read(ahead, bytes, room, err)) > 0) {
		assert_in_range(*ret_end, 1, room);
		for (ssize_t i = 0; i < *ret_end; i++)
			assert_int_equal(bytes[i], number_of(taken + (size_t)i));
		taken += (size_t)*ret_end;
	}
	return taken;
}

static void check_bytes(size_t length, size_t room)
{
	struct numbers numbers = {.length = length};
	struct readahead ahead = {0};
	struct error err CLEANUP(error_release) = ERROR_INIT;
	ssize_t end;

	assert_int_equal(readahead_start(&ahead, give, &numbers), 0);
	assert_int_equal(take_all(&ahead, room, &end, &err), length);
	assert_int_equal(end, 0);
	assert_int_equal(readahead_read(&ahead, &end, 1, &err), 0); /* and again */
	readahead_stop(&ahead);
	readahead_stop(&ahead);
}

static void all_bytes_come_in_their_order(void **state)
{
	(void)state;
	check_bytes(LONG, 128 * 1024);
	check_bytes(LONG, 100003);
	check_bytes(70000, 1);
}

static void a_stream_may_be_empty(void **state)
{
	(void)state;
	check_bytes(0, 10);
}

static void an_error_comes_behind_the_bytes_before_it(void **state)
{
	struct numbers numbers = {.length = 300000, .fails = true};
	struct readahead ahead = {0};
	struct error err CLEANUP(error_release) = ERROR_INIT;
	ssize_t end;

	(void)state;
	assert_int_equal(readahead_start(&ahead, give, &numbers), 0);
	assert_int_equal(take_all(&ahead, 4096, &end, &err), 300000);
	assert_int_equal(end, -1);
	assert_int_equal(err.code, EXIT_DATA);
	assert_string_equal(error_text(&err), "cut off at byte 300000");
	readahead_stop(&ahead);
}

static void it_can_be_stopped_before_the_end(void **state)
{
	struct numbers numbers = {.length = LONG};
	struct readahead ahead = {0};
	struct error err CLEANUP(error_release) = ERROR_INIT;
	unsigned char byte;

	(void)state;
	assert_int_equal(readahead_start(&ahead, give, &numbers), 0);
	assert_int_equal(readahead_read(&ahead, &byte, 1, &err), 1);
	readahead_stop(&ahead);
	assert_true(numbers.given < LONG);
}

static void what_was_not_started_is_stopped(void **state)
{
	struct readahead ahead = {0};

	(void)state;
	readahead_stop(&ahead);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_bytes_come_in_their_order),
		cmocka_unit_test(a_stream_may_be_empty),
		cmocka_unit_test(an_error_comes_behind_the_bytes_before_it),
		cmocka_unit_test(it_can_be_stopped_before_the_end),
		cmocka_unit_test(what_was_not_started_is_stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
