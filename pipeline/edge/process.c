/*
 * fork, execv, waitpid. A child closes every file that it was not given: an embedded server that
 * inherited the lock of a run would hold it for good.
 */
#include "pipeline/edge/process.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pipeline/base/mem.h"

#define KEPT_FD 3 /* where keep_fd stands in the child */

/* In a child: what went wrong is told to the parent by errno through a pipe. */
static void report_and_exit(int fd)
{
	int reason = errno;

	if (write(fd, &reason, sizeof(reason)) < 0)
		_exit(126);
	_exit(127);
}

static void clean_environment(void)
{
	const char *path = getenv("PATH"), *home = getenv("HOME");
	char *kept_path = path ? mem_strdup(path) : NULL, *kept_home = home ? mem_strdup(home) : NULL;

	clearenv();
	setenv("LC_ALL", "C", 1);
	setenv("PATH", kept_path ? kept_path : "/usr/bin:/bin", 1);
	if (kept_home)
		setenv("HOME", kept_home, 1);
	free(kept_path);
	free(kept_home);
}

/* keep_fd and the pipe `report` move to 3 and 4, and everything above is closed. */
static int close_others(int keep_fd, int report)
{
	int high = fcntl(report, F_DUPFD, 16);

	if (high < 0)
		return -1;
	if (keep_fd >= 0 && dup2(keep_fd, KEPT_FD) < 0)
		return -1;
	if (keep_fd == KEPT_FD)
		fcntl(KEPT_FD, F_SETFD, 0);
	if (dup3(high, KEPT_FD + 1, O_CLOEXEC) < 0)
		return -1;
	close_range(KEPT_FD + 2, ~0U, 0);
	if (keep_fd < 0)
		close(KEPT_FD);
	return KEPT_FD + 1;
}

static void become(const struct process *process, const int standard[3], int report)
{
	for (int fd = 0; fd < 3; fd++)
		if (dup2(standard[fd], fd) < 0)
			report_and_exit(report);
	int moved = close_others(process->keep_fd, report);
	if (moved < 0)
		report_and_exit(report);
	clean_environment();
	signal(SIGPIPE, SIG_DFL);
	if (process->dir && chdir(process->dir) < 0)
		report_and_exit(moved);
	execv(process->argv[0], (char *const *)process->argv);
	report_and_exit(moved);
}

/* 0: the program was started; otherwise the errno that kept it from starting. */
static int started(int report)
{
	int reason = 0;
	ssize_t n;

	do
		n = read(report, &reason, sizeof(reason));
	while (n < 0 && errno == EINTR);
	return n == sizeof(reason) ? reason : 0;
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int cannot_start(const char *program, int reason, struct error *err)
{
	errno = reason;
	return error_errno(err, EXIT_OSERR, "%s: cannot be started", program);
}

static int input_file(const char *input)
{
	int fd = input ? memfd_create("input", MFD_CLOEXEC) : open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || !input)
		return fd;
	if (write(fd, input, strlen(input)) != (ssize_t)strlen(input) || lseek(fd, 0, SEEK_SET) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Forks; in the child the program takes over. Returns its pid, or -1 with errno. `detach` leaves
 * it to init: what comes back is then already gone, and waited for. */
static pid_t launch(const struct process *process, const int standard[3], bool detach)
{
	int report[2];

	if (pipe2(report, O_CLOEXEC) < 0)
		return -1;
	pid_t pid = fork();
	if (pid == 0) {
		if (detach && (setsid() < 0 || (pid = fork()) != 0))
			_exit(pid < 0 ? 127 : 0);
		become(process, standard, report[1]);
	}
	close(report[1]);
	int reason = pid < 0 ? errno : started(report[0]);
	close(report[0]);
	if (pid > 0 && (detach || reason) && wait_for(pid) != 0 && !reason)
		reason = EAGAIN;
	errno = reason;
	return reason ? -1 : pid;
}

struct span process_last_line(const char *text)
{
	struct span rest = span_of(text), line, last = SPAN_NONE;

	while (span_cut(&rest, '\n', &line))
		if (!span_blank(span_trim(line)))
			last = span_trim(line);
	return last;
}

static int collect(int fd, struct str *output)
{
	char piece[4096];
	ssize_t n;

	while ((n = read(fd, piece, sizeof(piece))) != 0) {
		if (n > 0)
			str_add_bytes(output, piece, (size_t)n);
		else if (errno != EINTR)
			return -1;
	}
	return 0;
}

int process_run(const struct process *process, struct str *ret_output, struct error *err)
{
	const char *program = process->argv[0];
	int output[2], input = input_file(process->input);

	if (input < 0 || pipe2(output, O_CLOEXEC) < 0) {
		cannot_start(program, errno, err);
		if (input >= 0)
			close(input);
		return -1;
	}
	pid_t pid = launch(process, (const int[]){input, output[1], output[1]}, false);
	int reason = errno;
	close(input);
	close(output[1]);
	if (pid > 0)
		collect(output[0], ret_output);
	close(output[0]);
	if (pid < 0)
		return cannot_start(program, reason, err);
	int status = wait_for(pid);
	struct span last = process_last_line(str_text(ret_output));
	if (status != 0)
		return error_set(err, EXIT_IOERR, "%s failed (status %d): %.*s", program, status,
			SPAN_ARG(last));
	return 0;
}

int process_start(const struct process *process, const char *log, struct error *err)
{
	int input = input_file(NULL);
	int output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	int result = 0;

	if (output < 0)
		result = error_errno(err, EXIT_CANTCREAT, "%s: cannot be opened", log);
	else if (input < 0 || launch(process, (const int[]){input, output, output}, true) < 0)
		result = cannot_start(process->argv[0], errno, err);
	if (input >= 0)
		close(input);
	if (output >= 0)
		close(output);
	return result;
}

static const int watched[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP};
static volatile pid_t waited_for;

static void pass_on(int signal)
{
	if (waited_for > 0)
		kill(waited_for, signal);
}

/* SIGINT and SIGQUIT come from the keyboard, to the program as well; what is sent to us alone is
 * passed on. So this process is always there to tidy up after the program. */
static void watch(struct sigaction *ret_before)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN}, pass = {.sa_handler = pass_on};

	for (size_t i = 0; i < ARRAY_LEN(watched); i++)
		sigaction(watched[i], i < 2 ? &ignore : &pass, &ret_before[i]);
}

