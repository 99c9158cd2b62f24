/* What atcall looks for: its command line, and the classes of system calls. */
#ifndef CASHBACK_TESTS_CRASH_ATCALL_H
#define CASHBACK_TESTS_CRASH_ATCALL_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>
#include <sys/user.h>

struct wanted {
	const char *program, *below, *command, *report;
	unsigned class;
	long at;
	int fail;
	bool from, shorter, kill_one, kill_all;
	int operands; /* index of the first operand */
};

int wanted_parse(struct wanted *wanted, int argc, char **argv);

/* Where a call says what it works on. */
enum call_on { ON_NOTHING, ON_FILE, ON_PATH, ON_PATH_AT };

struct call {
	long number;
	const char *name;
	enum call_on on;
	unsigned classes;
};

struct called {
	const struct call *call;
	long length; /* third argument: of a write or read, how many bytes */
	char on[PATH_MAX];
};

/* Is the system call that the process is about to make of the class, on what is wanted? */
bool called_is_counted(struct called *called, pid_t pid, const struct user_regs_struct *regs,
	const struct wanted *wanted);

#endif
