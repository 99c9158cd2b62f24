/*
 * A file that appears under its name complete or not at all: written beside its place as
 * `.NAME.tmp`, synced, renamed, and the folder synced. Buffered; the first failed write is
 * remembered and reported by outfile_commit, so that writers need not check each call.
 *
 * A folder that appears complete or not at all is put together as `.NAME.tmp`, too, and published
 * by outfile_publish_folder, which syncs it and its files: until then they need not be durable, and
 * the commits in it leave that out.
 */
#ifndef CASHBACK_EDGE_OUTFILE_H
#define CASHBACK_EDGE_OUTFILE_H

#include <stddef.h>
#include <stdint.h>

#include "pipeline/base/error.h"
#include "pipeline/edge/hash.h"

struct outfile {
	char *path, *temp;
	int fd;           /* -1: not open */
	int failed_errno; /* of the first failed write; 0: none */
	char *buffer;
	size_t buffered;
	uint64_t size;          /* bytes given so far */
	uint64_t written, sent; /* of them, to the system; to the disk, from there */
	struct hash hash;       /* of what was written; open where it was asked for */
	char *ret_sha256;
};

#define OUTFILE_INIT                                                                               \
	{                                                                                              \
		.fd = -1                                                                                   \
	}

/* The folder must exist. EXIT_CANTCREAT on failure. */
int outfile_open(struct outfile *out, const char *path, struct error *err);
/* Right after it was opened: the commit gives the file's SHA-256, taken while it is written. What it
 * is written to must live until then. */
void outfile_hash(struct outfile *out, char ret_sha256[HASH_TEXT]);
void outfile_write(struct outfile *out, const void *bytes, size_t length);
/* What was written can be read from the temporary file. An error where a write has failed. */
int outfile_flush(struct outfile *out, struct error *err);
/* The file is in place and durable (of unfinished folders see above), or an error is returned and
 * nothing is in place. Releases. */
int outfile_commit(struct outfile *out, struct error *err);
/* The same at another path of the same file system, whose folder must exist. */
int outfile_commit_as(struct outfile *out, const char *path, struct error *err);
/* Without a commit before: takes the temporary file away. Safe twice. */
void outfile_release(struct outfile *out);

/* A whole small file at once. */
int outfile_put(const char *path, const void *bytes, size_t length, struct error *err);

/* Makes the name of a file durable: -1, and errno, where that fails. */
int outfile_sync_folder(const char *path);

/* Publishes a file or folder that something else wrote completely: sync, rename, sync folder. */
int outfile_publish(const char *from, const char *to, struct error *err);
/* The same of a folder `.NAME.tmp` and the files in it. */
int outfile_publish_folder(const char *from, const char *to, struct error *err);

#endif
