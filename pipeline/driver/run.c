/*
 * cashback run: the nightly. Finishes the unfinished run first, with its own as-of; then begins a
 * new one. It never goes back behind the as-of of the last run that posted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/database.h"
#include "pipeline/core/ledger.h"
#include "pipeline/core/lock.h"
#include "pipeline/driver/command.h"
#include "pipeline/driver/listing.h"
#include "pipeline/driver/stages.h"
#include "pipeline/edge/json.h"

/* A stage that failed for what it was given ends the run; after anything else (a kill, a server
 * that went away, a full disk) the same run goes on when it is called again. */
static bool ends_the_run(int code)
{
	return code == EXIT_USAGE || code == EXIT_DATA || code == EXIT_NOINPUT || code == EXIT_CONFIG;
}

static int give_up(struct run *run, struct db *db, struct error *err)
{
	struct error ignored = ERROR_INIT;

	if (ends_the_run(err->code) && strcmp(run_status(run), "running") == 0) {
		run_set_status(run, "failed", &ignored);
		ledger_set_run_status(db, run->id, "failed", &ignored);
		error_release(&ignored);
	}
	return -1;
}

/* From wherever the run stands to its end. */
static int finish(struct command_context *context, struct run *run, struct db *db,
	struct error *err)
{
	if (ledger_register_run(db, run->id, run->as_of, NULL, err) < 0)
		return -1;
	if (stages_run(context, run, db, err) < 0)
		return give_up(run, db, err);
	return stages_complete(run, &context->conf, db, err);
}

static int finish_unfinished(struct command_context *context, struct db *db, struct error *err)
{
	struct run run;
	int found = run_open_unfinished(&run, &context->conf, err);

	if (found <= 0)
		return found;
	if (context->cli.verbosity >= 0)
		fprintf(stderr, "finishing run %s first\n", run.id);
	int result = finish(context, &run, db, err);
	run_release(&run);
	return result;
}

static int refuse_going_back(struct db *db, date_t as_of, struct error *err)
{
	char wanted[DATE_TEXT], posted[DATE_TEXT];
	date_t last;

	if (ledger_last_as_of(db, &last, err) < 0)
		return -1;
	if (last == DATE_NONE || as_of >= last)
		return 0;
	error_set(err, EXIT_USAGE, "as-of %s is before that of the last posted run, %s",
		date_format(as_of, wanted), date_format(last, posted));
	return error_hint(err, "a run never goes back; give --as-of %s or later", posted);
}

static int begin_new(struct command_context *context, struct db *db, struct error *err)
{
	struct run run;
	date_t as_of;

	if (command_as_of(context, &as_of, err) < 0 || refuse_going_back(db, as_of, err) < 0 ||
		stages_begin(context, &run, as_of, db, err) < 0)
		return -1;
	int result = finish(context, &run, db, err);
	run_release(&run);
	return result;
}

static int release(struct command_context *context, struct db *db, struct error *err)
{
	struct run run;

	if (run_open(&run, &context->conf, context->cli.release, err) < 0)
		return -1;
	int result;
	if (strcmp(run_status(&run), "held") != 0) {
		error_set(err, EXIT_USAGE, "run %s is %s, not held", run.id, run_status(&run));
		result = error_hint(err, "`cashback status` shows which run is held");
	} else {
		json_object_set_new(run.results, "released", json_true());
		result = run_set_status(&run, "running", err);
		if (result == 0)
			result = finish(context, &run, db, err);
	}
	run_release(&run);
	return result;
}

static int print_summary(struct command_context *context, struct db *db, struct error *err)
{
	struct db_result rows;

	if (context->cli.verbosity < 0)
		return 0;
	if (database_query(db, "queries/run_summary.sql", NULL, 0, &rows, err) < 0)
		return -1;
	listing_print_result(&rows, context->cli.json);
	db_result_release(&rows);
	if (!context->cli.json)
		printf("\n%s/current/summary.xlsx\n%s/current/statements/\n", context->conf.output,
			context->conf.output);
	return 0;
}

static int settle(struct command_context *context, struct db *db, struct error *err)
{
	int result;

	if (context->cli.release)
		result = release(context, db, err);
	else if ((result = finish_unfinished(context, db, err)) == 0)
		result = begin_new(context, db, err);
	if (result < 0)
		return -1;
	return print_summary(context, db, err);
}

int command_run(struct command_context *context, struct error *err)
{
	struct database database;

	if (lock_take(context->conf.var, err) < 0 ||
		database_open_migrated(&database, &context->conf, err) < 0)
		return -1;
	int result = settle(context, &database.db, err);
	database_close(&database);
	return result;
}
