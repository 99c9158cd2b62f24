/*
 * Closing a period, and taking a draft back. A closing is one transaction, under the lock that
 * whatever posts has to take: the ledger stands still from the first query to the COMMIT.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/ledger.h"
#include "pipeline/driver/statement.h"
#include "reports/words.h"

/* Refusing ------------------------------------------------------------------------------------- */

/* By what period_obstacles.sql calls it; {name} is the period or run that stands in the way. */
static const struct obstacle {
	const char *what;
	int code;
	const char *message, *hint;
} obstacles[] = {
	{"later", EXIT_USAGE, "{name}, which ends on the same day or later, is closed already",
		"what came too late for it is on the statement of the next period that is closed"},
	{"draft", EXIT_DATA, "{name} is still a draft",
		"`cashback statement approve {name}` makes it final, `discard` takes it back"},
	{"held", EXIT_DATA, "run {name} is held",
		"`cashback run --release {name}` posts it; a later run takes its place"},
	{"unfinished", EXIT_DATA, "run {name} is not finished", "`cashback run` finishes it first"},
	{"nothing", EXIT_DATA, "no run has posted yet", "`cashback run` settles what was delivered"},
};

static const char *lookup_name(const void *context, struct span name)
{
	(void)name;
	return context;
}

static int refuse(const struct period *period, const char *what, const char *name,
	struct error *err)
{
	struct str message AUTOSTR = STR_INIT, hint AUTOSTR = STR_INIT;
	size_t i = 0;

	while (strcmp(obstacles[i].what, what) != 0)
		i++;
	words_fill(&message, obstacles[i].message, lookup_name, name);
	words_fill(&hint, obstacles[i].hint, lookup_name, name);
	error_set(err, obstacles[i].code, "%s cannot be closed: %s", period->name, message.s);
	return error_hint(err, "%s", hint.s);
}

static int check_obstacles(struct db *db, const struct period *period, struct error *err)
{
	char ends[DATE_TEXT];
	const char *const params[] = {date_format(period->ends, ends)};
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (database_query(db, "queries/period_obstacles.sql", params, 1, &rows, err) < 0)
		return -1;
	return rows.count == 0
		? 0 : refuse(period, db_cell(&rows, 0, 0), db_cell(&rows, 0, 1), err);
}

/* Closing -------------------------------------------------------------------------------------- */

static int begin_closing(const struct conf *conf, struct db *db, const struct period *period,
	struct error *err)
{
	char starts[DATE_TEXT], ends[DATE_TEXT], minimum[MONEY_TEXT], now[LEDGER_TIME];
	const char *const params[] = {period->name, date_format(period->starts, starts),
		date_format(period->ends, ends), money_format(conf->minimum_payout, 2, minimum),
		ledger_now(now)};
	const char *query = conf->approval == APPROVAL_ONE ? "queries/statement_close_alone.sql"
													   : "queries/statement_close.sql";

	return database_query(db, query, params, ARRAY_LEN(params), NULL, err);
}

