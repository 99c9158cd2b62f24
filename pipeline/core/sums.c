/* Lines of "HASH  NAME". */
#include "pipeline/core/sums.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/base/str.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/outfile.h"

#define DIGITS (HASH_TEXT - 1)
#define BETWEEN "  "
#define LIST_MAX ((size_t)1 << 30)

void sums_add(struct sums *sums, const char *name, const char *sha256)
{
	MEM_GROW(sums->items, sums->count, sums->cap);
	struct sum *sum = &sums->items[sums->count++];
	*sum = (struct sum){.name = mem_strdup(name)};
	memcpy(sum->sha256, sha256, DIGITS);
}

/* `known` may have the hash already. */
static int add_file(struct sums *sums, const char *folder, const char *name,
	const struct sums *known, struct error *err)
{
	const struct sum *found = known ? sums_find(known, name) : NULL;
	char *path AUTOFREE = path_join(folder, name);
	char sha256[HASH_TEXT];

	if (!found && hash_file(path, sha256, err) < 0)
		return -1;
	sums_add(sums, name, found ? found->sha256 : sha256);
	return 0;
}

int sums_of_folder(struct sums *sums, const char *folder, const struct sums *known,
	struct error *err)
{
	struct names names CLEANUP(names_release) = {0};

	if (dir_list(folder, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.count; i++) {
		const char *name = names.items[i];
		if (name[0] != '.' && strcmp(name, SUMS_NAME) != 0 &&
			add_file(sums, folder, name, known, err) < 0)
			return -1;
	}
	return 0;
}

const struct sum *sums_find(const struct sums *sums, const char *name)
{
	for (size_t i = 0; i < sums->count; i++)
		if (strcmp(sums->items[i].name, name) == 0)
			return &sums->items[i];
	return NULL;
}

int sums_write(const struct sums *sums, const char *path, char ret_sha256[HASH_TEXT],
	struct error *err)
{
	struct str text AUTOSTR = STR_INIT;
	struct hash hash;

	for (size_t i = 0; i < sums->count; i++)
		str_addf(&text, "%s" BETWEEN "%s\n", sums->items[i].sha256, sums->items[i].name);
	if (ret_sha256) {
		hash_init(&hash);
		hash_add(&hash, str_text(&text), text.len);
		hash_finish(&hash, ret_sha256);
	}
	return outfile_put(path, str_text(&text), text.len, err);
}

static bool read_line(struct sums *sums, struct span line)
{
	size_t begin = DIGITS + strlen(BETWEEN);

	if (line.len <= begin || memchr(line.at, '\0', line.len) ||
		strspn(line.at, "0123456789abcdef") != DIGITS ||
		memcmp(line.at + DIGITS, BETWEEN, strlen(BETWEEN)) != 0)
		return false;
	char *name AUTOFREE = mem_strndup(line.at + begin, line.len - begin);
	sums_add(sums, name, line.at);
	return true;
}

int sums_read(struct sums *sums, const char *path, struct error *err)
{
	struct str text AUTOSTR = STR_INIT;
	struct span line;

	if (file_read(path, LIST_MAX, &text, err) < 0)
		return -1;
	struct span rest = {str_text(&text), text.len};
	for (size_t number = 1; rest.len > 0; number++) {
		bool ends = memchr(rest.at, '\n', rest.len) != NULL;
		span_cut(&rest, '\n', &line);
		if (!ends || !read_line(sums, line))
			return error_set(err, EXIT_DATA, "%s:%zu: is not a line of sha256sum", path, number);
	}
	return 0;
}

void sums_release(struct sums *sums)
{
	for (size_t i = 0; i < sums->count; i++)
		free(sums->items[i].name);
	free(sums->items);
	*sums = (struct sums){0};
}

int sums_seal_folder(const char *folder, const struct sums *known, struct error *err)
{
	struct sums sums CLEANUP(sums_release) = {0};
	char *path AUTOFREE = path_join(folder, SUMS_NAME);

	if (sums_of_folder(&sums, folder, known, err) < 0)
		return -1;
	return sums_write(&sums, path, NULL, err);
}

int sums_seal_file(const char *path, struct error *err)
{
	struct sums sums CLEANUP(sums_release) = {0};
	char *list AUTOFREE = mem_printf("%s" SUMS_ENDING, path);
	const char *slash = strrchr(path, '/');
	char sha256[HASH_TEXT];

	if (hash_file(path, sha256, err) < 0)
		return -1;
	sums_add(&sums, slash ? slash + 1 : path, sha256);
	return sums_write(&sums, list, NULL, err);
}
