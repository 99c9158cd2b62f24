/*
 * Other programs, started by fork and execv with their arguments as they are: no shell reads
 * them, so a path may hold any character.
 */
#ifndef CASHBACK_EDGE_PROCESS_H
#define CASHBACK_EDGE_PROCESS_H

#include <sys/types.h>

#include "pipeline/base/error.h"
#include "pipeline/base/str.h"

struct process_user {
	uid_t uid;
	gid_t gid;
};

struct process {
	const char *const *argv; /* argv[0] is a path; ends in NULL */
	const char *input;       /* what it reads on standard input; NULL: nothing */
	const char *dir;         /* its working folder; NULL: ours */
	int keep_fd;             /* stays open in it beside 0, 1 and 2; -1: none */
};

/* Runs a program to its end, in the C locale and without any PG* variable of the environment;
 * output and errors of it are added to ret_output. EXIT_OSERR where it could not be started, and
 * EXIT_IOERR, with the last line of its output, where it failed. */
int process_run(const struct process *process, struct str *ret_output, struct error *err);

/* Starts a program that outlives this one, in a session of its own, with its output in the file
 * `log` (appended). Returns when it has been started, not when it is ready. */
int process_start(const struct process *process, const char *log, struct error *err);

/* Runs a program to its end on our terminal, with our environment; signals of the keyboard are
 * for it alone, and SIGTERM and SIGHUP are passed on to it. ret_status is its exit status, 128 + n
 * where signal n ended it. */
int process_wait(char *const argv[], int *ret_status, struct error *err);

/* Calls fn as another user, in a child process that gives up our rights for good; what fn
 * reports comes back in err. For our own user it is a plain call. */
int process_call_as(const struct process_user *user, int (*fn)(void *argument, struct error *err),
	void *argument, struct error *err);

/* The last line of a text that is not blank, without its end of line. */
struct span process_last_line(const char *text);

#endif
