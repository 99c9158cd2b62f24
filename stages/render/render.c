/* The steps of the stage. */
#include "stages/render/render.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/pool.h"
#include "reports/sheets.h"
#include "stages/render/file_name.h"

#define TEMP_ENDING ".tmp"
#define FAILURES_TOLD 10

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

/* In a worker: one item. The last one is the summary. */
static int render_item(void *context, size_t item, struct str *ret_text, struct error *err)
{
	struct render *render = context;
	bool summary = item == render->partners.count;
	const char *mpn_id = summary ? NULL : render->partners.items[item];
	char *name AUTOFREE = summary ? mem_strdup("summary.xlsx") : workbook_file_name(mpn_id);
	char *path AUTOFREE = path_join(summary ? render->current : render->statements, name);
	enum report_outcome outcome;

	if (!render->worker_db.connection && db_open(&render->worker_db, render->url, err) < 0)
		return -1;
	struct report_job job = {
		.report = summary ? &summary_report : &partner_report,
		.db = &render->worker_db,
		.mpn_id = mpn_id,
		.as_of = render->as_of,
		.path = path,
		.scratch = render->scratch,
	};
	if (report_render(&job, &outcome, err) < 0) {
		db_close(&render->worker_db); /* the next item gets a fresh one */
		return -1;
	}
	str_add(ret_text, outcome == REPORT_WRITTEN ? "written" : "unchanged");
	return 0;
}

static void count(struct render *render, const struct pool_result *result)
{
	if (strcmp(str_text(&result->text), "written") == 0)
		render->written++;
	else
		render->unchanged++;
}

/* The partner whose workbook failed is named, where the message does not do it. */
static void tell(struct render *render, size_t item, struct error *failure, struct error *err)
{
	const char *whose =
		item < render->partners.count ? render->partners.items[item] : "all partners";

	error_wrap(failure, "workbook of %s", whose);
	error_absorb(err, failure);
}

static int collect(struct render *render, struct pool_result *results, size_t items,
	struct error *err)
{
	size_t failed = 0;

	for (size_t i = 0; i < items; i++) {
		if (results[i].err.count == 0)
			count(render, &results[i]);
		else if (failed++ < FAILURES_TOLD)
			tell(render, i, &results[i].err, err);
	}
	if (failed > FAILURES_TOLD)
		error_also(err, err->code, "%zu more workbooks failed", failed - FAILURES_TOLD);
	return failed > 0 ? -1 : 0;
}

int render_workbooks(struct render *render, struct error *err)
{
	size_t items = render->partners.count + 1;
	struct pool_work work = {render_item, render};
	struct pool_result *results AUTOFREE = mem_alloc(items * sizeof(*results));

	int result = pool_run(&work, items, render->jobs, results, err);
	if (result == 0)
		result = collect(render, results, items, err);
	pool_results_release(results, items);
	return result;
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
	*render = (struct render){0};
}
