/*
 * INI files: `[section]`, `key = value`. A line that begins with # or ; is a comment, and there
 * are no others. A value may stand in double quotes, to keep its blanks. ${NAME} takes an
 * environment variable where the caller asks for that. Lines have no length limit. The text is
 * UTF-8, and a NUL byte is nowhere in it.
 *
 * Keys keep the file's order; nothing is merged: an entry that is given twice is reported here.
 */
#ifndef CASHBACK_CORE_INI_H
#define CASHBACK_CORE_INI_H

#include <stdbool.h>
#include <stddef.h>

#include "pipeline/base/error.h"

struct ini_entry {
	char *section; /* "" before the first section */
	char *key;
	char *value;
	size_t line;
	bool used; /* for the caller: set by ini_get */
};

struct ini_section {
	char *name;
	size_t line;
};

struct ini {
	char *path; /* as messages name it */
	struct ini_entry *entries;
	size_t count, cap;
	struct ini_section *sections; /* those that the file opens, empty ones too */
	size_t section_count, section_cap;
};

enum ini_expand { INI_LITERAL, INI_ENVIRONMENT };

/* All problems of form are collected in err, each with file and line (EXIT_CONFIG). */
int ini_load(struct ini *ini, const char *path, enum ini_expand expand, struct error *err);
/* NULL where it is not there. Marks the entry as used. */
struct ini_entry *ini_get(struct ini *ini, const char *section, const char *key);
/* The line that opens the section; 0: the file has no such section. */
size_t ini_section_line(const struct ini *ini, const char *section);
bool ini_has_section(const struct ini *ini, const char *section);
void ini_release(struct ini *ini);

/* "a, b or c" of a list that ends with NULL, for messages; the caller frees it. */
char *ini_choices(const char *const *choices);
/* Adds the problem "PATH:LINE: ..." (EXIT_CONFIG). Line 0 names the file alone. Returns -1. */
int ini_problem(const char *path, size_t line, struct error *err, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#endif
