/* Paths, folders and whole small files. */
#include "pipeline/edge/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/outfile.h"

void names_add(struct names *names, const char *name)
{
	MEM_GROW(names->items, names->count, names->cap);
	names->items[names->count++] = mem_strdup(name);
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void names_sort(struct names *names)
{
	size_t kept = 0;

	if (names->count == 0)
		return;
	qsort(names->items, names->count, sizeof(*names->items), by_bytes);
	for (size_t i = 1; i < names->count; i++) {
		if (strcmp(names->items[kept], names->items[i]) == 0)
			free(names->items[i]);
		else
			names->items[++kept] = names->items[i];
	}
	names->count = kept + 1;
}

static int by_name(const void *key, const void *item)
{
	return strcmp(key, *(char *const *)item);
}

bool names_has(const struct names *names, const char *name)
{
	return names->count > 0 &&
		   bsearch(name, names->items, names->count, sizeof(*names->items), by_name);
}

void names_release(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->items[i]);
	free(names->items);
	*names = (struct names){0};
}

char *path_join(const char *dir, const char *name)
{
	if (name[0] == '/' || strcmp(dir, ".") == 0)
		return mem_strdup(name);
	return mem_printf("%s/%s", dir, name);
}

char *path_folder(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return mem_strdup(".");
	return mem_strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

/* The errno of something that is not there; after any other nobody knows. */
static bool is_absent(int reason)
{
	return reason == ENOENT || reason == ENOTDIR || reason == ELOOP || reason == ENAMETOOLONG;
}

bool path_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 || !is_absent(errno);
}

bool path_is_dir(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return !is_absent(errno);
	return S_ISDIR(st.st_mode);
}

int dir_make(const char *dir, struct error *err)
{
	char *path AUTOFREE = mem_strdup(dir);

	for (char *slash = path + 1; *slash; slash++) {
		if (*slash != '/')
			continue;
		*slash = '\0';
		if (mkdir(path, 0700) < 0 && errno != EEXIST)
			return error_errno(err, EXIT_CANTCREAT, "%s: the folder cannot be made", path);
		*slash = '/';
	}
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return error_errno(err, EXIT_CANTCREAT, "%s: the folder cannot be made", path);
	if (!path_is_dir(path))
		return error_set(err, EXIT_CANTCREAT, "%s: is there, but is not a folder", path);
	return 0;
}

