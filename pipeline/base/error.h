/*
 * Errors: what went wrong, where, and what to do about it.
 *
 * A function that can fail returns 0 or -1 and takes a caller-owned `struct error *` as its
 * last parameter. The code is the exit status of the process. Context is added on the way up
 * with error_wrap(); main prints the error once. Library code never prints and never exits.
 *
 * One error may hold several problems (error_also), so that a check can report all at once.
 */
#ifndef CASHBACK_BASE_ERROR_H
#define CASHBACK_BASE_ERROR_H

#include <stddef.h>

/* Exit statuses, after sysexits(3). */
enum exit_status {
	EXIT_DONE = 0,
	EXIT_USAGE = 64,       /* the command line is wrong */
	EXIT_DATA = 65,        /* rejects over the limit, totals that disagree, a held run */
	EXIT_NOINPUT = 66,     /* an input is missing */
	EXIT_UNREACHABLE = 69, /* the database cannot be reached */
	EXIT_BUG = 70,         /* a defect of the program */
	EXIT_OSERR = 71,       /* no memory, no process, no file descriptor */
	EXIT_CANTCREAT = 73,   /* an output cannot be created */
	EXIT_IOERR = 74,       /* reading or writing failed */
	EXIT_LOCKED = 75,      /* another run holds the lock */
	EXIT_NOPERM = 77,      /* permission denied */
	EXIT_CONFIG = 78,      /* a configuration or campaign file is wrong */
};

struct problem {
	char *message;
	char *hint; /* what the user can do; NULL where there is nothing to say */
};

struct error {
	int code; /* 0: no error */
	size_t count;
	struct problem *items;
};

#define ERROR_INIT                                                                                 \
	{                                                                                              \
		0                                                                                          \
	}

/* Replaces whatever err held by one problem. Always returns -1, so that `return error_set(..)`. */
int error_set(struct error *err, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Adds one more problem; the code of the first one stays. Always returns -1. */
int error_also(struct error *err, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Adds all problems of `from` to err and releases `from`. Always returns -1. */
int error_absorb(struct error *err, struct error *from);

/* Sets the error from errno: a missing right becomes EXIT_NOPERM, ENOENT EXIT_NOINPUT, no memory or
 * file descriptor EXIT_OSERR, a full or broken disk EXIT_IOERR (or EXIT_CANTCREAT, where that is
 * `code`); anything else keeps `code`. The text of errno is appended after ": ". Returns -1. */
int error_errno(struct error *err, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Puts "context: " before every message. Always returns -1. */
int error_wrap(struct error *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Gives the newest problem its hint. Always returns -1. */
int error_hint(struct error *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The first message, "" where there is none. */
const char *error_text(const struct error *err);

/* Empties err; safe on an empty one and twice. */
void error_release(struct error *err);

#endif
