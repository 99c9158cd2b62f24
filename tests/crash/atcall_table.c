/* The system calls that atcall knows, in classes; and its options. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/crash/atcall.h"

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

/* CHANGES: what somebody else can see. A kill before any other call is one before the next of
 * these. */
enum {
	CHANGES = 1,
	WRITE = 2,
	SYNC = 4,
	RENAME = 8,
	OPEN = 16,
	READ = 32,
	MKDIR = 64,
	UNLINK = 128,
	FORK = 256,
	CLOSE = 512,
	SOCKET = 1024,
	STAT = 2048,
	CONNECT = 4096,
};

static const struct {
	const char *name;
	unsigned bit;
} classes[] = {
	{"changes", CHANGES},
	{"write", WRITE},
	{"sync", SYNC},
	{"rename", RENAME},
	{"open", OPEN},
	{"read", READ},
	{"mkdir", MKDIR},
	{"unlink", UNLINK},
	{"fork", FORK},
	{"close", CLOSE},
	{"socket", SOCKET},
	{"stat", STAT},
	{"connect", CONNECT},
};

static const struct call table[] = {
	{SYS_write, "write", ON_FILE, CHANGES | WRITE},
	{SYS_pwrite64, "pwrite", ON_FILE, CHANGES | WRITE},
	{SYS_writev, "writev", ON_FILE, CHANGES | WRITE},
	{SYS_copy_file_range, "copy_file_range", ON_FILE, CHANGES | WRITE},
	{SYS_ftruncate, "ftruncate", ON_FILE, CHANGES | WRITE},
	{SYS_fallocate, "fallocate", ON_FILE, CHANGES | WRITE},
	{SYS_fsync, "fsync", ON_FILE, CHANGES | SYNC},
	{SYS_fdatasync, "fdatasync", ON_FILE, CHANGES | SYNC},
	{SYS_rename, "rename", ON_PATH, CHANGES | RENAME},
	{SYS_renameat, "renameat", ON_PATH_AT, CHANGES | RENAME},
	{SYS_renameat2, "renameat2", ON_PATH_AT, CHANGES | RENAME},
	{SYS_link, "link", ON_PATH, CHANGES | RENAME},
	{SYS_symlink, "symlink", ON_PATH, CHANGES | RENAME},
	{SYS_open, "open", ON_PATH, OPEN},
	{SYS_openat, "openat", ON_PATH_AT, OPEN},
	{SYS_read, "read", ON_FILE, READ},
	{SYS_pread64, "pread", ON_FILE, READ},
	{SYS_getdents64, "getdents", ON_FILE, READ},
	{SYS_mkdir, "mkdir", ON_PATH, CHANGES | MKDIR},
	{SYS_mkdirat, "mkdirat", ON_PATH_AT, CHANGES | MKDIR},
	{SYS_unlink, "unlink", ON_PATH, CHANGES | UNLINK},
	{SYS_unlinkat, "unlinkat", ON_PATH_AT, CHANGES | UNLINK},
	{SYS_rmdir, "rmdir", ON_PATH, CHANGES | UNLINK},
	{SYS_chmod, "chmod", ON_PATH, CHANGES},
	{SYS_fchmod, "fchmod", ON_FILE, CHANGES},
	{SYS_fchmodat, "fchmodat", ON_PATH_AT, CHANGES},
	{SYS_flock, "flock", ON_FILE, CHANGES},
	{SYS_close, "close", ON_FILE, CLOSE},
	{SYS_stat, "stat", ON_PATH, STAT},
	{SYS_lstat, "lstat", ON_PATH, STAT},
	{SYS_fstat, "fstat", ON_FILE, STAT},
	{SYS_newfstatat, "fstatat", ON_PATH_AT, STAT},
	{SYS_clone, "clone", ON_NOTHING, CHANGES | FORK},
	{SYS_clone3, "clone3", ON_NOTHING, CHANGES | FORK},
	{SYS_fork, "fork", ON_NOTHING, CHANGES | FORK},
	{SYS_vfork, "vfork", ON_NOTHING, CHANGES | FORK},
	{SYS_execve, "execve", ON_PATH, CHANGES},
	{SYS_exit_group, "exit", ON_NOTHING, CHANGES},
	{SYS_connect, "connect", ON_NOTHING, CHANGES | SOCKET | CONNECT},
	{SYS_sendto, "sendto", ON_NOTHING, CHANGES | SOCKET},
	{SYS_recvfrom, "recvfrom", ON_NOTHING, CHANGES | SOCKET},
};

