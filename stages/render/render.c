/* The steps of the stage. */
#include "stages/render/render.h"

#include <errno.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "reports/batch.h"
#include "reports/file_name.h"
#include "reports/sheets.h"
#include "stages/render/portal.h"

#define TEMP_ENDING ".tmp"
/* libxlsxwriter writes each part of a workbook to a file of its own first, which has no name any
 * more when the call returns: in memory that is much quicker than on a disk. */
#define MEMORY_FOLDER "/dev/shm"
#define MEMORY_LEAST ((uint64_t)1 << 30) /* of free room there */
#define SMALL_LINES 10000
/* What a worker says of a workbook; the lines of its files follow. */
#define WRITTEN 'w'
#define UNCHANGED 'u'

static const char *memory_folder(void)
{
	struct statfs fs;

	if (statfs(MEMORY_FOLDER, &fs) < 0 || fs.f_type != TMPFS_MAGIC ||
		(uint64_t)fs.f_bavail * (uint64_t)fs.f_bsize < MEMORY_LEAST)
		return NULL;
	return access(MEMORY_FOLDER, W_OK | X_OK) == 0 ? MEMORY_FOLDER : NULL;
}

int render_begin(struct render *render, struct error *err)
{
	render->current = path_join(render->conf->output, "current");
	render->statements = path_join(render->current, "statements");
	render->scratch = path_join(render->current, ".parts");
	render->memory = memory_folder();
	if (dir_make(render->statements, err) < 0 || dir_remove(render->scratch, err) < 0)
		return -1;
	return dir_make(render->scratch, err);
}

int render_check_run(struct render *render, const char *run_id, struct error *err)
{
	struct db_result last;
	char as_of[DATE_TEXT];
	int result = 0;

	if (database_query(render->db, "queries/summary_run.sql", NULL, 0, &last, err) < 0)
		return -1;
	if (last.count == 0) {
		error_set(err, EXIT_DATA, "run %s is not posted, so there is nothing to render", run_id);
		result = error_hint(err, "the stage load posts it");
	} else if (strcmp(db_cell(&last, 0, 0), run_id) != 0) {
		error_set(err, EXIT_DATA, "run %s cannot be rendered: the database holds the results of "
			"run %s", run_id, db_cell(&last, 0, 0));
		result = error_hint(err, "only the last posted run has workbooks; see `cashback status`");
	} else if (strcmp(db_cell(&last, 0, 1), date_format(render->as_of, as_of)) != 0) {
		result = error_set(err, EXIT_DATA, "run %s is dated %s here and %s in the database", run_id,
			as_of, db_cell(&last, 0, 1));
	}
	db_result_release(&last);
	return result;
}

/* What was rendered before --------------------------------------------------------------------- */

/* All but the data on which workbooks depend: the program and its configuration. */
static int made_by(const struct render *render, char ret_hash[HASH_TEXT], struct error *err)
{
	char program[HASH_TEXT];
	struct hash hash;

	if (hash_file("/proc/self/exe", program, err) < 0)
		return -1;
	hash_init(&hash);
	hash_add_text(&hash, program);
	for (size_t i = 0; i < render->conf->origin_count; i++) {
		const struct conf_origin *setting = &render->conf->origins[i];
		hash_add_text(&hash, setting->section);
		hash_add_text(&hash, setting->key);
		hash_add_text(&hash, setting->value);
	}
	hash_finish(&hash, ret_hash);
	return 0;
}

int render_choose(struct render *render, struct error *err)
{
	char *path AUTOFREE = path_join(render->conf->var, RENDERED_INDEX);
	struct rendered before CLEANUP(rendered_release) = {0};
	char maker[HASH_TEXT];

	if (made_by(render, maker, err) < 0)
		return -1;
	rendered_read(&before, path, maker);
	render->due = mem_alloc(render->item_count * sizeof(*render->due));
	for (size_t i = 0; i < render->item_count; i++) {
		struct render_item *item = &render->items[i];
		const struct rendered_item *same = item->fingerprint[0]
			? rendered_find(&before, render->conf->output, item->name, item->fingerprint) : NULL;
		if (same)
			item->files = mem_strdup(same->files);
		else
			render->due[render->due_count++] = i;
	}
	render->unchanged = (int64_t)(render->item_count - render->due_count);
	return 0;
}

int render_remember(const struct render *render, struct error *err)
{
	char *path AUTOFREE = path_join(render->conf->var, RENDERED_INDEX);
	struct rendered now CLEANUP(rendered_release) = {0};
	char maker[HASH_TEXT];

	if (render->due_count == 0 && render->removed == 0)
		return 0;
	if (made_by(render, maker, err) < 0)
		return -1;
	for (size_t i = 0; i < render->item_count; i++) {
		const struct render_item *item = &render->items[i];
		if (item->fingerprint[0])
			rendered_add(&now, item->name, item->fingerprint, item->files);
	}
	return rendered_write(&now, path, maker, err);
}

void render_sums(const struct render *render, struct sums *sums)
{
	char sha256[HASH_TEXT];
	struct span lines, name;

	for (size_t i = 0; i < render->item_count; i++) {
		lines = span_of(render->items[i].files); /* the workbook, then its pages */
		if (rendered_next(&lines, sha256, &name))
			sums_add(sums, render->items[i].name, sha256);
	}
}

/* Workbooks ---------------------------------------------------------------------------------- */

/* What libxlsxwriter writes on the way fits into memory. */
static bool is_small(const struct render_item *item)
{
	return item->mpn_id && item->lines <= SMALL_LINES;
}

