/*
 * cashback payee: where partners' money goes, and the confirmation that a change of it is right.
 * The details themselves come from the partners feed alone.
 */
#include <stdio.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/ledger.h"
#include "pipeline/core/party.h"
#include "pipeline/driver/listing.h"
#include "pipeline/driver/verbs.h"

/* Columns of payee_list.sql; what comes after is for the state alone. */
enum { VERSION = 2, NAME, ACCOUNT, BANK, CONFIRMED_BY = 7, CONFIRMED_AT, NEWEST = 10, CHANGED, COLUMNS = 10 };

static bool is_true(const struct db_result *rows, int row, int column)
{
	return strcmp(db_cell(rows, row, column), "t") == 0;
}

static struct party party_of(const struct db_result *rows, int row)
{
	return (struct party){db_cell(rows, row, NAME), db_cell(rows, row, ACCOUNT),
		db_cell(rows, row, BANK)};
}

/* Whether the next payment goes there, in words. The caller owns it. */
static char *state_of(const struct db_result *rows, int row)
{
	struct party party = party_of(rows, row);
	char *fault AUTOFREE = party_fault(&party);

	if (!is_true(rows, row, NEWEST))
		return mem_strdup("replaced");
	if (fault)
		return mem_printf("blocked: %s", fault);
	if (is_true(rows, row, CHANGED))
		return mem_strdup("blocked: changed, to be confirmed");
	return mem_strdup(db_cell(rows, row, CONFIRMED_BY) ? "confirmed" : "good");
}

static void add_rows(struct listing *listing, const struct db_result *rows)
{
	for (int i = 0; i < COLUMNS; i++)
		listing_add_column(listing, db_column(rows, i), db_column_kind(rows, i));
	listing->columns[CONFIRMED_AT].detail = true;
	listing_add_column(listing, "state", DB_TEXT);
	for (int row = 0; row < rows->count; row++) {
		char *state AUTOFREE = state_of(rows, row);
		const char *cells[COLUMNS + 1];
		for (int i = 0; i < COLUMNS; i++)
			cells[i] = db_cell(rows, row, i);
		cells[COLUMNS] = state;
		listing_add_row(listing, cells);
	}
}

static int list(struct command_context *context, struct database *database, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};
	struct listing listing CLEANUP(listing_release) = {0};
	const char *const partner = context->cli.partner;

	if (database_query(&database->db, "queries/payee_list.sql", &partner, 1, &rows, err) < 0)
		return -1;
	if (rows.count == 0 && !context->cli.json) {
		printf("no payee details were delivered\n");
		return 0;
	}
	add_rows(&listing, &rows);
	listing_print(&listing, context->cli.json);
	return 0;
}

/* The version that is to be confirmed: the last row, and what the user looked at. */
static int check(const struct db_result *rows, const char *mpn_id, const char *seen,
	struct error *err)
{
	if (rows->count == 0) {
		error_set(err, EXIT_USAGE, "no payee details of a partner '%s' were delivered", mpn_id);
		return error_hint(err, "`cashback payee list` shows the partners that have some");
	}
	int newest = rows->count - 1;
	struct party party = party_of(rows, newest);
	char *fault AUTOFREE = party_fault(&party);
	if (seen && strcmp(seen, db_cell(rows, newest, VERSION)) != 0) {
		error_set(err, EXIT_DATA, "partner %s: version %s is not the newest, which is %s", mpn_id,
			seen, db_cell(rows, newest, VERSION));
		return error_hint(err, "`cashback payee list --partner %s` shows what was delivered", mpn_id);
	}
	if (!fault)
		return 0;
	error_set(err, EXIT_DATA, "partner %s cannot be paid: %s", mpn_id, fault);
	return error_hint(err, "have it corrected in the partners feed; a confirmation does not help");
}

static void say(const struct db_result *rows, const char *mpn_id, bool new)
{
	int newest = rows->count - 1;
	const char *bank = db_cell(rows, newest, BANK);

	printf("%s: version %s %s: %s, account %s%s%s\n", mpn_id, db_cell(rows, newest, VERSION),
		new ? "is confirmed" : "was confirmed before", db_cell(rows, newest, NAME),
		db_cell(rows, newest, ACCOUNT), bank ? ", bank " : "", bank ? bank : "");
}

static int confirm(struct command_context *context, struct database *database, struct error *err)
{
	const struct cli *cli = &context->cli;
	const char *const mpn_id = cli->operands[0];
	const char *seen = cli->operand_count > 1 ? cli->operands[1] : NULL;
	struct db_result rows CLEANUP(db_result_release) = {0}, done CLEANUP(db_result_release) = {0};
	char now[LEDGER_TIME];

	if (database_query(&database->db, "queries/payee_list.sql", &mpn_id, 1, &rows, err) < 0 ||
		check(&rows, mpn_id, seen, err) < 0)
		return -1;
	const char *const params[] = {mpn_id, db_cell(&rows, rows.count - 1, VERSION), ledger_now(now)};
	if (database_query(&database->db, "queries/payee_confirm.sql", params, ARRAY_LEN(params), &done,
			err) < 0)
		return err->code == EXIT_NOPERM ? verb_needs(context, "approver", err) : -1;
	if (cli->verbosity >= 0)
		say(&rows, mpn_id, db_affected(&done) > 0);
	return 0;
}

static const struct verb verbs[] = {
	{"list", "", list},
	{"confirm", "MPN [VERSION]", confirm},
};

int command_payee(struct command_context *context, struct error *err)
{
	return verbs_run(verbs, ARRAY_LEN(verbs), context, err);
}
