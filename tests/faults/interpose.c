/*
 * A library to be preloaded, for what a tracer does not see or cannot pretend. In the programs:
 * the N-th allocation fails (FAULT_BOARD names a file of 32 bytes: four 64-bit numbers, the count so
 * far, N, whether all after it fail too, and how many have failed), counted over all processes of
 * FAULT_PROGRAM; the clock is off by FAULT_CLOCK seconds, or with @ before them stands still there. In
 * a database server: while the file
 * FAULT_FULL exists, nothing more fits into files whose path contains its text.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* glibc's own, under the names that it gives them for this purpose. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

struct board {
	_Atomic uint64_t count, at, from, failed;
};

static struct board *board;
static time_t clock_off, clock_stands_at;
static const char *full;

__attribute__((constructor)) static void begin(void)
{
	const char *path = getenv("FAULT_BOARD"), *program = getenv("FAULT_PROGRAM");
	const char *off = getenv("FAULT_CLOCK");

	if (getenv("FAULT_FULL")) /* a server overwrites its environment */
		full = strdup(getenv("FAULT_FULL"));
	if (off && off[0] == '@')
		clock_stands_at = (time_t)strtol(off + 1, NULL, 10);
	else if (off)
		clock_off = (time_t)strtol(off, NULL, 10);
	if (!path || !program || strcmp(program, program_invocation_short_name) != 0)
		return;
	int fd = open(path, O_RDWR | O_CLOEXEC);
	void *page = mmap(NULL, sizeof(*board), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (page != MAP_FAILED)
		board = page;
}

/* Allocations ------------------------------------------------------------------------------- */

static int fails(void)
{
	if (!board)
		return 0;
	uint64_t number = atomic_fetch_add(&board->count, 1) + 1, at = board->at;
	if (at == 0 || number < at || (number > at && !board->from))
		return 0;
	atomic_fetch_add(&board->failed, 1);
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}

/* The clock --------------------------------------------------------------------------------- */

int clock_gettime(clockid_t clock, struct timespec *ret_time)
{
	static int (*original)(clockid_t, struct timespec *);

	if (!original)
		original = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
	int result = original(clock, ret_time);
	if (clock == CLOCK_REALTIME && clock_stands_at)
		*ret_time = (struct timespec){.tv_sec = clock_stands_at};
	else if (clock == CLOCK_REALTIME)
		ret_time->tv_sec += clock_off;
	return result;
}

time_t time(time_t *ret_time)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (ret_time)
		*ret_time = now.tv_sec;
	return now.tv_sec;
}

int gettimeofday(struct timeval *restrict ret_time, void *restrict unused)
{
	struct timespec now;

	(void)unused;
	clock_gettime(CLOCK_REALTIME, &now);
	*ret_time = (struct timeval){.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000};
	return 0;
}

/* A server's disk --------------------------------------------------------------------------- */

static int is_full(int fd)
{
	char part[64] = "", link[64], path[PATH_MAX];
	int control = full ? open(full, O_RDONLY | O_CLOEXEC) : -1;

	if (control < 0)
		return 0;
	ssize_t length = read(control, part, sizeof(part) - 1);
	close(control);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	ssize_t known = readlink(link, path, sizeof(path) - 1);
	path[known < 0 ? 0 : known] = '\0';
	if (length <= 0 || !strstr(path, part))
		return 0;
	errno = ENOSPC;
	return 1;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset)
{
	static ssize_t (*original)(int, const void *, size_t, off_t);

	if (!original)
		original = (ssize_t(*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, "pwrite");
	return is_full(fd) ? -1 : original(fd, bytes, length, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t offset)
{
	return pwrite(fd, bytes, length, offset);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset)
{
	static ssize_t (*original)(int, const struct iovec *, int, off_t);

	if (!original)
		original = (ssize_t(*)(int, const struct iovec *, int, off_t))dlsym(RTLD_NEXT, "pwritev");
	return is_full(fd) ? -1 : original(fd, parts, count, offset);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off_t offset)
{
	return pwritev(fd, parts, count, offset);
}
