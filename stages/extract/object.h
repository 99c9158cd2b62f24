/*
 * Delivered bytes, kept once by content: a file is copied into var/store/objects under its SHA-256,
 * and everything after that reads the copy. What a file held while it was being written is never
 * taken: its size and time of change must be the same before and after.
 */
#ifndef CASHBACK_STAGES_EXTRACT_OBJECT_H
#define CASHBACK_STAGES_EXTRACT_OBJECT_H

#include <stdint.h>

#include "pipeline/base/error.h"
#include "pipeline/edge/hash.h"
#include "pipeline/edge/outfile.h"

struct object {
	char sha256[HASH_TEXT];
	uint64_t size;
};

/* `known` is what was under this name before, or NULL: where it is the same, nothing is copied.
 * EXIT_DATA where the file is still growing. ret_copy, where it is open, has the bytes, to be read
 * and to be placed: waiting for the disk is left for later. */
int object_take(const char *var, const char *path, const struct object *known,
	struct object *ret_object, struct outfile *ret_copy, struct error *err);
/* Where the bytes can be read now. The caller owns it. */
char *object_path(const char *var, const struct object *object, const struct outfile *copy);
/* Puts a copy in its place, durably; none, or one that is there, is fine. Releases the copy. */
int object_place(const char *var, const struct object *object, struct outfile *copy,
	struct error *err);
/* Keeps bytes that were not delivered as a file. */
int object_keep(const char *var, const char *temp, struct object *ret_object, struct error *err);
/* A path for object_keep: a new file of this process in the store's folder, which is made. */
char *object_temp(const char *var, struct error *err);

#endif
