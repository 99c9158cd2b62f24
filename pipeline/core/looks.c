/* stat(2), and lines of text. */
#include "pipeline/core/looks.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "pipeline/base/mem.h"
#include "pipeline/base/str.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/outfile.h"

#define HEADER "cashback tables 1 "
#define INDEX_MAX ((size_t)1 << 24)
#define DIGITS (HASH_TEXT - 1)

int looks_of(const char *path, char ret_looks[LOOKS_TEXT])
{
	struct stat st;

	if (stat(path, &st) < 0)
		return -1;
	snprintf(ret_looks, LOOKS_TEXT, "%lld %llu %lld.%09ld", (long long)st.st_size,
		(unsigned long long)st.st_ino, (long long)st.st_ctim.tv_sec, st.st_ctim.tv_nsec);
	return 0;
}

/* No name in a run's folder has a blank in it. */
static void take_line(struct sums *known, const struct run *run, struct span line)
{
	const char *blank = line.len ? memrchr(line.at, ' ', line.len) : NULL;
	char sha256[HASH_TEXT] = "", looks[LOOKS_TEXT];

	if (!blank || (size_t)(blank - line.at) <= DIGITS + 1)
		return;
	char *name AUTOFREE = mem_strndup(blank + 1, (size_t)(line.at + line.len - blank - 1));
	char *path AUTOFREE = run_path(run, name);
	struct span kept = {line.at + DIGITS + 1, (size_t)(blank - line.at) - DIGITS - 1};
	if (looks_of(path, looks) < 0 || !span_is(kept, looks))
		return;
	memcpy(sha256, line.at, DIGITS);
	sums_add(known, name, sha256);
}

void looks_known(struct sums *ret_known, const struct conf *conf, const struct run *run)
{
	struct str text AUTOSTR = STR_INIT;
	struct error ignored CLEANUP(error_release) = ERROR_INIT;
	char *path AUTOFREE = path_join(conf->var, LOOKS_INDEX);
	char *header AUTOFREE = mem_printf(HEADER "%s", run->id);
	struct span line;

	*ret_known = (struct sums){0};
	if (!path_exists(path) || file_read(path, INDEX_MAX, &text, &ignored) < 0)
		return;
	struct span rest = {str_text(&text), text.len};
	if (!span_cut(&rest, '\n', &line) || !span_is(line, header))
		return;
	while (span_cut(&rest, '\n', &line))
		take_line(ret_known, run, line);
}

int looks_keep(const struct sums *sums, const struct conf *conf, const struct run *run,
	struct error *err)
{
	struct str text AUTOSTR = STR_INIT;
	char *index AUTOFREE = path_join(conf->var, LOOKS_INDEX);
	char looks[LOOKS_TEXT];

	str_addf(&text, HEADER "%s\n", run->id);
	for (size_t i = 0; i < sums->count; i++) {
		char *path AUTOFREE = run_path(run, sums->items[i].name);
		if (looks_of(path, looks) == 0)
			str_addf(&text, "%s %s %s\n", sums->items[i].sha256, looks, sums->items[i].name);
	}
	return outfile_put(index, text.s, text.len, err);
}
