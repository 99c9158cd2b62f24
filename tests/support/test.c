/* Scratch files and assertions on errors. */
#include "tests/support/test.h"

#include <stdio.h>
#include <string.h>

#include "pipeline/edge/files.h"

char *scratch_folder(void)
{
	const char *base = getenv("CASHBACK_TMP");
	char *dir = mem_printf("%s/scratch.XXXXXX", base ? base : "/tmp");

	assert_non_null(mkdtemp(dir));
	return dir;
}

void scratch_write_bytes(const char *dir, const char *name, const void *bytes, size_t length)
{
	char *path AUTOFREE = path_join(dir, name);
	char *folder AUTOFREE = mem_strndup(path, (size_t)(strrchr(path, '/') - path));
	struct error err = ERROR_INIT;

	dir_make(folder, &err);
	assert_no_problem(&err);
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

void scratch_write(const char *dir, const char *name, const char *text)
{
	scratch_write_bytes(dir, name, text, strlen(text));
}

static void show(const struct error *err)
{
	for (size_t i = 0; i < err->count; i++)
		fprintf(stderr, "# problem: %s\n", err->items[i].message);
}

void assert_problem(const struct error *err, const char *text)
{
	for (size_t i = 0; i < err->count; i++)
		if (strstr(err->items[i].message, text))
			return;
	show(err);
	fail_msg("no problem says: %s", text);
}

void assert_no_problem(const struct error *err)
{
	show(err);
	assert_int_equal(err->count, 0);
}