int dir_list(const char *dir, struct names *ret_names, struct error *err)
{
	DIR *stream = opendir(dir);
	struct dirent *entry;

	if (!stream)
		return error_errno(err, EXIT_IOERR, "%s: the folder cannot be read", dir);
	while (errno = 0, (entry = readdir(stream)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			names_add(ret_names, entry->d_name);
	int result = errno ? error_errno(err, EXIT_IOERR, "%s: the folder cannot be read", dir) : 0;
	closedir(stream);
	names_sort(ret_names);
	return result;
}

static int remove_entries(const char *dir, struct error *err)
{
	struct names names CLEANUP(names_release) = {0};

	if (dir_list(dir, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.count; i++) {
		char *path AUTOFREE = path_join(dir, names.items[i]);
		if (dir_remove(path, err) < 0)
			return -1;
	}
	return 0;
}

int dir_remove(const char *dir, struct error *err)
{
	struct stat st;

	if (lstat(dir, &st) < 0)
		return errno == ENOENT ? 0 : error_errno(err, EXIT_IOERR, "%s: cannot be looked at", dir);
	if (S_ISDIR(st.st_mode) && remove_entries(dir, err) < 0)
		return -1;
	if (remove(dir) < 0)
		return error_errno(err, EXIT_IOERR, "%s: cannot be removed", dir);
	return 0;
}

static int read_all(int fd, const char *path, size_t limit, struct str *text, struct error *err)
{
	char buffer[16 * 1024];
	ssize_t n;

	while ((n = read(fd, buffer, sizeof(buffer))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_errno(err, EXIT_IOERR, "%s: cannot be read", path);
		if (text->len + (size_t)n > limit)
			return error_set(err, EXIT_DATA, "%s: is larger than %zu bytes", path, limit);
		str_add_bytes(text, buffer, (size_t)n);
	}
	return 0;
}

int file_read(const char *path, size_t limit, struct str *ret_text, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return error_errno(err, EXIT_NOINPUT, "%s: cannot be opened", path);
	int result = read_all(fd, path, limit, ret_text, err);
	close(fd);
	return result;
}

static int write_durably(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t n = write(fd, bytes, length);
		if (n < 0 && errno != EINTR)
			return -1;
		bytes += n > 0 ? n : 0;
		length -= n > 0 ? (size_t)n : 0;
	}
	return fsync(fd);
}

int file_append(const char *path, const void *bytes, size_t length, struct error *err)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return error_errno(err, EXIT_CANTCREAT, "%s: cannot be opened", path);
	int result = write_durably(fd, bytes, length);
	if (result == 0)
		result = outfile_sync_folder(path);
	if (result < 0)
		error_errno(err, EXIT_IOERR, "%s: cannot be written", path);
	close(fd);
	return result;
}

/* Fills the buffer, but at the end of the file. */
static ssize_t read_fully(int fd, char *buffer, size_t size)
{
	size_t have = 0;
	ssize_t n = 1;

	while (have < size && n != 0) {
		n = read(fd, buffer + have, size - have);
		if (n < 0 && errno != EINTR)
			return -1;
		have += n > 0 ? (size_t)n : 0;
	}
	return (ssize_t)have;
}

/* 1 or 0; -1, and errno. */
static int compare(int one, int other)
{
	char a[32 * 1024], b[32 * 1024];
	struct stat st, st_other;
	ssize_t n;

	if (fstat(one, &st) < 0 || fstat(other, &st_other) < 0)
		return -1;
	if (st.st_size != st_other.st_size)
		return 0;
	while ((n = read_fully(one, a, sizeof(a))) > 0) {
		ssize_t m = read_fully(other, b, sizeof(b));
		if (m < 0)
			return -1;
		if (m != n || memcmp(a, b, (size_t)n) != 0)
			return 0;
	}
	return n < 0 ? -1 : 1;
}

int file_equal(const char *one, const char *other, bool *ret_equal, struct error *err)
{
	int fd = open(one, O_RDONLY | O_CLOEXEC), fd_other = open(other, O_RDONLY | O_CLOEXEC);
	int equal = fd < 0 || fd_other < 0 ? -1 : compare(fd, fd_other);

	if (equal < 0)
		error_errno(err, EXIT_IOERR, "%s: cannot be compared with %s", one, other);
	if (fd >= 0)
		close(fd);
	if (fd_other >= 0)
		close(fd_other);
	*ret_equal = equal == 1;
	return equal < 0 ? -1 : 0;
}

int file_copy(const char *from, const char *to, struct error *err)
{
	char buffer[64 * 1024];
	struct outfile out = OUTFILE_INIT;
	ssize_t n = 0;
	int fd = open(from, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return error_errno(err, EXIT_NOINPUT, "%s: cannot be opened", from);
	int result = outfile_open(&out, to, err);
	while (result == 0 && (n = read(fd, buffer, sizeof(buffer))) > 0)
		outfile_write(&out, buffer, (size_t)n);
	if (n < 0)
		result = error_errno(err, EXIT_IOERR, "%s: cannot be read", from);
	close(fd);
	if (result == 0)
		return outfile_commit(&out, err);
	outfile_release(&out);
	return -1;
}

/* glob(3) takes whatever it cannot look at for something that is not there, so it is watched: files
 * that are left out because of a broken disk would be taken back from everybody's data. */
static int glob_failure;

static int watched(int result)
{
	if (result < 0 && !is_absent(errno))
		glob_failure = errno;
	return result;
}

static void *glob_opendir(const char *dir)
{
	DIR *stream = opendir(dir);

	watched(stream ? 0 : -1);
	return stream;
}

static struct dirent *glob_readdir(void *stream)
{
	errno = 0;
	struct dirent *entry = readdir(stream);

	watched(entry || errno == 0 ? 0 : -1);
	return entry;
}

static void glob_closedir(void *stream)
{
	closedir(stream);
}

static int glob_stat(const char *path, struct stat *ret_stat)
{
	return watched(stat(path, ret_stat));
}

static int glob_lstat(const char *path, struct stat *ret_stat)
{
	return watched(lstat(path, ret_stat));
}

int files_glob(const char *pattern, struct names *names, struct error *err)
{
	glob_t found = {
		.gl_opendir = glob_opendir,
		.gl_readdir = glob_readdir,
		.gl_closedir = glob_closedir,
		.gl_stat = glob_stat,
		.gl_lstat = glob_lstat,
	};

	glob_failure = 0;
	int result = glob(pattern, GLOB_NOSORT | GLOB_ALTDIRFUNC, NULL, &found);
	if (result == GLOB_NOSPACE)
		mem_exhausted();
	for (size_t i = 0; result == 0 && i < found.gl_pathc; i++)
		names_add(names, found.gl_pathv[i]);
	if (result == 0)
		globfree(&found);
	errno = glob_failure;
	return errno ? error_errno(err, EXIT_IOERR, "%s: the folder cannot be read", pattern) : 0;
}
