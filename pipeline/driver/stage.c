/*
 * cashback extract, transform, load, render: one stage alone, of the run that --run names or of
 * the unfinished one. Extract begins a new run where none is unfinished.
 */
#include "pipeline/base/mem.h"
#include "pipeline/core/database.h"
#include "pipeline/core/lock.h"
#include "pipeline/driver/command.h"
#include "pipeline/driver/stages.h"

static int begin(struct command_context *context, struct run *run, struct error *err)
{
	date_t as_of;

	if (strcmp(context->name, "extract") != 0) {
		error_set(err, EXIT_NOINPUT, "there is no unfinished run");
		return error_hint(err, "`cashback extract` begins one; --run RUN names a finished one");
	}
	if (command_as_of(context, &as_of, err) < 0)
		return -1;
	return stages_begin_alone(context, run, as_of, err);
}

static int open_run(struct command_context *context, struct run *run, struct error *err)
{
	if (context->cli.run_id)
		return run_open(run, &context->conf, context->cli.run_id, err);
	int found = run_open_unfinished(run, &context->conf, err);
	if (found == 0)
		return begin(context, run, err);
	return found < 0 ? -1 : 0;
}

static bool all_done(const struct run *run)
{
	for (int i = 0; i < STAGE_COUNT; i++)
		if (!run_stage_done(run, stage_names[i]))
			return false;
	return true;
}

static int complete(struct command_context *context, struct run *run, struct error *err)
{
	struct database database;

	if (strcmp(run_status(run), "finished") == 0 || !all_done(run))
		return 0;
	if (database_open(&database, &context->conf, err) < 0)
		return -1;
	int result = stages_complete(run, &context->conf, &database.db, err);
	database_close(&database);
	return result;
}

int command_stage(struct command_context *context, struct error *err)
{
	struct run run;

	if (lock_take(context->conf.var, err) < 0 || open_run(context, &run, err) < 0)
		return -1;
	int result = stages_run_one(context, &run, context->name, err);
	if (result == 0)
		result = complete(context, &run, err);
	run_release(&run);
	return result;
}
