/* cashback-render: from the posted results in the database to the workbooks. */
#include "pipeline/base/mem.h"
#include "pipeline/core/database.h"
#include "pipeline/core/run.h"
#include "pipeline/core/stage.h"
#include "pipeline/core/sums.h"
#include "pipeline/edge/json.h"
#include "stages/render/portal.h"
#include "stages/render/render.h"

/* For `cashback audit`. Not in the run's folder, which is sealed when the run has finished: what
 * came after that (a closing, a hold) is in its workbooks when they are made again. */
static int keep_sums(const struct render *render, struct error *err)
{
	char *path AUTOFREE = path_join(render->conf->var, RUN_WORKBOOKS);
	struct sums sums CLEANUP(sums_release) = {0};

	render_sums(render, &sums);
	return sums_write(&sums, path, NULL, err);
}

static int render_all(struct render *render, const struct stage_context *context,
	struct error *err)
{
	if (render_check_run(render, context->run.id, err) < 0 || render_begin(render, err) < 0 ||
		render_list(render, err) < 0 || render_choose(render, err) < 0 ||
		portal_begin(&render->site, render, err) < 0 || render_workbooks(render, err) < 0 ||
		render_remove_stale(render, err) < 0 || portal_end(&render->site, render, err) < 0 ||
		render_remember(render, err) < 0)
		return -1;
	return keep_sums(render, err);
}

static int perform(struct stage_context *context, json_t *summary, struct error *err)
{
	struct database database;

	if (database_open(&database, &context->conf, err) < 0)
		return -1;
	struct render render = {
		.db = &database.db,
		.url = database.url,
		.conf = &context->conf,
		.as_of = context->run.as_of,
		.jobs = conf_jobs_that_wait(&context->conf),
		.progress = &context->progress,
	};
	money_format(context->conf.minimum_payout, 2, render.minimum_payout);
	int result = render_all(&render, context, err);
	json_put_int(summary, "workbooks", render.written + render.unchanged);
	json_put_int(summary, "written", render.written);
	json_put_int(summary, "unchanged", render.unchanged);
	json_put_int(summary, "removed", render.removed);
	render_release(&render);
	database_close(&database);
	return result;
}

int main(int argc, char **argv)
{
	static const struct stage render = {
		.name = "render",
		.about = "Writes the workbooks of the posted run: one a partner, and the summary.",
		.perform = perform,
	};

	return stage_main(&render, argc, argv);
}
