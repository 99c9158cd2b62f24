/* fork(2), a counter in shared memory, and a memory file a process for what it gives back. */
#include "pipeline/edge/pool.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pipeline/base/mem.h"

#define TELL_EVERY 100 /* milliseconds */

/* Shared by all: which item comes next, how many are done, and who took each. */
struct board {
	atomic_size_t next, done;
	int taken_by[];
};

struct worker {
	pid_t pid;
	int fd; /* its memory file */
};

struct pool {
	const struct pool_work *work;
	size_t count;
	int jobs;
	struct board *board;
	struct worker *workers;
	int worker_count;
};

static size_t board_size(size_t count)
{
	return sizeof(struct board) + count * sizeof(int);
}

static void put_text(struct str *out, const char *text)
{
	str_add_bytes(out, text, strlen(text) + 1);
}

/* One item's result as texts that end in NUL: item, code, text, then message and hint of each
 * problem; an empty text is the end. */
static void put_result(struct str *out, size_t item, const struct str *text,
	const struct error *err)
{
	str_addf(out, "%zu", item);
	str_add_char(out, '\0');
	str_addf(out, "%d", err->code);
	str_add_char(out, '\0');
	put_text(out, str_text(text));
	for (size_t i = 0; i < err->count; i++) {
		put_text(out, err->items[i].message);
		put_text(out, err->items[i].hint ? err->items[i].hint : "");
	}
	put_text(out, "");
}

