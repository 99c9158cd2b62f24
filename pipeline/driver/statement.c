/*
 * cashback statement close|discard|approve|list: partner statements by period. A closing is a draft
 * until somebody else approves it; then nothing on it changes any more, and what comes later is on
 * the next one.
 */
#include "pipeline/driver/statement.h"

#include <stdio.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/lock.h"
#include "pipeline/driver/export.h"
#include "pipeline/driver/listing.h"
#include "pipeline/driver/verbs.h"

typedef int (*statement_verb)(struct command_context *context, struct database *database,
	const struct period *period, struct error *err);

/* Closings ----------------------------------------------------------------------------------- */

static char *copy_cell(const struct db_result *rows, int column)
{
	const char *text = db_cell(rows, 0, column);

	return text ? mem_strdup(text) : NULL;
}

int closing_read(struct db *db, const struct period *period, struct closing *ret_closing,
	struct error *err)
{
	const char *const name = period->name;
	struct db_result rows CLEANUP(db_result_release) = {0};

	*ret_closing = (struct closing){0};
	if (database_query(db, "queries/period_closing.sql", &name, 1, &rows, err) < 0)
		return -1;
	if (rows.count == 0)
		return 0;
	*ret_closing = (struct closing){
		.there = true,
		.closed_by = copy_cell(&rows, 0),
		.closed_at = copy_cell(&rows, 1),
		.alone = strcmp(db_cell(&rows, 0, 2), "one") == 0,
		.final = db_cell(&rows, 0, 3) != NULL,
		.approved_by = copy_cell(&rows, 3),
		.approved_at = copy_cell(&rows, 4),
		.overtaken = strcmp(db_cell(&rows, 0, 5), "t") == 0,
	};
	return 0;
}

void closing_release(struct closing *closing)
{
	free(closing->closed_by);
	free(closing->closed_at);
	free(closing->approved_by);
	free(closing->approved_at);
	*closing = (struct closing){0};
}

/* What the verbs share -------------------------------------------------------------------------- */

int statement_join_sets(struct db *db, struct error *err)
{
	return db_exec(db, "SET LOCAL enable_nestloop = off", err);
}

int statement_check(struct db *db, const struct period *period, struct error *err)
{
	const char *const name = period->name;
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (statement_join_sets(db, err) < 0 ||
		database_query(db, "queries/statement_check.sql", &name, 1, &rows, err) < 0)
		return -1;
	for (int row = 0; row < rows.count; row++)
		error_also(err, EXIT_DATA, "statement %s of partner %s: %s", db_cell(&rows, row, 1),
			db_cell(&rows, row, 0), db_cell(&rows, row, 2));
	return rows.count > 0 ? -1 : 0;
}

int statement_seal(struct db *db, const char *period, char **ret_seal, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (database_query(db, "queries/statement_seal.sql", &period, 1, &rows, err) < 0)
		return -1;
	*ret_seal = mem_strdup(db_cell(&rows, 0, 0));
	return 0;
}

/* A row of period_seals.sql: period, seal. */
static int check_seal(struct db *db, const struct db_result *rows, int row, struct error *err)
{
	const char *period = db_cell(rows, row, 0);
	char *seal AUTOFREE = NULL;

	if (statement_seal(db, period, &seal, err) < 0)
		return -1;
	if (strcmp(seal, db_cell(rows, row, 1)) == 0)
		return 0;
	error_also(err, EXIT_DATA, "the statements for %s are no longer those that were approved",
		period);
	return error_hint(err, "nothing is closed or paid; `cashback audit %s` names what differs",
		period);
}

int statement_check_seals(struct db *db, const char *period, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};
	int result = 0;

	if (database_query(db, "queries/period_seals.sql", &period, 1, &rows, err) < 0)
		return -1;
	for (int row = 0; row < rows.count; row++)
		if (check_seal(db, &rows, row, err) < 0)
			result = -1;
	return result;
}

int statement_print(const struct command_context *context, struct db *db,
	const struct period *period, const char *folder, struct error *err)
{
	const char *const name = period->name;
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (context->cli.verbosity < 0)
		return 0;
	if (database_query(db, "queries/statement_totals.sql", &name, 1, &rows, err) < 0)
		return -1;
	if (rows.count == 0 && !context->cli.json) {
		printf("no statements: nothing is due, and no balance is carried\n");
		return 0;
	}
	listing_print_result(&rows, context->cli.json);
	if (!context->cli.json)
		printf("\n%s/\n", folder);
	return 0;
}

/* list ----------------------------------------------------------------------------------------- */

