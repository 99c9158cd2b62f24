/*
 * Lists of files and their SHA-256, as sha256sum(1) writes them: `sha256sum -c SHA256SUMS` in the
 * folder of a list checks it without this program. Names are relative, and hold no line breaks:
 * they are names that this program gave.
 *
 * A list is evidence. Nothing here repairs one; whether a file and its list still agree is told by
 * `cashback audit --hashes`.
 */
#ifndef CASHBACK_CORE_SUMS_H
#define CASHBACK_CORE_SUMS_H

#include <stdbool.h>
#include <stddef.h>

#include "pipeline/base/error.h"
#include "pipeline/edge/hash.h"

#define SUMS_NAME "SHA256SUMS"
#define SUMS_ENDING ".sha256"

struct sum {
	char *name;
	char sha256[HASH_TEXT];
};

/* Zero-initialise it. */
struct sums {
	struct sum *items;
	size_t count, cap;
};

/* Copies both. */
void sums_add(struct sums *sums, const char *name, const char *sha256);
/* Every file of the folder in byte order, without SHA256SUMS and names that begin with a dot. Those
 * that `known` names are not read: it has their hashes; NULL: all are. */
int sums_of_folder(struct sums *sums, const char *folder, const struct sums *known,
	struct error *err);
/* NULL: the list does not name it. */
const struct sum *sums_find(const struct sums *sums, const char *name);
/* Writes the list, complete or not at all. ret_sha256, the hash of the list itself, may be NULL. */
int sums_write(const struct sums *sums, const char *path, char ret_sha256[HASH_TEXT],
	struct error *err);
/* EXIT_NOINPUT where there is no such list, EXIT_DATA with the line where it is not one. */
int sums_read(struct sums *sums, const char *path, struct error *err);
void sums_release(struct sums *sums);

/* Writes folder/SHA256SUMS; `known` as above. */
int sums_seal_folder(const char *folder, const struct sums *known, struct error *err);
/* Writes path.sha256, which names the one file beside it. */
int sums_seal_file(const char *path, struct error *err);

#endif
