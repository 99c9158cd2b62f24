/* Is it all the same? */
#include "stages/transform/reuse.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/looks.h"
#include "pipeline/core/sums.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/hash.h"
#include "pipeline/edge/json.h"
#include "pipeline/edge/outfile.h"
#include "stages/transform/output.h"

#define STAGE "transform"
#define SELF "/proc/self/exe"

int reuse_remember(json_t *summary, bool waits, struct error *err)
{
	char program[HASH_TEXT];

	if (hash_file(SELF, program, err) < 0)
		return -1;
	json_put_text(summary, "program", program);
	json_object_set_new(summary, "rows_after_as_of", json_boolean(waits));
	return 0;
}

/* The newest run before this one, where it is finished. */
static bool open_last(const struct conf *conf, const struct run *run, struct run *ret_last,
	struct error *err)
{
	struct names ids CLEANUP(names_release) = {0};

	if (run_list(conf, &ids, err) < 0)
		return false;
	for (size_t i = ids.count; i > 0; i--) {
		if (strcmp(ids.items[i - 1], run->id) >= 0)
			continue;
		if (run_open(ret_last, conf, ids.items[i - 1], err) < 0)
			return false;
		if (strcmp(run_status(ret_last), "finished") == 0)
			return true;
		run_release(ret_last);
		return false;
	}
	return false;
}

/* What the manifest says, but for the run's id and business date. */
static json_t *read_manifest(const struct run *run, struct error *err)
{
	char *path AUTOFREE = run_path(run, "manifest.json");
	json_t *manifest;

	if (json_read_file(path, &manifest, err) < 0)
		return NULL;
	json_object_del(manifest, "run_id");
	json_object_del(manifest, "as_of");
	return manifest;
}

static bool same_manifest(const struct run *run, const struct run *last, struct error *err)
{
	json_t *ours AUTOJSON = read_manifest(run, err);
	json_t *theirs AUTOJSON = read_manifest(last, err);

	return ours && theirs && json_equal(ours, theirs);
}

static bool same_program(const json_t *made, struct error *err)
{
	char program[HASH_TEXT];

	return hash_file(SELF, program, err) == 0 &&
		   strcmp(json_text_of(made, "program", ""), program) == 0;
}

static bool same_dates(const struct run *run, const struct run *last, const json_t *made)
{
	return last->as_of == run->as_of ||
		   (last->as_of < run->as_of && json_is_false(json_object_get(made, "rows_after_as_of")));
}

/* Is the file what the last run's list says? `known` has the hashes of files that look as they did
 * then. */
static bool is_listed(const char *path, const struct sum *sum, const struct sums *known,
	struct error *err)
{
	const struct sum *same = sum ? sums_find(known, sum->name) : NULL;
	char sha256[HASH_TEXT];

	if (same)
		return strcmp(same->sha256, sum->sha256) == 0;
	return sum && hash_file(path, sha256, err) == 0 && strcmp(sha256, sum->sha256) == 0;
}

/* The table under its name in this run's folder. */
static bool take_table(const struct run *run, const struct run *last, const char *name)
{
	char *passing AUTOFREE = mem_printf("%s/.%s.reused", run->dir, name);
	char *from AUTOFREE = run_path(last, name);
	char *to AUTOFREE = run_path(run, name);

	unlink(passing); /* of one that was cut off; and where both names are one file already */
	bool taken = link(from, passing) == 0 && rename(passing, to) == 0;
	unlink(passing);
	return taken;
}

/* What the last run's list says of the tables, if it is so. */
static bool check_tables(const struct conf *conf, const struct run *last, struct sums *ret_tables,
	struct error *err)
{
	struct sums sums CLEANUP(sums_release) = {0}, known CLEANUP(sums_release) = {0};
	char *list AUTOFREE = run_path(last, SUMS_NAME);
	const char *table;

	if (sums_read(&sums, list, err) < 0)
		return false;
	looks_known(&known, conf, last);
	for (size_t i = 0; (table = output_table(i)); i++) {
		char *name AUTOFREE = mem_printf("%s.copy", table);
		char *path AUTOFREE = run_path(last, name);
		const struct sum *sum = sums_find(&sums, name);
		if (!is_listed(path, sum, &known, err))
			return false;
		sums_add(ret_tables, name, sum->sha256);
	}
	return true;
}

/* A second name changes how a file looks, so that is kept anew. */
static bool take_tables(const struct conf *conf, const struct run *run, const struct run *last,
	struct error *err)
{
	struct sums tables CLEANUP(sums_release) = {0};
	char *first AUTOFREE = run_path(run, "manifest.json");

	if (!check_tables(conf, last, &tables, err))
		return false;
	for (size_t i = 0; i < tables.count; i++)
		if (!take_table(run, last, tables.items[i].name))
			return false;
	return outfile_sync_folder(first) == 0 && looks_keep(&tables, conf, run, err) == 0;
}

bool reuse_try(const struct conf *conf, const struct run *run, json_t *summary)
{
	struct error ignored CLEANUP(error_release) = ERROR_INIT;
	struct run last;

	if (!open_last(conf, run, &last, &ignored))
		return false;
	const json_t *made = run_stage_summary(&last, STAGE);
	bool reused = made && same_dates(run, &last, made) && same_manifest(run, &last, &ignored) &&
				  same_program(made, &ignored) && take_tables(conf, run, &last, &ignored);
	if (reused) {
		json_object_update(summary, (json_t *)made);
		json_put_text(summary, "reused_from", last.id);
	}
	run_release(&last);
	return reused;
}
