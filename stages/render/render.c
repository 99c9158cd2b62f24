/* The steps of the stage. */
#include "stages/render/render.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "reports/batch.h"
#include "reports/file_name.h"
#include "reports/sheets.h"

#define TEMP_ENDING ".tmp"
/* What a worker says of a workbook; its hash follows. */
#define WRITTEN 'w'
#define UNCHANGED 'u'

int render_begin(struct render *render, const char *output, struct error *err)
{
	render->current = path_join(output, "current");
	render->statements = path_join(render->current, "statements");
	render->scratch = path_join(render->current, ".parts");
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

int render_list_partners(struct render *render, struct error *err)
{
	struct db_result list;

	if (database_query(render->db, "queries/partner_list.sql", NULL, 0, &list, err) < 0)
		return -1;
	for (int i = 0; i < list.count; i++)
		names_add(&render->partners, db_cell(&list, i, 0));
	db_result_release(&list);
	return 0;
}

/* Workbooks ---------------------------------------------------------------------------------- */

static int add_hash(const char *path, struct str *text, struct error *err)
{
	char sha256[HASH_TEXT];

	if (hash_file(path, sha256, err) < 0)
		return -1;
	str_add(text, sha256);
	return 0;
}

/* In a worker: one item. The last one is the summary. */
static int render_item(void *context, struct db *db, size_t item, struct str *ret_text,
	struct error *err)
{
	const struct render *render = context;
	bool summary = item == render->partners.count;
	const char *mpn_id = summary ? NULL : render->partners.items[item];
	char *name AUTOFREE = summary ? mem_strdup("summary.xlsx") : workbook_file_name(mpn_id);
	char *path AUTOFREE = path_join(summary ? render->current : render->statements, name);
	enum report_outcome outcome;

	struct report_job job = {
		.report = summary ? &summary_report : &partner_report,
		.db = db,
		.mpn_id = mpn_id,
		.minimum_payout = summary ? render->minimum_payout : NULL,
		.as_of = render->as_of,
		.path = path,
		.scratch = render->scratch,
	};
	if (report_render(&job, &outcome, err) < 0)
		return -1;
	str_add_char(ret_text, outcome == REPORT_WRITTEN ? WRITTEN : UNCHANGED);
	return add_hash(path, ret_text, err);
}

static void count(void *context, size_t item, const char *text)
{
	struct render *render = context;
	bool summary = item == render->partners.count;
	char *name AUTOFREE =
		summary ? mem_strdup("summary.xlsx") : workbook_file_name(render->partners.items[item]);
	char *listed AUTOFREE = mem_printf(summary ? "current/%s" : "current/statements/%s", name);

	if (*text == WRITTEN)
		render->written++;
	else
		render->unchanged++;
	sums_add(&render->sums, listed, text + 1);
}

static const char *whose(const void *context, size_t item)
{
	const struct render *render = context;

	return item < render->partners.count ? render->partners.items[item] : "all partners";
}

int render_workbooks(struct render *render, struct error *err)
{
	struct report_batch batch = {
		.url = render->url,
		.jobs = render->jobs,
		.perform = render_item,
		.done = count,
		.whose = whose,
		.context = render,
	};

	return report_batch_run(&batch, render->partners.count + 1, err);
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

	for (size_t i = 0; i < render->partners.count; i++) {
		char *name AUTOFREE = workbook_file_name(render->partners.items[i]);
		names_add(&expected, name);
	}
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
	names_release(&render->partners);
	sums_release(&render->sums);
	*render = (struct render){0};
}