/* Columns of statement_list.sql that a terminal has no room for: JSON has them. */
static void hide_details(struct listing *listing)
{
	static const char *const details[] = {"period", "partner_name", "hold_reason", "closed_by",
		"approved_by", "approval"};

	for (size_t i = 0; i < listing->column_count; i++)
		for (size_t j = 0; j < ARRAY_LEN(details); j++)
			if (strcmp(listing->columns[i].name, details[j]) == 0)
				listing->columns[i].detail = true;
}

/* A line of period_list.sql. */
static void print_period(const struct db_result *rows, int row)
{
	const char *name = db_cell(rows, row, 0), *closed_by = db_cell(rows, row, 2);
	const char *approved_by = db_cell(rows, row, 4);

	printf("%s: closed by %s, %s; ", name, closed_by, db_cell(rows, row, 3));
	if (!approved_by)
		printf("a draft until `cashback statement approve %s`\n", name);
	else
		printf("approved by %s, %s%s\n", approved_by, db_cell(rows, row, 5),
			strcmp(closed_by, approved_by) == 0 ? " (one person closed and approved it)" : "");
}

static int print_periods(struct db *db, const char *period, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (database_query(db, "queries/period_list.sql", &period, 1, &rows, err) < 0)
		return -1;
	if (rows.count == 0)
		printf("no period was closed yet\n");
	for (int row = 0; row < rows.count; row++)
		print_period(&rows, row);
	return 0;
}

static int statement_list(struct command_context *context, struct database *database,
	const struct period *period, struct error *err)
{
	const char *const params[] = {period ? period->name : NULL, context->cli.partner};
	struct db_result rows CLEANUP(db_result_release) = {0};
	struct listing listing CLEANUP(listing_release) = {0};

	if (database_query(&database->db, "queries/statement_list.sql", params, 2, &rows, err) < 0)
		return -1;
	listing_add_result(&listing, &rows);
	hide_details(&listing);
	if (rows.count > 0 || context->cli.json)
		listing_print(&listing, context->cli.json);
	if (context->cli.json)
		return 0;
	if (rows.count > 0)
		printf("\n");
	return print_periods(&database->db, params[0], err);
}

/* Verbs ---------------------------------------------------------------------------------------- */

static int check_options(const struct command_context *context, int known, struct error *err)
{
	const char *stray = cli_stray(&context->cli, CLI_GLOBAL | CLI_JSON | known);

	if (stray)
		return error_set(err, EXIT_USAGE, "statement: this does not take --%s", stray);
	return 0;
}

/* Changes the statements of the period that is named. `needs`: the group role that may. */
static int change(struct command_context *context, struct database *database, statement_verb verb,
	const char *needs, struct error *err)
{
	struct period period;

	if (check_options(context, 0, err) < 0 ||
		period_read(context->cli.operands[0], &period, err) < 0 ||
		lock_take(context->conf.var, err) < 0)
		return -1;
	if (verb(context, database, &period, err) == 0)
		return 0;
	return err->code == EXIT_NOPERM ? verb_needs(context, needs, err) : -1;
}

static int verb_close(struct command_context *context, struct database *database,
	struct error *err)
{
	return change(context, database, statement_close, "loader", err);
}

static int verb_discard(struct command_context *context, struct database *database,
	struct error *err)
{
	return change(context, database, statement_discard, "loader", err);
}

static int verb_approve(struct command_context *context, struct database *database,
	struct error *err)
{
	return change(context, database, statement_approve, "approver", err);
}

static int verb_list(struct command_context *context, struct database *database, struct error *err)
{
	struct period period;
	bool one = context->cli.operand_count > 0;

	if (check_options(context, CLI_PARTNER, err) < 0 ||
		(one && period_read(context->cli.operands[0], &period, err) < 0))
		return -1;
	return statement_list(context, database, one ? &period : NULL, err);
}

static int verb_export(struct command_context *context, struct database *database,
	struct error *err)
{
	struct period period;

	if (check_options(context, CLI_DATE | CLI_CORRECT, err) < 0 ||
		period_read(context->cli.operands[0], &period, err) < 0)
		return -1;
	if (statement_export(context, database, period.name, err) == 0)
		return 0;
	return err->code == EXIT_NOPERM ? verb_needs(context, "approver", err) : -1;
}

static const struct verb verbs[] = {
	{"close", "PERIOD", verb_close},
	{"discard", "PERIOD", verb_discard},
	{"approve", "PERIOD", verb_approve},
	{"list", "[PERIOD]", verb_list},
	{"export", "PERIOD", verb_export},
};

int command_statement(struct command_context *context, struct error *err)
{
	return verbs_run(verbs, ARRAY_LEN(verbs), context, err);
}
