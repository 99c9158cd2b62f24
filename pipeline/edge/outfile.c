/* Complete or not at all. */
#include "pipeline/edge/outfile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/base/mem.h"

#define BUFFER_SIZE (64 * 1024)
#define SENT_AT_ONCE (4 * 1024 * 1024)

static char *temp_name(const char *path)
{
	char *dir_copy AUTOFREE = mem_strdup(path);
	char *base_copy AUTOFREE = mem_strdup(path);

	return mem_printf("%s/.%s.tmp", dirname(dir_copy), basename(base_copy));
}

int outfile_open(struct outfile *out, const char *path, struct error *err)
{
	*out = (struct outfile)OUTFILE_INIT;
	out->path = mem_strdup(path);
	out->temp = temp_name(path);
	out->buffer = mem_alloc(BUFFER_SIZE);
	out->fd = open(out->temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (out->fd < 0) {
		error_errno(err, EXIT_CANTCREAT, "%s: cannot be created", path);
		outfile_release(out);
		return -1;
	}
	return 0;
}

/* Lets the disk begin with what is there, so that the sync in the end has little to wait for. Only
 * a hint: whether the file is durable is told by that sync. */
static void send(struct outfile *out)
{
	if (out->written - out->sent < SENT_AT_ONCE)
		return;
	sync_file_range(out->fd, (off_t)out->sent, (off_t)(out->written - out->sent),
		SYNC_FILE_RANGE_WRITE);
	out->sent = out->written;
}

static void write_all(struct outfile *out, const char *bytes, size_t length)
{
	if (out->hash.context)
		hash_add(&out->hash, bytes, length);
	while (length > 0 && out->failed_errno == 0) {
		ssize_t n = write(out->fd, bytes, length);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			out->failed_errno = errno;
			return;
		}
		bytes += n;
		length -= (size_t)n;
		out->written += (size_t)n;
	}
	send(out);
}

static void flush(struct outfile *out)
{
	write_all(out, out->buffer, out->buffered);
	out->buffered = 0;
}

void outfile_hash(struct outfile *out, char ret_sha256[HASH_TEXT])
{
	hash_init(&out->hash);
	out->ret_sha256 = ret_sha256;
}

void outfile_write(struct outfile *out, const void *bytes, size_t length)
{
	out->size += length;
	if (length > BUFFER_SIZE - out->buffered)
		flush(out);
	if (length > BUFFER_SIZE) {
		write_all(out, bytes, length);
		return;
	}
	if (length > 0)
		memcpy(out->buffer + out->buffered, bytes, length);
	out->buffered += length;
}

int outfile_flush(struct outfile *out, struct error *err)
{
	flush(out);
	errno = out->failed_errno;
	return errno ? error_errno(err, EXIT_IOERR, "%s: cannot be written", out->path) : 0;
}

static int sync_path(const char *path, int flags)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | flags);

	if (fd < 0)
		return -1;
	int result = fsync(fd);
	int reason = errno;
	close(fd);
	errno = reason;
	return result;
}

int outfile_sync_folder(const char *path)
{
	char *copy AUTOFREE = mem_strdup(path);

	return sync_path(dirname(copy), O_DIRECTORY);
}

/* A folder that is put together under a name like that of this file's temporary one. */
static bool folder_is_unfinished(const char *path)
{
	char *copy AUTOFREE = mem_strdup(path);
	const char *name = basename(dirname(copy));
	size_t length = strlen(name);

	return name[0] == '.' && length > 4 && strcmp(name + length - 4, ".tmp") == 0;
}

static int finish(struct outfile *out)
{
	flush(out);
	if (out->failed_errno != 0) {
		errno = out->failed_errno;
		return -1;
	}
	if (out->hash.context)
		hash_finish(&out->hash, out->ret_sha256);
	bool unfinished = folder_is_unfinished(out->path);
	if (!unfinished && fsync(out->fd) < 0)
		return -1;
	int fd = out->fd;
	out->fd = -1;
	if (close(fd) < 0 || rename(out->temp, out->path) < 0)
		return -1;
	free(out->temp);
	out->temp = NULL;
	return unfinished ? 0 : outfile_sync_folder(out->path);
}

int outfile_commit(struct outfile *out, struct error *err)
{
	int result = finish(out);

	if (result < 0)
		error_errno(err, EXIT_IOERR, "%s: cannot be written", out->path);
	outfile_release(out);
	return result;
}

int outfile_commit_as(struct outfile *out, const char *path, struct error *err)
{
	free(out->path);
	out->path = mem_strdup(path);
	return outfile_commit(out, err);
}

void outfile_release(struct outfile *out)
{
	if (out->fd >= 0)
		close(out->fd);
	if (out->temp)
		unlink(out->temp);
	free(out->path);
	free(out->temp);
	free(out->buffer);
	hash_release(&out->hash);
	*out = (struct outfile)OUTFILE_INIT;
}

int outfile_put(const char *path, const void *bytes, size_t length, struct error *err)
{
	struct outfile out = OUTFILE_INIT;

	if (outfile_open(&out, path, err) < 0)
		return -1;
	outfile_write(&out, bytes, length);
	return outfile_commit(&out, err);
}

int outfile_publish(const char *from, const char *to, struct error *err)
{
	if (sync_path(from, 0) < 0 || rename(from, to) < 0 || outfile_sync_folder(to) < 0)
		return error_errno(err, EXIT_IOERR, "%s: cannot be put in place", to);
	return 0;
}

static int sync_files(const char *folder)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	int result = dir ? 0 : -1;

	while (result == 0 && (errno = 0, entry = readdir(dir))) {
		char *path AUTOFREE = mem_printf("%s/%s", folder, entry->d_name);
		if (entry->d_name[0] != '.')
			result = sync_path(path, 0);
	}
	int reason = errno;
	if (dir)
		closedir(dir);
	errno = reason;
	return reason ? -1 : result;
}

int outfile_publish_folder(const char *from, const char *to, struct error *err)
{
	if (sync_files(from) < 0)
		return error_errno(err, EXIT_IOERR, "%s: cannot be put in place", to);
	return outfile_publish(from, to, err);
}
