/*
 * cashback hold: partners whose balance is not paid until the hold is lifted. Their sales earn as
 * ever, and their statements carry the balance forward and say why.
 */
#include <stdio.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/ledger.h"
#include "pipeline/driver/listing.h"
#include "pipeline/driver/verbs.h"

static int need_reason(const struct command_context *context, const char *verb, struct error *err)
{
	if (context->cli.reason && context->cli.reason[0])
		return verbs_check_reason(context->cli.reason, err);
	error_set(err, EXIT_USAGE, "hold %s: a reason is missing", verb);
	return error_hint(err, "--reason \"bank account in dispute\"; the partner's statement shows it");
}

/* The number of the hold that is in force, NULL: none. The caller owns it. */
static int find_hold(struct db *db, const char *mpn_id, char **ret_number, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	*ret_number = NULL;
	if (db_query(db, "SELECT hold_number FROM cashback.partner_on_hold WHERE mpn_id = $1 "
			"ORDER BY hold_number", &mpn_id, 1, &rows, err) < 0)
		return -1;
	if (rows.count > 0)
		*ret_number = mem_strdup(db_cell(&rows, 0, 0));
	return 0;
}

/* Nothing changes where the partner is on hold already. */
static int set(struct command_context *context, struct database *database, struct error *err)
{
	const char *mpn_id = context->cli.operands[0];
	char now[LEDGER_TIME], *number AUTOFREE = NULL;
	const char *const params[] = {mpn_id, context->cli.reason, ledger_now(now)};
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (need_reason(context, "set", err) < 0 ||
		find_hold(&database->db, mpn_id, &number, err) < 0)
		return -1;
	if (number) {
		printf("%s: is on hold already\n", mpn_id);
		return 0;
	}
	if (database_query(&database->db, "queries/hold_set.sql", params, ARRAY_LEN(params), &rows,
			err) < 0)
		return -1;
	if (db_affected(&rows) == 0)
		return error_set(err, EXIT_USAGE, "there is no partner '%s'", mpn_id);
	if (context->cli.verbosity >= 0)
		printf("%s: on hold; statements that are closed from now on pay nothing\n", mpn_id);
	return 0;
}

static int lift(struct command_context *context, struct database *database, struct error *err)
{
	const char *mpn_id = context->cli.operands[0];
	char now[LEDGER_TIME], *number AUTOFREE = NULL;

	if (need_reason(context, "lift", err) < 0 ||
		find_hold(&database->db, mpn_id, &number, err) < 0)
		return -1;
	if (!number) {
		error_set(err, EXIT_USAGE, "partner '%s' is not on hold", mpn_id);
		return error_hint(err, "`cashback hold list` shows who is");
	}
	const char *const params[] = {mpn_id, number, context->cli.reason, ledger_now(now)};
	if (db_query(&database->db,
			"INSERT INTO cashback.partner_hold_lift (mpn_id, hold_number, reason, lifted_at) "
			"VALUES ($1, $2, $3, $4)",
			params, ARRAY_LEN(params), NULL, err) < 0)
		return -1;
	if (context->cli.verbosity >= 0)
		printf("%s: no longer on hold; the next statement pays the balance\n", mpn_id);
	return 0;
}

static int list(struct command_context *context, struct database *database, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};
	const char *const partner = context->cli.partner;

	if (database_query(&database->db, "queries/hold_list.sql", &partner, 1, &rows, err) < 0)
		return -1;
	if (rows.count == 0 && !context->cli.json)
		printf("no partner is or was on hold\n");
	else
		listing_print_result(&rows, context->cli.json);
	return 0;
}

static const struct verb verbs[] = {
	{"set", "MPN", set},
	{"lift", "MPN", lift},
	{"list", "", list},
};

int command_hold(struct command_context *context, struct error *err)
{
	return verbs_run(verbs, ARRAY_LEN(verbs), context, err);
}