/* Where memory is short after all, the disk has to do. */
static int make_workbook(const struct render *render, const struct render_item *item,
	struct report_job *job, enum report_outcome *ret_outcome, struct error *err)
{
	job->scratch = render->memory;
	if (render->memory && is_small(item) && report_render(job, ret_outcome, err) == 0)
		return 0;
	if (err->count > 0 && err->code != EXIT_IOERR)
		return -1;
	error_release(err);
	job->scratch = render->scratch;
	return report_render(job, ret_outcome, err);
}

/* In a worker: one of the items that are due. */
static int render_item(void *context, struct db *db, size_t due, struct str *ret_text,
	struct error *err)
{
	const struct render *render = context;
	const struct render_item *item = &render->items[render->due[due]];
	char *path AUTOFREE = path_join(render->conf->output, item->name);
	enum report_outcome outcome;

	struct report_job job = {
		.report = item->mpn_id ? &partner_report : &summary_report,
		.db = db,
		.mpn_id = item->mpn_id,
		.minimum_payout = item->mpn_id ? NULL : render->minimum_payout,
		.as_of = item->as_of,
		.path = path,
		.alone = render->due_count == 1,
	};
	if (make_workbook(render, item, &job, &outcome, err) < 0)
		return -1;
	str_add_char(ret_text, outcome == REPORT_WRITTEN ? WRITTEN : UNCHANGED);
	if (rendered_describe(render->conf->output, item->name, ret_text, err) < 0)
		return -1;
	return item->mpn_id ? portal_partner(&render->site, db, item, path, ret_text, err) : 0;
}

static void take(void *context, size_t due, const char *text)
{
	struct render *render = context;

	if (*text == WRITTEN)
		render->written++;
	else
		render->unchanged++;
	render->items[render->due[due]].files = mem_strdup(text + 1);
}

static const char *whose(const void *context, size_t due)
{
	const struct render *render = context;
	const char *mpn_id = render->items[render->due[due]].mpn_id;

	return mpn_id ? mpn_id : "all partners";
}

/* Who may not count a table gets a warning of the server, and worse plans. */
static int count_unknown_tables(struct render *render, struct error *err)
{
	struct db_result commands CLEANUP(db_result_release) = {0};

	if (database_query(render->db, "queries/render_unknown_tables.sql", NULL, 0, &commands, err) < 0)
		return -1;
	for (int i = 0; i < commands.count; i++)
		if (db_exec(render->db, db_cell(&commands, i, 0), err) < 0)
			return -1;
	return 0;
}

static int by_size(const void *one, const void *other, void *context)
{
	const struct render_item *items = ((const struct render *)context)->items;
	size_t a = *(const size_t *)one, b = *(const size_t *)other;

	if (items[a].lines != items[b].lines)
		return items[a].lines > items[b].lines ? -1 : 1;
	return a < b ? -1 : 1;
}

/* What takes long comes first: in the end all processes are at something short. */
static void largest_first(struct render *render)
{
	qsort_r(render->due, render->due_count, sizeof(*render->due), by_size, render);
}

int render_workbooks(struct render *render, struct error *err)
{
	struct report_batch batch = {
		.url = render->url,
		.jobs = render->jobs,
		.progress = render->progress,
		.perform = render_item,
		.done = take,
		.whose = whose,
		.context = render,
	};

	if (render->due_count > 0 && count_unknown_tables(render, err) < 0)
		return -1;
	largest_first(render);
	return report_batch_run(&batch, render->due_count, err);
}

/* What is left over --------------------------------------------------------------------------- */

static int by_bytes(const void *key, const void *item)
{
	return strcmp(key, *(char *const *)item);
}

/* `.NAME.tmp`: of a writer that was killed. */
static bool is_left_over(const char *name)
{
	size_t length = strlen(name), ending = strlen(TEMP_ENDING);

	if (name[0] != '.' || length <= ending + 1 || strcmp(name + length - ending, TEMP_ENDING) != 0)
		return false;
	char *inner AUTOFREE = mem_strndup(name + 1, length - ending - 1);
	return workbook_file_name_is_ours(inner);
}

static bool is_stale(const struct names *expected, const char *name)
{
	if (!workbook_file_name_is_ours(name))
		return is_left_over(name);
	return expected->count == 0 ||
		   !bsearch(name, expected->items, expected->count, sizeof(*expected->items), by_bytes);
}

static int remove_file(struct render *render, const char *name, struct error *err)
{
	char *path AUTOFREE = path_join(render->statements, name);

	if (unlink(path) < 0 && errno != ENOENT)
		return error_errno(err, EXIT_IOERR, "%s: cannot be removed", path);
	render->removed += name[0] != '.';
	return 0;
}

int render_remove_stale(struct render *render, struct error *err)
{
	struct names expected CLEANUP(names_release) = {0}, there CLEANUP(names_release) = {0};

	for (size_t i = 0; i < render->item_count; i++)
		if (render->items[i].mpn_id)
			names_add(&expected, strrchr(render->items[i].name, '/') + 1);
	names_sort(&expected);
	if (dir_list(render->statements, &there, err) < 0)
		return -1;
	for (size_t i = 0; i < there.count; i++)
		if (is_stale(&expected, there.items[i]) && remove_file(render, there.items[i], err) < 0)
			return -1;
	return dir_remove(render->scratch, err);
}

void render_release(struct render *render)
{
	free(render->current);
	free(render->statements);
	free(render->scratch);
	for (size_t i = 0; i < render->item_count; i++) {
		free(render->items[i].mpn_id);
		free(render->items[i].name);
		free(render->items[i].files);
	}
	free(render->items);
	free(render->due);
	site_release(&render->site);
	*render = (struct render){0};
}
