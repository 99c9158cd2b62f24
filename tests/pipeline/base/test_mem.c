/* Running out of memory, in code of ours and in a library. */
#include <jansson.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pipeline/base/error.h"
#include "pipeline/base/mem.h"
#include "tests/support/test.h"

#define ROOM (64 * 1024 * 1024)

static void take_memory(void)
{
	for (;;)
		mem_alloc(1024 * 1024);
}

static void let_a_library_take_memory(void)
{
	json_t *list = json_array();

	for (;;)
		json_array_append_new(list, json_string("a text, for which jansson needs memory"));
}

/* What another process says that has `ROOM` for it, and its status. */
static int status_without_memory(void (*act)(void), char *ret_said, size_t size)
{
	int ends[2], status;

	assert_int_equal(pipe(ends), 0);
	pid_t pid = fork();
	if (pid == 0) {
		struct rlimit limit = {ROOM, ROOM};
		dup2(ends[1], STDERR_FILENO);
		if (setrlimit(RLIMIT_AS, &limit) == 0)
			act();
		_exit(EXIT_DONE);
	}
	close(ends[1]);
	ssize_t n = read(ends[0], ret_said, size - 1);
	ret_said[n > 0 ? n : 0] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void without_memory_a_process_says_so_and_ends_with_71(void **state)
{
	char said[256];

	(void)state;
	if (MEM_SANITIZER)
		skip();
	assert_int_equal(status_without_memory(take_memory, said, sizeof(said)), EXIT_OSERR);
	assert_string_equal(said, "cashback: out of memory\n");
}

static void a_library_never_sees_that_there_is_no_memory(void **state)
{
	char said[256];

	(void)state;
	if (MEM_SANITIZER)
		skip();
	assert_int_equal(status_without_memory(let_a_library_take_memory, said, sizeof(said)),
		EXIT_OSERR);
	assert_string_equal(said, "cashback: out of memory\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_memory_a_process_says_so_and_ends_with_71),
		cmocka_unit_test(a_library_never_sees_that_there_is_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
