/* Paths, folders and whole small files. */
#ifndef CASHBACK_EDGE_FILES_H
#define CASHBACK_EDGE_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "pipeline/base/error.h"
#include "pipeline/base/str.h"

/* A list of owned strings, in byte order where the function says so. */
struct names {
	char **items;
	size_t count, cap;
};

void names_add(struct names *names, const char *name);
/* Byte order, repeated names once. */
void names_sort(struct names *names);
/* Of names in byte order. */
bool names_has(const struct names *names, const char *name);
void names_release(struct names *names);

/* dir/name, or name alone where it is absolute. The caller owns it. */
char *path_join(const char *dir, const char *name);
/* The folder that a path names something in: "." where it names none. The caller owns it. */
char *path_folder(const char *path);
/* True also where nobody can tell (no right to look, a broken disk): opening it then says why. */
bool path_exists(const char *path);
bool path_is_dir(const char *path);

/* Makes dir and what is missing above it, mode 0700. */
int dir_make(const char *dir, struct error *err);
/* The names in dir, without . and .., sorted. */
int dir_list(const char *dir, struct names *ret_names, struct error *err);
/* Takes dir and everything in it away; nothing there is fine. */
int dir_remove(const char *dir, struct error *err);

/* The whole file; at most `limit` bytes (EXIT_DATA beyond). */
int file_read(const char *path, size_t limit, struct str *ret_text, struct error *err);
/* Adds bytes to the end of a file, which is made where it is not there, and makes them durable. A
 * failure may leave a part of them. */
int file_append(const char *path, const void *bytes, size_t length, struct error *err);
/* Do both files hold the same bytes? */
int file_equal(const char *one, const char *other, bool *ret_equal, struct error *err);
/* Copies bytes, complete or not at all. */
int file_copy(const char *from, const char *to, struct error *err);

/* Adds the paths that match a glob(7) pattern; no match adds nothing. */
int files_glob(const char *pattern, struct names *names, struct error *err);

#endif