static int write_statements(struct db *db, const struct period *period, struct error *err)
{
	static const struct {
		const char *query;
		int params;
	} steps[] = {
		{"queries/statement_due.sql", 1},
		{"queries/statement_sums.sql", 0},
		{"queries/statement_documents.sql", 1},
		{"queries/statement_campaigns.sql", 1},
		{"queries/statement_entries.sql", 1},
	};
	const char *const name = period->name;

	if (statement_join_sets(db, err) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		if (database_query(db, steps[i].query, &name, steps[i].params, NULL, err) < 0)
			return -1;
	return 0;
}

static int warn_of_missing_days(struct db *db, const struct period *period, struct error *err)
{
	char as_of[DATE_TEXT], ends[DATE_TEXT];
	date_t last;

	if (ledger_last_as_of(db, &last, err) < 0)
		return -1;
	if (last < period->ends)
		fprintf(stderr,
			"warning: the last run is as of %s: what is dated after that, up to %s, is not in it\n",
			date_format(last, as_of), date_format(period->ends, ends));
	return 0;
}

/* The period is a draft already, or final. */
static int already_closed(const struct command_context *context, const struct period *period,
	const struct closing *closing, struct error *err)
{
	if (closing->final) {
		error_set(err, EXIT_USAGE, "%s is closed, and was approved by %s, %s", period->name,
			closing->approved_by, closing->approved_at);
		return error_hint(err, "what comes later is on the statement of the next period");
	}
	if (context->cli.verbosity >= 0)
		fprintf(stderr, "%s is closed already, by %s, %s; nothing is added\n", period->name,
			closing->closed_by, closing->closed_at);
	if (closing->overtaken)
		fprintf(stderr, "warning: something was posted since; `cashback statement discard %s`, and "
			"close again, takes it in\n", period->name);
	return 0;
}

/* Whatever lies in the draft's folder belongs to a draft that is gone. */
static int close_new(const struct command_context *context, struct db *db,
	const struct period *period, struct error *err)
{
	if (check_obstacles(db, period, err) < 0 || statement_check_seals(db, NULL, err) < 0 ||
		begin_closing(&context->conf, db, period, err) < 0 ||
		write_statements(db, period, err) < 0 || statement_check(db, period, err) < 0 ||
		statement_books_remove(&context->conf, period, err) < 0 || db_commit(db, err) < 0)
		return -1;
	return warn_of_missing_days(db, period, err);
}

static int close_in(const struct command_context *context, struct db *db,
	const struct period *period, struct error *err)
{
	struct closing closing CLEANUP(closing_release) = {0};

	if (ledger_lock(db, err) < 0 || closing_read(db, period, &closing, err) < 0)
		return -1;
	if (closing.there)
		return already_closed(context, period, &closing, err);
	return close_new(context, db, period, err);
}

int statement_close(struct command_context *context, struct database *database,
	const struct period *period, struct error *err)
{
	struct db *db = &database->db;
	char *folder AUTOFREE = statement_folder(&context->conf, period, false);

	if (db_begin(db, err) < 0)
		return -1;
	int result = close_in(context, db, period, err);
	db_rollback(db);
	if (result < 0 || statement_books(context, database, period, false, err) < 0)
		return -1;
	return statement_print(context, db, period, folder, err);
}

/* Discarding ----------------------------------------------------------------------------------- */

/* 0: there was a draft once, and it is gone. */
static int already_discarded(struct db *db, const struct period *period, struct error *err)
{
	const char *const name = period->name;
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (db_query(db, "SELECT attempt FROM cashback.closing_discard WHERE period = $1 LIMIT 1",
			&name, 1, &rows, err) < 0)
		return -1;
	if (rows.count > 0)
		return 0;
	error_set(err, EXIT_USAGE, "there is no draft of %s", period->name);
	return error_hint(err, "`cashback statement list` shows which periods are closed");
}

static int discard_in(struct db *db, const struct period *period, struct error *err)
{
	char now[LEDGER_TIME];
	const char *const params[] = {period->name, ledger_now(now)};
	struct closing closing CLEANUP(closing_release) = {0};

	if (ledger_lock(db, err) < 0 || closing_read(db, period, &closing, err) < 0)
		return -1;
	if (!closing.there)
		return already_discarded(db, period, err);
	if (closing.final) {
		error_set(err, EXIT_USAGE, "%s was approved by %s, %s: it is final", period->name,
			closing.approved_by, closing.approved_at);
		return error_hint(err, "`cashback adjust` puts something right, on the next statement");
	}
	if (db_query(db, "SELECT cashback.discard_draft($1, $2::timestamp with time zone)", params, 2,
			NULL, err) < 0)
		return -1;
	return db_commit(db, err);
}

int statement_discard(struct command_context *context, struct database *database,
	const struct period *period, struct error *err)
{
	if (db_begin(&database->db, err) < 0)
		return -1;
	int result = discard_in(&database->db, period, err);
	db_rollback(&database->db);
	if (result < 0 || statement_books_remove(&context->conf, period, err) < 0)
		return -1;
	if (context->cli.verbosity >= 0)
		printf("%s: the draft is discarded\n", period->name);
	return 0;
}
