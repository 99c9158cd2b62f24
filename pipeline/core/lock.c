/* The lock of a working folder. */
#include "pipeline/core/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"
#include "pipeline/edge/files.h"

#define LOCK_VARIABLE "CASHBACK_LOCK_FD"

/* True where the driver that started this process handed its lock on. */
static bool inherited(const char *path)
{
	const char *text = getenv(LOCK_VARIABLE);
	struct stat ours, theirs;
	int64_t fd;

	if (!text || number_integer(span_of(text), &number_plain, &fd) != NUMBER_OK)
		return false;
	return fd >= 0 && fd < 1024 && fstat((int)fd, &theirs) == 0 && stat(path, &ours) == 0 &&
		   ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino;
}

int lock_take(const char *var, struct error *err)
{
	char *path AUTOFREE = path_join(var, "lock");
	char text[16];

	if (dir_make(var, err) < 0)
		return -1;
	if (inherited(path))
		return 0;
	int fd = open(path, O_RDWR | O_CREAT, 0600);
	if (fd < 0)
		return error_errno(err, EXIT_CANTCREAT, "%s: cannot be opened", path);
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		close(fd);
		if (errno != EWOULDBLOCK)
			return error_errno(err, EXIT_OSERR, "%s: cannot be locked", path);
		error_set(err, EXIT_LOCKED, "%s: another run is at work here", var);
		return error_hint(err, "wait until it is done; `cashback status` shows it");
	}
	snprintf(text, sizeof(text), "%d", fd);
	setenv(LOCK_VARIABLE, text, 1);
	return 0;
}