static int write_all(int fd, const struct str *text)
{
	for (size_t at = 0; at < text->len;) {
		ssize_t n = write(fd, text->s + at, text->len - at);
		if (n < 0 && errno != EINTR)
			return -1;
		at += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

/* An item that was performed. */
struct done {
	const struct pool *pool;
	int number; /* of the process */
	size_t item;
	struct str text;
	struct error err;
	bool running; /* a thread finishes it */
	pthread_t thread;
};

static void give_back(struct done *done)
{
	struct str out AUTOSTR = STR_INIT;

	put_result(&out, done->item, &done->text, &done->err);
	if (write_all(done->pool->workers[done->number].fd, &out) < 0)
		_exit(EXIT_OSERR);
	atomic_fetch_add(&done->pool->board->done, 1);
	str_release(&done->text);
	error_release(&done->err);
}

static void *finish(void *context)
{
	struct done *done = context;
	const struct pool_work *work = done->pool->work;
	struct error err CLEANUP(error_release) = ERROR_INIT;

	if (work->finish && work->finish(work->context, done->item, &err) < 0 && done->err.code == 0)
		error_absorb(&done->err, &err);
	give_back(done);
	return NULL;
}

static void await(struct done *done)
{
	if (done->running)
		pthread_join(done->thread, NULL);
	done->running = false;
}

/* One thread at most: what waits for the disk is one item, and not all of them. */
static void begin_finish(struct done *done)
{
	const struct pool *pool = done->pool;

	done->running = pool->work->finish && pool->jobs > 1 &&
		pthread_create(&done->thread, NULL, finish, done) == 0;
	if (!done->running)
		finish(done);
}

static void work_on(const struct pool *pool, int number)
{
	struct done done[2] = {{0}}; /* the one before, and this one */
	int turn = 0;
	size_t item;

	while ((item = atomic_fetch_add(&pool->board->next, 1)) < pool->count) {
		struct done *this = &done[turn];
		turn = !turn;
		*this = (struct done){pool, number, item, STR_INIT, ERROR_INIT};
		pool->board->taken_by[item] = number;
		pool->work->perform(pool->work->context, item, &this->text, &this->err);
		await(&done[turn]);
		begin_finish(this);
	}
	await(&done[0]);
	await(&done[1]);
}

static int start_worker(struct pool *pool, struct error *err)
{
	struct worker *worker = &pool->workers[pool->worker_count];
	pid_t parent = getpid();

	worker->fd = memfd_create("cashback-pool", MFD_CLOEXEC);
	if (worker->fd < 0)
		return error_errno(err, EXIT_OSERR, "no file for a worker's results");
	worker->pid = fork();
	if (worker->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() == parent)
			work_on(pool, pool->worker_count);
		_exit(EXIT_DONE);
	}
	if (worker->pid > 0) {
		pool->worker_count++;
		return 0;
	}
	error_errno(err, EXIT_OSERR, "no further process can be started");
	close(worker->fd);
	return -1;
}

/* "" where the worker was killed while it wrote. */
static const char *next_text(const struct str *in, size_t *at)
{
	const char *text = *at < in->len ? in->s + *at : "";

	*at += strlen(text) + 1;
	return text;
}

static void take_result(const struct str *in, size_t *at, struct pool_result *results)
{
	struct pool_result *result = &results[strtoull(next_text(in, at), NULL, 10)];
	int code = (int)strtol(next_text(in, at), NULL, 10);
	const char *message;

	str_add(&result->text, next_text(in, at));
	while ((message = next_text(in, at))[0]) {
		const char *hint = next_text(in, at);
		error_also(&result->err, code, "%s", message);
		if (hint[0])
			error_hint(&result->err, "%s", hint);
	}
	result->back = true;
}

static void take_results(const struct worker *worker, struct pool_result *results)
{
	struct str in AUTOSTR = STR_INIT;
	char buffer[16 * 1024];
	ssize_t n;

	while ((n = pread(worker->fd, buffer, sizeof(buffer), (off_t)in.len)) > 0)
		str_add_bytes(&in, buffer, (size_t)n);
	for (size_t at = 0; at < in.len;)
		take_result(&in, &at, results);
}

/* A kill comes from outside (no memory is left, somebody ends it); any other signal is a defect. */
static int code_of_signal(int status)
{
	return WTERMSIG(status) == SIGKILL || WTERMSIG(status) == SIGTERM ? EXIT_OSERR : EXIT_BUG;
}

/* The item that a worker was at when it ended. */
static void blame(const struct pool *pool, int number, int status, struct pool_result *results)
{
	size_t begun = atomic_load(&pool->board->next);

	for (size_t i = 0; i < begun && i < pool->count; i++) {
		if (results[i].back || pool->board->taken_by[i] != number)
			continue;
		results[i].back = true;
		if (WIFSIGNALED(status))
			error_set(&results[i].err, code_of_signal(status),
				"the process that worked on it was ended by signal %d (%s)", WTERMSIG(status),
				strsignal(WTERMSIG(status)));
		else if (WEXITSTATUS(status) == EXIT_OSERR)
			error_set(&results[i].err, EXIT_OSERR, "the process that worked on it had no memory left");
		else
			error_set(&results[i].err, EXIT_BUG,
				"the process that worked on it ended with status %d", WEXITSTATUS(status));
	}
}

/* Until the process ends: says how far all of them are. Without a file for the process (an old
 * kernel), nothing is said. */
static void watch(const struct pool *pool, pid_t pid)
{
	struct progress *progress = pool->work->progress;
	struct pollfd ended = {.fd = progress ? pidfd_open(pid, 0) : -1, .events = POLLIN};
	int n = 0;

	if (ended.fd < 0)
		return;
	while (n == 0 || (n < 0 && errno == EINTR)) {
		progress_show(progress, pool->work->unit, atomic_load(&pool->board->done), pool->count);
		n = poll(&ended, 1, TELL_EVERY);
	}
	close(ended.fd);
}

static void wait_for(const struct pool *pool, int number, struct pool_result *results)
{
	const struct worker *worker = &pool->workers[number];
	int status = 0;

	watch(pool, worker->pid);
	while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
		;
	take_results(worker, results);
	close(worker->fd);
	blame(pool, number, status, results);
}

static void collect(const struct pool *pool, struct pool_result *results)
{
	for (int i = 0; i < pool->worker_count; i++)
		wait_for(pool, i, results);
	for (size_t i = 0; i < pool->count; i++)
		if (!results[i].back)
			error_set(&results[i].err, EXIT_OSERR, "was not worked on: the other processes ended early");
}

int pool_run(const struct pool_work *work, size_t count, int jobs, struct pool_result *results,
	struct error *err)
{
	struct pool pool = {.work = work, .count = count, .jobs = jobs};
	struct error failed CLEANUP(error_release) = ERROR_INIT;

	if (count == 0)
		return 0;
	pool.board = mmap(NULL, board_size(count), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		-1, 0);
	if (pool.board == MAP_FAILED)
		return error_errno(err, EXIT_OSERR, "no shared memory for the workers");
	for (size_t i = 0; i < count; i++) {
		results[i] = (struct pool_result){.err = ERROR_INIT};
		pool.board->taken_by[i] = -1;
	}
	pool.workers = mem_alloc((size_t)jobs * sizeof(*pool.workers));
	fflush(NULL);
	for (int i = 0; i < jobs && (size_t)i < count && start_worker(&pool, &failed) == 0; i++)
		;
	int result = pool.worker_count > 0 ? 0 : error_absorb(err, &failed);
	collect(&pool, results);
	free(pool.workers);
	munmap(pool.board, board_size(count));
	return result;
}

void pool_results_release(struct pool_result *results, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		str_release(&results[i].text);
		error_release(&results[i].err);
	}
}
