/* Stage executables: started one after the other, watched, and told about. */
#include "pipeline/driver/stages.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/database.h"
#include "pipeline/core/ledger.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/json.h"
#include "pipeline/edge/process.h"
#include "pipeline/edge/progress.h"

#define SIGNALLED 128 /* and the signal's number: the status of a program that it ended */

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* "extract: files 82, rows 512 ... (0.3 s)": the numbers at the top of the stage's summary. */
static void say(const struct run *run, const char *stage, double seconds)
{
	const char *key, *separator = ": ";
	json_t *value;

	fprintf(stderr, "%s", stage);
	json_object_foreach((json_t *)run_stage_summary(run, stage), key, value) {
		if (!json_is_integer(value))
			continue;
		fprintf(stderr, "%s%s %" JSON_INTEGER_FORMAT, separator, key, json_integer_value(value));
		separator = ", ";
	}
	fprintf(stderr, " (%.1f s)\n", seconds);
}

/* The folder comes first: a run that is cut off before its row is there goes on with this folder.
 * false in ret_begun: another working folder has taken the id just now. */
static int begin(const struct command_context *context, struct run *run, date_t as_of,
	struct db *db, bool *ret_begun, struct error *err)
{
	char *newest AUTOFREE = NULL;
	char *id AUTOFREE = NULL;

	if (run_newest(&context->conf, &newest, err) < 0 ||
		ledger_new_run_id(db, newest, "", &id, err) < 0 ||
		run_create(run, &context->conf, id, as_of, err) < 0)
		return -1;
	int result = ledger_register_run(db, run->id, as_of, ret_begun, err);
	if (result == 0 && !*ret_begun)
		result = dir_remove(run->dir, err);
	if (result < 0 || !*ret_begun)
		run_release(run);
	return result;
}

int stages_begin(const struct command_context *context, struct run *run, date_t as_of,
	struct db *db, struct error *err)
{
	bool begun = false;

	while (!begun)
		if (begin(context, run, as_of, db, &begun, err) < 0)
			return -1;
	return 0;
}

int stages_begin_alone(const struct command_context *context, struct run *run, date_t as_of,
	struct error *err)
{
	char *newest AUTOFREE = NULL;

	if (run_newest(&context->conf, &newest, err) < 0)
		return -1;
	char *id AUTOFREE = run_new_id(newest, "");
	return run_create(run, &context->conf, id, as_of, err);
}

/* The run's files as the stage left them. */
static int reread(const struct command_context *context, struct run *run, struct error *err)
{
	char *id AUTOFREE = mem_strdup(run->id);

	run_release(run);
	return run_open(run, &context->conf, id, err);
}

static int start(const struct command_context *context, const struct run *run, const char *stage,
	int *ret_status, struct error *err)
{
	char *program AUTOFREE = mem_printf("%s/cashback-%s", context->bin, stage);
	const char *mood = context->cli.verbosity > 0 ? "-v" : context->cli.verbosity < 0 ? "-q" : NULL;
	char *argv[] = {program, (char *)"--config", (char *)context->cli.config, (char *)"--run",
		run->id, (char *)mood, NULL};

	return process_wait(argv, ret_status, err);
}

/* What went wrong was said by the stage itself, unless a signal left it no time. */
static int stage_failed(const struct run *run, const char *stage, int status, struct error *err)
{
	error_release(err);
	err->code = status;
	if (status <= SIGNALLED)
		return -1;
	error_set(err, status, "cashback-%s was ended by signal %d (%s)", stage, status - SIGNALLED,
		strsignal(status - SIGNALLED));
	return error_hint(err, "`cashback run` goes on with run %s where it was", run->id);
}

int stages_run_one(const struct command_context *context, struct run *run, const char *stage,
	struct error *err)
{
	struct progress progress;
	double began = seconds_now();
	int status;

	progress_begin(&progress, stage, context->cli.verbosity);
	progress_wait(&progress);
	int result = start(context, run, stage, &status, err);
	progress_end(&progress);
	if (result < 0 || reread(context, run, err) < 0)
		return -1;
	if (status != 0)
		return stage_failed(run, stage, status, err);
	if (context->cli.verbosity >= 0)
		say(run, stage, seconds_now() - began);
	return 0;
}

/* Only the last run that posted has workbooks. From another working folder of the same database a
 * later one may have posted meanwhile: then this run has none, and nothing is wrong. */
static int render_last(const struct command_context *context, struct run *run, struct db *db,
	struct error *err)
{
	bool last;

	if (ledger_is_last(db, run->id, &last, err) < 0)
		return -1;
	if (last && stages_run_one(context, run, "render", err) == 0)
		return 0;
	struct error ignored CLEANUP(error_release) = ERROR_INIT;
	if (last && (ledger_is_last(db, run->id, &last, &ignored) < 0 || last))
		return -1;
	error_release(err);
	if (context->cli.verbosity >= 0)
		fprintf(stderr, "render: a later run has posted, and has the workbooks\n");
	return 0;
}

int stages_run(const struct command_context *context, struct run *run, struct db *db,
	struct error *err)
{
	for (int i = 0; i < STAGE_COUNT; i++) {
		if (run_stage_done(run, stage_names[i]))
			continue;
		int result = strcmp(stage_names[i], "render") == 0
						 ? render_last(context, run, db, err)
						 : stages_run_one(context, run, stage_names[i], err);
		if (result < 0)
			return -1;
	}
	return 0;
}

/* Together with the hash that everything in the run's folder is checked against from now on. */
static int complete_in_database(const struct run *run, const struct conf *conf, struct db *db,
	struct error *err)
{
	char sha256[HASH_TEXT];
	const char *const params[] = {run->id, sha256};

	if (run_seal(run, conf, sha256, err) < 0 || db_begin(db, err) < 0)
		return -1;
	if (ledger_set_run_status(db, run->id, "finished", err) == 0 &&
		database_query(db, "queries/run_files.sql", params, ARRAY_LEN(params), NULL, err) == 0)
		return db_commit(db, err);
	db_rollback(db);
	return -1;
}

int stages_complete(struct run *run, const struct conf *conf, struct db *db, struct error *err)
{
	if (complete_in_database(run, conf, db, err) < 0)
		return -1;
	return run_set_status(run, "finished", err);
}
