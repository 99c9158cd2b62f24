/*
 * Something happens to a program at one of its system calls. Follows a program and everything that
 * it starts with ptrace(2), counts their system calls of one class, and at the N-th kills, makes the
 * call fail, or lets a command run while the program stands still. So a place that was found once is
 * found again, and nothing goes past it: stdio's own writes, libraries, children.
 *
 *   atcall [options] -- PROGRAM [ARGUMENT]...
 *     --class NAME     of atcall_table.c; default: changes
 *     --program NAME   count only in executables of this name
 *     --below DIR      count only calls on files below DIR
 *     --at N           what follows happens at the N-th call that is counted
 *     --kill one|all   the process that makes it, or every process
 *     --fail ERRNO     the call fails with this number; --from: and so do all after it
 *     --short          a write or read is asked for half of its bytes
 *     --do COMMAND     sh -c COMMAND runs first
 *     --report FILE    how many calls there were, in all and of each program; what the N-th was
 *
 * The exit status is the program's, 128 + n where signal n ended it. Executables of another folder
 * than PROGRAM's (a database server) are let go. Linux on x86-64 only.
 */
#include "tests/crash/atcall.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define TRACEES 256
#define PROGRAMS 32
#define OPTIONS                                                                                    \
	(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |      \
		PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL)

struct tracee {
	pid_t pid;
	struct program *program;
	bool in_call;
	long failure; /* -errno to be put in place of what the call returns; 0: none */
};

struct program {
	char name[64];
	long calls;
};

static struct tracee tracees[TRACEES];
static struct program programs[PROGRAMS];
static struct wanted wanted;
static long counted;
static bool done, killed_all;
static char folder[PATH_MAX], hit[PATH_MAX + 128];
static int root_status;

static void die(const char *what)
{
	fprintf(stderr, "atcall: %s: %s\n", what, strerror(errno));
	exit(126);
}

static struct program *program_named(const char *name)
{
	for (int i = 0; i < PROGRAMS; i++) {
		if (programs[i].name[0] == '\0')
			snprintf(programs[i].name, sizeof(programs[i].name), "%s", name);
		if (strcmp(programs[i].name, name) == 0)
			return &programs[i];
	}
	return &programs[PROGRAMS - 1];
}

/* The program that runs in the process; NULL where it is of another folder. */
static struct program *program_of(pid_t pid)
{
	char link[64], path[PATH_MAX];

	snprintf(link, sizeof(link), "/proc/%d/exe", pid);
	ssize_t length = readlink(link, path, sizeof(path) - 1);
	if (length < 0)
		return program_named("?");
	path[length] = '\0';
	char *slash = strrchr(path, '/');
	*slash = '\0';
	return strcmp(path, folder) == 0 ? program_named(slash + 1) : NULL;
}

static struct tracee *find(pid_t pid)
{
	for (int i = 0; i < TRACEES; i++)
		if (tracees[i].pid == pid)
			return &tracees[i];
	return NULL;
}

/* A process that is seen for the first time. */
static struct tracee *welcome(pid_t pid)
{
	struct tracee *tracee = find(0);

	if (!tracee)
		die("too many processes");
	*tracee = (struct tracee){.pid = pid, .program = program_of(pid)};
	if (killed_all)
		kill(pid, SIGKILL);
	return tracee;
}

static void kill_all(void)
{
	killed_all = true;
	for (int i = 0; i < TRACEES; i++)
		if (tracees[i].pid > 0)
			kill(tracees[i].pid, SIGKILL);
}

static void put_register(pid_t pid, size_t offset, long value)
{
	if (ptrace(PTRACE_POKEUSER, pid, offset, value) < 0 && errno != ESRCH)
		die("PTRACE_POKEUSER");
}

/* The kernel finds no call of that number; what it returns is replaced on the way out. */
static void fail(struct tracee *tracee)
{
	tracee->failure = -wanted.fail;
	put_register(tracee->pid, offsetof(struct user, regs.orig_rax), -1);
}

