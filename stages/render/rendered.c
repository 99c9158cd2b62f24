/*
 * The index of what is rendered, as text:
 *
 *     cashback workbooks 1 HASH
 *     workbook FINGERPRINT current/statements/0012345.xlsx
 *     file SHA256 SIZE INODE SECONDS.NANOSECONDS current/statements/0012345.xlsx
 *
 * Size, inode and time are those of core/looks.h.
 */
#include "stages/render/rendered.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/looks.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/outfile.h"

#define HEADER "cashback workbooks 1 "
#define ITEM "workbook "
#define FILE_LINE "file "
#define INDEX_MAX ((size_t)1 << 30)

/* Files -------------------------------------------------------------------------------------- */

static int look(const char *output, const char *name, char looks[LOOKS_TEXT])
{
	char *path AUTOFREE = path_join(output, name);

	return looks_of(path, looks);
}

int rendered_describe(const char *output, const char *name, struct str *lines, struct error *err)
{
	char *path AUTOFREE = path_join(output, name);
	char sha256[HASH_TEXT], looks[LOOKS_TEXT];

	if (look(output, name, looks) < 0)
		return error_errno(err, EXIT_IOERR, "%s: cannot be looked at", path);
	if (hash_file(path, sha256, err) < 0)
		return -1;
	str_addf(lines, FILE_LINE "%s %s %s\n", sha256, looks, name);
	return 0;
}

struct file_line {
	struct span sha256, looks, name;
};

/* A name may have blanks in it: it comes last. */
static bool read_file_line(struct span line, struct file_line *ret)
{
	struct span word, looks = SPAN_NONE;

	if (!span_cut(&line, ' ', &word) || !span_cut(&line, ' ', &ret->sha256) ||
		ret->sha256.len != HASH_TEXT - 1)
		return false;
	for (int i = 0; i < 3; i++) {
		if (!span_cut(&line, ' ', &word))
			return false;
		looks = i == 0 ? word : (struct span){looks.at, (size_t)(word.at + word.len - looks.at)};
	}
	ret->looks = looks;
	ret->name = line;
	return line.len > 0;
}

static bool next_file(struct span *lines, struct file_line *ret)
{
	struct span line;

	return span_cut(lines, '\n', &line) && read_file_line(line, ret);
}

bool rendered_next(struct span *lines, char ret_sha256[HASH_TEXT], struct span *ret_name)
{
	struct file_line file;

	if (!next_file(lines, &file))
		return false;
	memcpy(ret_sha256, file.sha256.at, HASH_TEXT - 1);
	ret_sha256[HASH_TEXT - 1] = '\0';
	*ret_name = file.name;
	return true;
}

static bool all_there(const char *output, const char *files)
{
	struct span lines = span_of(files);
	struct file_line file;
	char looks[LOOKS_TEXT];
	bool any = false;

	while (next_file(&lines, &file)) {
		char *name AUTOFREE = mem_strndup(file.name.at, file.name.len);
		if (look(output, name, looks) < 0 || !span_is(file.looks, looks))
			return false;
		any = true;
	}
	return any;
}

/* Items -------------------------------------------------------------------------------------- */

static int by_name(const void *one, const void *other)
{
	return strcmp(((const struct rendered_item *)one)->name,
		((const struct rendered_item *)other)->name);
}

const struct rendered_item *rendered_find(const struct rendered *rendered, const char *output,
	const char *name, const char *fingerprint)
{
	const struct rendered_item key = {.name = (char *)name};
	const struct rendered_item *item = rendered->count == 0 ? NULL
		: bsearch(&key, rendered->items, rendered->count, sizeof(*rendered->items), by_name);

	if (!item || strcmp(item->fingerprint, fingerprint) != 0 || !all_there(output, item->files))
		return NULL;
	return item;
}

void rendered_add(struct rendered *rendered, const char *name, const char *fingerprint,
	const char *files)
{
	MEM_GROW(rendered->items, rendered->count, rendered->cap);
	struct rendered_item *item = &rendered->items[rendered->count++];
	*item = (struct rendered_item){.name = mem_strdup(name), .files = mem_strdup(files)};
	snprintf(item->fingerprint, sizeof(item->fingerprint), "%s", fingerprint);
}

/* The index ---------------------------------------------------------------------------------- */

/* `workbook FINGERPRINT NAME`, and the lines below it up to the next one. */
static bool take_item(struct rendered *rendered, struct span *rest)
{
	struct span line, word, print;

	if (!span_cut(rest, '\n', &line) || !span_cut(&line, ' ', &word) ||
		!span_cut(&line, ' ', &print) || print.len >= HASH_TEXT)
		return false;
	const char *begin = rest->at;
	if (!begin)
		return false;
	while (span_starts(*rest, span_of(FILE_LINE)))
		span_cut(rest, '\n', &word);
	size_t length = rest->at ? (size_t)(rest->at - begin) : strlen(begin);
	char *name AUTOFREE = mem_strndup(line.at, line.len);
	char *fingerprint AUTOFREE = mem_strndup(print.at, print.len);
	char *files AUTOFREE = mem_strndup(begin, length);
	rendered_add(rendered, name, fingerprint, files);
	return true;
}

static void read_items(struct rendered *rendered, struct span rest)
{
	while (span_starts(rest, span_of(ITEM)) && take_item(rendered, &rest))
		;
	if (rendered->count > 0)
		qsort(rendered->items, rendered->count, sizeof(*rendered->items), by_name);
}

void rendered_read(struct rendered *rendered, const char *path, const char *made_by)
{
	struct str text AUTOSTR = STR_INIT;
	struct error ignored CLEANUP(error_release) = ERROR_INIT;
	char *header AUTOFREE = mem_printf(HEADER "%s", made_by);
	struct span rest, line;

	if (!path_exists(path) || file_read(path, INDEX_MAX, &text, &ignored) < 0)
		return;
	rest = (struct span){str_text(&text), text.len};
	if (span_cut(&rest, '\n', &line) && span_is(line, header) && rest.len > 0)
		read_items(rendered, rest);
}

int rendered_write(const struct rendered *rendered, const char *path, const char *made_by,
	struct error *err)
{
	struct str text AUTOSTR = STR_INIT;

	str_addf(&text, HEADER "%s\n", made_by);
	for (size_t i = 0; i < rendered->count; i++) {
		const struct rendered_item *item = &rendered->items[i];
		str_addf(&text, ITEM "%s %s\n%s", item->fingerprint, item->name, item->files);
	}
	return outfile_put(path, text.s, text.len, err);
}

void rendered_release(struct rendered *rendered)
{
	for (size_t i = 0; i < rendered->count; i++) {
		free(rendered->items[i].name);
		free(rendered->items[i].files);
	}
	free(rendered->items);
	*rendered = (struct rendered){0};
}
