/* Copying into the store. */
#include "stages/extract/object.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/manifest.h"
#include "pipeline/edge/files.h"

static char *folder_of_object(const char *var, const char *sha256)
{
	return mem_printf("%s/store/objects/%.2s", var, sha256);
}

/* What was written last may not be in its place yet when the next is begun. */
char *object_temp(const char *var, struct error *err)
{
	static unsigned number;
	char *folder AUTOFREE = mem_printf("%s/store/objects", var);

	if (dir_make(folder, err) < 0)
		return NULL;
	return mem_printf("%s/.%ld-%u.part", folder, (long)getpid(), number++);
}

static int place(const char *var, const char *temp, const char *sha256, struct error *err)
{
	char *folder AUTOFREE = folder_of_object(var, sha256);
	char *path AUTOFREE = store_object_path(var, sha256);

	if (path_exists(path)) {
		unlink(temp);
		return 0;
	}
	return dir_make(folder, err) < 0 ? -1 : outfile_publish(temp, path, err);
}

int object_keep(const char *var, const char *temp, struct object *ret_object, struct error *err)
{
	struct stat st;

	if (stat(temp, &st) < 0)
		return error_errno(err, EXIT_IOERR, "%s: cannot be looked at", temp);
	ret_object->size = (uint64_t)st.st_size;
	if (hash_file(temp, ret_object->sha256, err) < 0)
		return -1;
	return place(var, temp, ret_object->sha256, err);
}

static int still_growing(const char *path, struct error *err)
{
	error_set(err, EXIT_DATA, "%s: is still growing: it changed while it was read", path);
	return error_hint(err, "let it be written under a name that ends in .part or .tmp, and renamed "
						   "when it is complete");
}

static bool same_file(const struct stat *before, const struct stat *after)
{
	return before->st_size == after->st_size && before->st_mtim.tv_sec == after->st_mtim.tv_sec &&
		before->st_mtim.tv_nsec == after->st_mtim.tv_nsec;
}

/* Copies all there is and hashes it on the way; ret_size is what was copied. */
static int copy(int fd, const char *path, struct outfile *out, struct hash *hash,
	uint64_t *ret_size, struct error *err)
{
	char *buffer AUTOFREE = mem_alloc(256 * 1024);
	ssize_t n;

	*ret_size = 0;
	while ((n = read(fd, buffer, 256 * 1024)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_errno(err, EXIT_IOERR, "%s: cannot be read", path);
		hash_add(hash, buffer, (size_t)n);
		outfile_write(out, buffer, (size_t)n);
		*ret_size += (uint64_t)n;
	}
	return 0;
}

static int copy_unchanged(int fd, const char *path, struct outfile *out, struct object *object,
	struct error *err)
{
	struct hash hash CLEANUP(hash_release);
	struct stat before, after;

	hash_init(&hash);
	if (fstat(fd, &before) < 0)
		return error_errno(err, EXIT_IOERR, "%s: cannot be looked at", path);
	if (copy(fd, path, out, &hash, &object->size, err) < 0)
		return -1;
	if (fstat(fd, &after) < 0 || !same_file(&before, &after) ||
		object->size != (uint64_t)after.st_size)
		return still_growing(path, err);
	hash_finish(&hash, object->sha256);
	return outfile_flush(out, err);
}

static bool is_known(const char *var, const char *path, const struct object *known)
{
	struct error ignored CLEANUP(error_release) = ERROR_INIT;
	char *kept AUTOFREE = known ? store_object_path(var, known->sha256) : NULL;
	char sha256[HASH_TEXT];
	struct stat st;

	return known && path_exists(kept) && stat(path, &st) == 0 &&
		(uint64_t)st.st_size == known->size && hash_file(path, sha256, &ignored) == 0 &&
		strcmp(sha256, known->sha256) == 0;
}

int object_take(const char *var, const char *path, const struct object *known,
	struct object *ret_object, struct outfile *ret_copy, struct error *err)
{
	*ret_copy = (struct outfile)OUTFILE_INIT;
	if (is_known(var, path, known)) {
		*ret_object = *known;
		return 0;
	}
	char *temp AUTOFREE = object_temp(var, err);
	if (!temp)
		return -1;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return error_errno(err, EXIT_NOINPUT, "%s: cannot be opened", path);
	int result = outfile_open(ret_copy, temp, err);
	if (result == 0)
		result = copy_unchanged(fd, path, ret_copy, ret_object, err);
	close(fd);
	if (result < 0)
		outfile_release(ret_copy);
	return result;
}

char *object_path(const char *var, const struct object *object, const struct outfile *copy)
{
	return copy->fd >= 0 ? mem_strdup(copy->temp) : store_object_path(var, object->sha256);
}

int object_place(const char *var, const struct object *object, struct outfile *copy,
	struct error *err)
{
	char *folder AUTOFREE = folder_of_object(var, object->sha256);
	char *path AUTOFREE = store_object_path(var, object->sha256);

	if (copy->fd < 0 || path_exists(path)) {
		outfile_release(copy);
		return 0;
	}
	return dir_make(folder, err) < 0 ? -1 : outfile_commit_as(copy, path, err);
}