static void act(struct tracee *tracee, const struct called *called)
{
	if (hit[0] == '\0')
		snprintf(hit, sizeof(hit), "%s %s %s", called->call->name, tracee->program->name,
			called->on);
	done = !wanted.from;
	if (wanted.command && system(wanted.command) != 0)
		die(wanted.command);
	if (wanted.fail)
		fail(tracee);
	if (wanted.shorter && called->length > 1)
		put_register(tracee->pid, offsetof(struct user, regs.rdx), called->length / 2);
	if (wanted.kill_all)
		kill_all();
	else if (wanted.kill_one)
		kill(tracee->pid, SIGKILL);
}

static void entered(struct tracee *tracee)
{
	struct user_regs_struct regs;
	struct called called;

	if (!tracee->program || ptrace(PTRACE_GETREGS, tracee->pid, 0, &regs) < 0 ||
		!called_is_counted(&called, tracee->pid, &regs, &wanted))
		return;
	tracee->program->calls++;
	if (wanted.program && strcmp(tracee->program->name, wanted.program) != 0)
		return;
	counted++;
	if (!done && wanted.at > 0 && (counted == wanted.at || (wanted.from && counted > wanted.at)))
		act(tracee, &called);
}

static void left(struct tracee *tracee)
{
	if (tracee->failure)
		put_register(tracee->pid, offsetof(struct user, regs.rax), tracee->failure);
	tracee->failure = 0;
}

static void resume(pid_t pid, int with_signal)
{
	ptrace(PTRACE_SYSCALL, pid, 0, with_signal);
}

/* After an exec: another program, or one that is none of ours. */
static void became(struct tracee *tracee)
{
	tracee->program = program_of(tracee->pid);
	tracee->in_call = true; /* still inside of execve */
	if (tracee->program) {
		resume(tracee->pid, 0);
		return;
	}
	ptrace(PTRACE_DETACH, tracee->pid, 0, 0);
	tracee->pid = 0;
}

static void stopped(pid_t pid, int status)
{
	struct tracee *tracee = find(pid);
	int number = WSTOPSIG(status), event = status >> 16;

	if (!tracee) {
		welcome(pid);
		resume(pid, 0); /* its first stop is the tracer's */
		return;
	}
	if (event == PTRACE_EVENT_EXEC) {
		became(tracee);
		return;
	}
	if (number == (SIGTRAP | 0x80)) {
		tracee->in_call = !tracee->in_call;
		if (tracee->in_call)
			entered(tracee);
		else
			left(tracee);
	}
	resume(pid, event || number == (SIGTRAP | 0x80) ? 0 : number);
}

static void follow(pid_t root)
{
	pid_t pid;
	int status;

	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		if (WIFSTOPPED(status)) {
			stopped(pid, status);
			continue;
		}
		if (pid == root)
			root_status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
		struct tracee *tracee = find(pid);
		if (tracee)
			tracee->pid = 0;
	}
}

static pid_t start(char **argv)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		if (ptrace(PTRACE_TRACEME, 0, 0, 0) < 0 || raise(SIGSTOP) != 0)
			_exit(126);
		execv(argv[0], argv);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFSTOPPED(status) ||
		ptrace(PTRACE_SETOPTIONS, pid, 0, OPTIONS) < 0)
		die("the program cannot be followed");
	welcome(pid);
	resume(pid, 0);
	return pid;
}

static void report(void)
{
	FILE *file = wanted.report ? fopen(wanted.report, "w") : NULL;

	if (!file)
		return;
	fprintf(file, "calls %ld\n", counted);
	for (int i = 0; i < PROGRAMS && programs[i].name[0]; i++)
		fprintf(file, "program %s %ld\n", programs[i].name, programs[i].calls);
	if (hit[0])
		fprintf(file, "at %s\n", hit);
	fclose(file);
}

int main(int argc, char **argv)
{
	if (wanted_parse(&wanted, argc, argv) < 0 || !realpath(argv[wanted.operands], folder))
		die("the command line");
	*strrchr(folder, '/') = '\0';
	follow(start(argv + wanted.operands));
	report();
	return root_status;
}
