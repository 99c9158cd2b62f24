/*
 * cashback audit: does everything that was settled, posted and published still agree? It reads,
 * compares and tells; it repairs nothing, and writes nothing but its workbook.
 */
#include "pipeline/driver/audit.h"

#include <stdio.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"
#include "pipeline/core/lock.h"
#include "pipeline/core/period.h"
#include "pipeline/driver/audit_again.h"
#include "pipeline/driver/audit_store.h"
#include "pipeline/driver/statement.h"

/* Hashes and chain ---------------------------------------------------------------------------- */

/* Are final statements still those that were approved? */
static int check_seals(struct audit *audit, struct error *err)
{
	struct db *db = &audit->database.db;
	const char *const all = NULL;
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (database_query(db, "queries/period_seals.sql", &all, 1, &rows, err) < 0)
		return -1;
	for (int row = 0; row < rows.count; row++) {
		const char *period = db_cell(&rows, row, 0), *sealed = db_cell(&rows, row, 1);
		char *seal AUTOFREE = NULL, *subject AUTOFREE = mem_printf("statements for %s", period);
		if (statement_seal(db, period, &seal, err) < 0)
			return -1;
		if (strcmp(seal, sealed) != 0)
			audit_differs(audit, subject, "they are not those that were approved", sealed, seal);
	}
	audit_checked(audit, rows.count, "approved periods");
	return 0;
}

static int check_chain(struct audit *audit, struct audit_store *store, struct error *err)
{
	if (audit_check_chain(audit, store, audit->context->cli.head, err) < 0)
		return -1;
	return check_seals(audit, err);
}

static int check_hashes(struct audit *audit, struct error *err)
{
	struct audit_store store CLEANUP(audit_store_release) = {0};

	if (audit_check_store(audit, &store, err) < 0 || audit_check_runs(audit, &store, err) < 0)
		return -1;
	return check_chain(audit, &store, err);
}

/* The books ----------------------------------------------------------------------------------- */

/* A query whose rows are differences: subject, what, expected, found. */
static int check_query(struct audit *audit, const char *query, const char *period,
	struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (database_query(&audit->database.db, query, &period, period ? 1 : 0, &rows, err) < 0)
		return -1;
	for (int row = 0; row < rows.count; row++)
		audit_differs(audit, db_cell(&rows, row, 0), db_cell(&rows, row, 1), db_cell(&rows, row, 2),
			db_cell(&rows, row, 3));
	return 0;
}

/* Readers must not see payments, and are told so. */
static int check_payments(struct audit *audit, const char *period, struct error *err)
{
	if (check_query(audit, "queries/audit_payments.sql", period, err) == 0)
		return 0;
	if (err->code != EXIT_NOPERM)
		return -1;
	error_release(err);
	audit_note(audit, "cashback.payment",
		"this login must not read payments: they were not checked");
	return 0;
}

static int count_statements(struct audit *audit, const char *period, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (db_query(&audit->database.db, "SELECT 1 FROM cashback.statement_document WHERE period = $1",
			&period, 1, &rows, err) < 0)
		return -1;
	audit_checked(audit, rows.count, "statements");
	return 0;
}

static int check_period(struct audit *audit, const char *period, struct error *err)
{
	if (check_query(audit, "queries/audit_statements.sql", period, err) < 0 ||
		check_payments(audit, period, err) < 0)
		return -1;
	return count_statements(audit, period, err);
}

static int check_everything(struct audit *audit, struct error *err)
{
	if (check_hashes(audit, err) < 0 || audit_settle_again(audit, audit->campaign, err) < 0 ||
		check_query(audit, "queries/audit_books.sql", NULL, err) < 0)
		return -1;
	return audit->period ? check_period(audit, audit->period, err) : 0;
}

/* What is asked for --------------------------------------------------------------------------- */

/* The operand is a period that was closed, or else a campaign that was settled. */
static int find_operand(struct audit *audit, const char *operand, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};
	struct period period;
	bool is_period = period_parse(operand, &period);
	const char *sql = is_period ? "SELECT 1 FROM cashback.closing WHERE period = $1"
								: "SELECT 1 FROM cashback.campaign WHERE campaign_id = $1";

	if (db_query(&audit->database.db, sql, &operand, 1, &rows, err) < 0)
		return -1;
	*(is_period ? &audit->period : &audit->campaign) = operand;
	if (is_period) {
		date_format(period.starts, audit->starts);
		date_format(period.ends, audit->ends);
	}
	if (rows.count > 0)
		return 0;
	if (is_period) {
		error_set(err, EXIT_NOINPUT, "%s was not closed, so there is nothing to audit", operand);
		return error_hint(err, "`cashback statement list` shows what was");
	}
	error_set(err, EXIT_NOINPUT, "no campaign %s was settled", operand);
	return error_hint(err,
		"`cashback campaigns` lists them; a period is written 2026-09 or 2026-Q3");
}

/* Under the lock, so that no run changes what is being looked at. */
static int perform(struct audit *audit, struct error *err)
{
	const struct cli *cli = &audit->context->cli;

	if (lock_take(audit->context->conf.var, err) < 0 ||
		database_open_migrated(&audit->database, &audit->context->conf, err) < 0)
		return -1;
	if (cli->operand_count == 1)
		return find_operand(audit, cli->operands[0], err) < 0 ? -1 : check_everything(audit, err);
	if (cli->hashes)
		return check_hashes(audit, err);
	return check_chain(audit, NULL, err);
}

static int write_book(struct audit *audit, struct error *err)
{
	const struct cli *cli = &audit->context->cli;
	char *path AUTOFREE = NULL;

	if (cli->operand_count == 0)
		return 0;
	if (audit_write_book(audit, &path, err) < 0)
		return error_wrap(err, "the audit's workbook");
	if (!cli->json && cli->verbosity >= 0)
		printf("%s\n", path);
	return 0;
}

/* What was found is told first, whatever becomes of the workbook. */
static int conclude(struct audit *audit, struct error *err)
{
	audit_print(audit);
	if (write_book(audit, err) < 0)
		return -1;
	if (audit->differences == 0)
		return 0;
	error_set(err, EXIT_DATA, "%zu %s", audit->differences,
		audit->differences == 1 ? "difference" : "differences");
	return error_hint(err, "docs/audit.md says what each means");
}

static int check_options(const struct cli *cli, struct error *err)
{
	struct money amount;

	if (cli->seed && (!*cli->seed || cli->seed[strspn(cli->seed, "0123456789")]))
		return error_set(err, EXIT_USAGE, "--seed %s: is not a number", cli->seed);
	if (cli->amount && number_money(span_of(cli->amount), &number_plain, &amount) != NUMBER_OK)
		return error_set(err, EXIT_USAGE, "--amount %s: is not an amount such as 100.00",
			cli->amount);
	return 0;
}

int command_audit(struct command_context *context, struct error *err)
{
	struct audit audit = {.context = context};
	const struct cli *cli = &context->cli;

	if (cli->operand_count > 1 ||
		(cli->operand_count == 0 && !cli->hashes && !cli->chain && !cli->head)) {
		error_set(err, EXIT_USAGE, "audit takes a campaign or a period, or --hashes, or --chain");
		return error_hint(err, "cashback audit --hashes checks every file and the chain");
	}
	if (check_options(cli, err) < 0)
		return -1;
	int result = perform(&audit, err);
	if (result == 0)
		result = conclude(&audit, err);
	audit_release(&audit);
	return result;
}