static void watch_no_more(const struct sigaction *before)
{
	for (size_t i = 0; i < ARRAY_LEN(watched); i++)
		sigaction(watched[i], &before[i], NULL);
}

/* Forks with those signals held back: none of them is lost before the child is known. */
static pid_t fork_watched(struct sigaction *ret_before)
{
	sigset_t held, mask;

	sigemptyset(&held);
	for (size_t i = 0; i < ARRAY_LEN(watched); i++)
		sigaddset(&held, watched[i]);
	sigprocmask(SIG_BLOCK, &held, &mask);
	watch(ret_before);
	pid_t pid = fork();
	if (pid == 0)
		watch_no_more(ret_before);
	waited_for = pid;
	int reason = errno;
	sigprocmask(SIG_SETMASK, &mask, NULL);
	errno = reason;
	return pid;
}

int process_wait(char *const argv[], int *ret_status, struct error *err)
{
	struct sigaction before[ARRAY_LEN(watched)];
	pid_t pid = fork_watched(before);
	int reason = errno;

	if (pid == 0) {
		execv(argv[0], argv);
		fprintf(stderr, "%s: cannot be started: %s\n", argv[0], strerror(errno));
		_exit(127);
	}
	*ret_status = pid > 0 ? wait_for(pid) : -1;
	waited_for = 0;
	watch_no_more(before);
	return pid < 0 ? cannot_start(argv[0], reason, err) : 0;
}

/* An error as bytes: its code, then message and hint, each with its NUL. */
static void send_error(int fd, const struct error *err)
{
	struct str bytes AUTOSTR = STR_INIT;
	const char *hint = err->count ? err->items[err->count - 1].hint : NULL;

	str_addf(&bytes, "%d", err->code);
	str_add_char(&bytes, '\0');
	str_add(&bytes, error_text(err));
	str_add_char(&bytes, '\0');
	str_add(&bytes, hint ? hint : "");
	for (size_t at = 0; at < bytes.len;) {
		ssize_t n = write(fd, bytes.s + at, bytes.len - at);
		if (n <= 0)
			_exit(126);
		at += (size_t)n;
	}
}

static int receive_error(const struct str *bytes, struct error *err)
{
	const char *message = str_text(bytes) + strlen(str_text(bytes)) + 1;

	if (strlen(str_text(bytes)) == bytes->len)
		return error_set(err, EXIT_OSERR, "a helping process ended without a word");
	error_set(err, (int)strtol(str_text(bytes), NULL, 10), "%s", message);
	const char *hint = message + strlen(message) + 1;
	if (hint < bytes->s + bytes->len && *hint)
		error_hint(err, "%s", hint);
	return -1;
}

static int call_and_tell(const struct process_user *user,
	int (*fn)(void *argument, struct error *err), void *argument, int fd)
{
	struct error err = ERROR_INIT;
	int result;

	if (setgroups(1, &user->gid) < 0 || setgid(user->gid) < 0 || setuid(user->uid) < 0)
		result = error_errno(&err, EXIT_NOPERM, "user %d cannot be taken on", (int)user->uid);
	else
		result = fn(argument, &err);
	if (result < 0)
		send_error(fd, &err);
	error_release(&err);
	return result < 0 ? 1 : 0;
}

int process_call_as(const struct process_user *user, int (*fn)(void *argument, struct error *err),
	void *argument, struct error *err)
{
	struct str told AUTOSTR = STR_INIT;
	int channel[2];

	if (user->uid == geteuid())
		return fn(argument, err);
	if (pipe2(channel, O_CLOEXEC) < 0)
		return error_errno(err, EXIT_OSERR, "no pipe could be made");
	pid_t pid = fork();
	if (pid == 0) {
		close(channel[0]);
		_exit(call_and_tell(user, fn, argument, channel[1]));
	}
	close(channel[1]);
	if (pid > 0)
		collect(channel[0], &told);
	close(channel[0]);
	if (pid < 0)
		return error_errno(err, EXIT_OSERR, "no process could be made");
	return wait_for(pid) == 0 ? 0 : receive_error(&told, err);
}