static void file_name(pid_t pid, int fd, char *ret_path)
{
	char link[64];

	snprintf(link, sizeof(link), "/proc/%d/fd/%d", pid, fd);
	ssize_t length = readlink(link, ret_path, PATH_MAX - 1);
	ret_path[length < 0 ? 0 : length] = '\0';
}

static void text_at(pid_t pid, unsigned long address, char *ret_text)
{
	char path[64];

	ret_text[0] = '\0';
	snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	ssize_t length = pread(fd, ret_text, PATH_MAX - 1, (off_t)address);
	ret_text[length < 0 ? 0 : length] = '\0';
	close(fd);
}

/* A path that does not begin with / is taken for one below the folder that the program runs in. */
static bool lies_below(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	if (path[0] != '/')
		return path[0] != '\0' && !strchr(path, ':');
	return strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

static void look_up(struct called *called, pid_t pid, const struct user_regs_struct *regs)
{
	called->on[0] = '\0';
	called->length = (long)regs->rdx;
	if (called->call->on == ON_FILE)
		file_name(pid, (int)regs->rdi, called->on);
	else if (called->call->on == ON_PATH)
		text_at(pid, regs->rdi, called->on);
	else if (called->call->on == ON_PATH_AT)
		text_at(pid, regs->rsi, called->on);
}

/* Opening a file that may be made by it is a change too. */
static unsigned classes_of(const struct call *call, const struct user_regs_struct *regs)
{
	unsigned long flags = call->on == ON_PATH_AT ? regs->rdx : regs->rsi;
	bool makes = (call->classes & OPEN) && (flags & (O_CREAT | O_TRUNC));

	return call->classes | (makes ? CHANGES : 0);
}

bool called_is_counted(struct called *called, pid_t pid, const struct user_regs_struct *regs,
	const struct wanted *wanted)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		called->call = &table[i];
		if (table[i].number != (long)regs->orig_rax)
			continue;
		if (!(classes_of(&table[i], regs) & wanted->class))
			return false;
		look_up(called, pid, regs);
		return !wanted->below || table[i].on == ON_NOTHING ||
			lies_below(called->on, wanted->below);
	}
	return false;
}

static unsigned class_named(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(classes); i++)
		if (strcmp(classes[i].name, name) == 0)
			return classes[i].bit;
	return 0;
}

static const struct option options[] = {
	{"class", required_argument, NULL, 'c'},
	{"program", required_argument, NULL, 'p'},
	{"below", required_argument, NULL, 'b'},
	{"at", required_argument, NULL, 'a'},
	{"kill", required_argument, NULL, 'k'},
	{"fail", required_argument, NULL, 'f'},
	{"from", no_argument, NULL, 'F'},
	{"short", no_argument, NULL, 's'},
	{"do", required_argument, NULL, 'd'},
	{"report", required_argument, NULL, 'r'},
	{NULL, 0, NULL, 0},
};

static void take(struct wanted *wanted, int option)
{
	switch (option) {
	case 'c': wanted->class = class_named(optarg); break;
	case 'p': wanted->program = optarg; break;
	case 'b': wanted->below = optarg; break;
	case 'a': wanted->at = strtol(optarg, NULL, 10); break;
	case 'k':
		wanted->kill_all = strcmp(optarg, "all") == 0;
		wanted->kill_one = !wanted->kill_all;
		break;
	case 'f': wanted->fail = (int)strtol(optarg, NULL, 10); break;
	case 'F': wanted->from = true; break;
	case 's': wanted->shorter = true; break;
	case 'd': wanted->command = optarg; break;
	case 'r': wanted->report = optarg; break;
	default: wanted->class = 0;
	}
}

int wanted_parse(struct wanted *wanted, int argc, char **argv)
{
	int option;

	*wanted = (struct wanted){.class = CHANGES};
	while ((option = getopt_long(argc, argv, "+", options, NULL)) != -1)
		take(wanted, option);
	wanted->operands = optind;
	errno = EINVAL;
	return wanted->class && optind < argc ? 0 : -1;
}
