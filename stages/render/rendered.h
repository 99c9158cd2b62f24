/*
 * What was rendered before: a fingerprint of what each workbook shows, and how its files looked
 * right after they were published. Kept in one file of the folder `var`. It only ever saves work:
 * where it is missing, damaged, of another program or configuration, or where a file does not look
 * as it did, the workbook is made again.
 */
#ifndef CASHBACK_RENDER_RENDERED_H
#define CASHBACK_RENDER_RENDERED_H

#include <stddef.h>

#include "pipeline/base/error.h"
#include "pipeline/base/str.h"
#include "pipeline/edge/hash.h"

/* Of the folder `var`. */
#define RENDERED_INDEX "workbooks.index"

struct rendered_item {
	char *name; /* of the workbook, relative to the output folder */
	char fingerprint[HASH_TEXT];
	char *files; /* lines of rendered_describe: the workbook, and what belongs to it */
};

/* Zero-initialise it. */
struct rendered {
	struct rendered_item *items; /* as read: by name, in byte order */
	size_t count, cap;
};

/* Adds the line of one file, which has just been published: its hash, how it looks (size, inode,
 * time of its last change of any kind) and its name relative to `output`. */
int rendered_describe(const char *output, const char *name, struct str *lines, struct error *err);

/* Takes the first line off `lines`, and the hash and the name from it; false: there is none. */
bool rendered_next(struct span *lines, char ret_sha256[HASH_TEXT], struct span *ret_name);

/* made_by: a hash of all but the data on which workbooks depend. Nothing is known where it
 * differs. */
void rendered_read(struct rendered *rendered, const char *path, const char *made_by);
/* The item with this fingerprint, whose files all look as they did; NULL: to be made. */
const struct rendered_item *rendered_find(const struct rendered *rendered, const char *output,
	const char *name, const char *fingerprint);
/* Copies all three. */
void rendered_add(struct rendered *rendered, const char *name, const char *fingerprint,
	const char *files);
int rendered_write(const struct rendered *rendered, const char *path, const char *made_by,
	struct error *err);
void rendered_release(struct rendered *rendered);

#endif
