/*
 * Making a draft final. Who approves is the login of the database, which holds that it is another
 * than the one that closed; the workbooks follow, and can be finished by anybody who may.
 */
#include <stdio.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/ledger.h"
#include "pipeline/driver/statement.h"

#define CHECK_VIOLATION "23514"

/* A hold that was set after the draft was made must not be paid through. */
static int check_holds(struct db *db, const struct period *period, struct error *err)
{
	const char *const name = period->name;
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (database_query(db, "queries/statement_held_since.sql", &name, 1, &rows, err) < 0)
		return -1;
	for (int row = 0; row < rows.count; row++)
		error_also(err, EXIT_DATA, "partner %s is on hold since %s was closed, which pays it: %s",
			db_cell(&rows, row, 0), period->name, db_cell(&rows, row, 1));
	if (rows.count == 0)
		return 0;
	return error_hint(err, "`cashback statement discard %s`, and close again, carries its balance "
		"forward", period->name);
}

static int insert(struct db *db, const struct period *period, const struct closing *closing,
	struct error *err)
{
	char now[LEDGER_TIME], *seal AUTOFREE = NULL;

	if (statement_seal(db, period->name, &seal, err) < 0)
		return -1;
	const char *const params[] = {period->name, ledger_now(now), seal};
	const char *query =
		closing->alone ? "queries/statement_approve_alone.sql" : "queries/statement_approve.sql";

	if (database_query(db, query, params, ARRAY_LEN(params), NULL, err) == 0)
		return 0;
	if (strcmp(db_sqlstate(db), CHECK_VIOLATION) != 0)
		return -1;
	error_set(err, EXIT_NOPERM, "%s was closed by %s: somebody else has to approve it",
		period->name, closing->closed_by);
	return error_hint(err, "the approver connects with a login of their own ([database] url)");
}

static int approve_draft(struct db *db, const struct period *period,
	const struct closing *closing, struct error *err)
{
	if (closing->overtaken)
		fprintf(stderr, "warning: something was posted since %s was closed; it will be on the next "
			"statement\n", period->name);
	if (check_holds(db, period, err) < 0 || statement_check(db, period, err) < 0 ||
		insert(db, period, closing, err) < 0)
		return -1;
	return db_commit(db, err);
}

static int approve_in(const struct command_context *context, struct db *db,
	const struct period *period, struct error *err)
{
	struct closing closing CLEANUP(closing_release) = {0};

	if (ledger_lock(db, err) < 0 || closing_read(db, period, &closing, err) < 0)
		return -1;
	if (!closing.there) {
		error_set(err, EXIT_USAGE, "there is no draft of %s", period->name);
		return error_hint(err, "`cashback statement close %s` makes it", period->name);
	}
	if (!closing.final)
		return approve_draft(db, period, &closing, err);
	if (context->cli.verbosity >= 0)
		fprintf(stderr, "%s is approved already, by %s, %s\n", period->name, closing.approved_by,
			closing.approved_at);
	return 0;
}

int statement_approve(struct command_context *context, struct database *database,
	const struct period *period, struct error *err)
{
	struct db *db = &database->db;
	char *folder AUTOFREE = statement_folder(&context->conf, period, true);

	if (db_begin(db, err) < 0)
		return -1;
	int result = approve_in(context, db, period, err);
	db_rollback(db);
	if (result < 0 || statement_books(context, database, period, true, err) < 0 ||
		statement_books_remove(&context->conf, period, err) < 0)
		return -1;
	return statement_print(context, db, period, folder, err);
}
