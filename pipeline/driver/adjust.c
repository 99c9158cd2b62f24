/*
 * cashback adjust: a manual entry in the ledger, such as a balance that is written off. One person
 * proposes it, another approves it; then it is posted, by a run of its own, and chained like every
 * posting. A proposal is never changed: one that is wrong is rejected, and made anew.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"
#include "pipeline/core/chain.h"
#include "pipeline/core/ledger.h"
#include "pipeline/driver/listing.h"
#include "pipeline/driver/verbs.h"

#define CHECK_VIOLATION "23514"

/* Columns of adjust_find.sql. */
enum { AT_MPN, AT_CAMPAIGN, AT_CURRENCY, AT_DATE, AT_AMOUNT, AT_REASON, AT_PROPOSER, AT_DECISION,
	AT_USER };

/* propose ------------------------------------------------------------------------------------ */

static int need_options(const struct cli *cli, struct error *err)
{
	const struct {
		const char *name, *value;
	} needed[] = {
		{"--partner", cli->partner},
		{"--campaign", cli->campaign},
		{"--amount", cli->amount},
		{"--reason", cli->reason},
		{"--date", cli->date},
	};

	for (size_t i = 0; i < ARRAY_LEN(needed); i++)
		if (!needed[i].value || !needed[i].value[0]) {
			error_set(err, EXIT_USAGE, "adjust propose: %s is missing", needed[i].name);
			return error_hint(err, "cashback adjust propose --partner MPN --campaign ID "
				"--amount -12.50 --date 2026-09-30 --reason \"why\"");
		}
	return verbs_check_reason(cli->reason, err);
}

/* As the ledger writes it: with the places of its currency. */
static int read_amount(const char *text, const char *currency, char ret_amount[MONEY_TEXT],
	struct error *err)
{
	struct money amount;
	int places = currency_places(span_of(currency));

	if (number_money(span_of(text), &number_plain, &amount) != NUMBER_OK || amount.e4 == 0)
		return error_set(err, EXIT_USAGE, "--amount %s: is not an amount such as -12.50", text);
	if (!money_has_places(amount, places))
		return error_set(err, EXIT_USAGE, "--amount %s: has more decimal places than %s", text,
			currency);
	money_format(amount, places, ret_amount);
	return 0;
}

/* The row of adjust_target.sql: partner, currency, next number. */
static int check_target(const struct db_result *target, const struct cli *cli,
	char ret_amount[MONEY_TEXT], struct error *err)
{
	date_t date;

	if (!db_cell(target, 0, 0))
		return error_set(err, EXIT_USAGE, "there is no partner '%s'", cli->partner);
	if (!db_cell(target, 0, 1))
		return error_set(err, EXIT_USAGE, "no run has settled a campaign '%s'", cli->campaign);
	if (!date_parse_iso(span_of(cli->date), &date))
		return error_set(err, EXIT_USAGE, "--date %s: is not a date such as 2026-09-30", cli->date);
	return read_amount(cli->amount, db_cell(target, 0, 1), ret_amount, err);
}

static int insert_proposal(struct command_context *context, struct db *db,
	const struct db_result *target, const char *amount, struct error *err)
{
	const struct cli *cli = &context->cli;
	bool alone = context->conf.approval == APPROVAL_ONE;
	char now[LEDGER_TIME];
	char *sql AUTOFREE = mem_printf(
		"INSERT INTO cashback.adjustment (mpn_id, adjustment_number, campaign_id, currency, "
		"event_date, amount, reason, proposed_at%s) VALUES ($1, $2, $3, $4, $5, $6, $7, $8%s)",
		alone ? ", approval" : "", alone ? ", 'one'" : "");
	const char *const params[] = {cli->partner, db_cell(target, 0, 2), cli->campaign,
		db_cell(target, 0, 1), cli->date, amount, cli->reason, ledger_now(now)};

	return db_query(db, sql, params, ARRAY_LEN(params), NULL, err);
}

static int propose_in(struct command_context *context, struct db *db, struct error *err)
{
	const struct cli *cli = &context->cli;
	const char *const params[] = {cli->partner, cli->campaign};
	struct db_result target CLEANUP(db_result_release) = {0};
	char amount[MONEY_TEXT];

	if (ledger_lock(db, err) < 0 ||
		database_query(db, "queries/adjust_target.sql", params, 2, &target, err) < 0 ||
		check_target(&target, cli, amount, err) < 0 ||
		insert_proposal(context, db, &target, amount, err) < 0 || db_commit(db, err) < 0)
		return -1;
	printf("adjustment %s is proposed: %s %s to partner %s, campaign %s\n", db_cell(&target, 0, 2),
		amount, db_cell(&target, 0, 1), cli->partner, cli->campaign);
	return 0;
}

static int propose(struct command_context *context, struct database *database, struct error *err)
{
	struct db *db = &database->db;

	if (need_options(&context->cli, err) < 0 || db_begin(db, err) < 0)
		return -1;
	int result = propose_in(context, db, err);
	db_rollback(db);
	return result;
}

/* approve, reject ---------------------------------------------------------------------------- */

struct decision {
	struct db *db;
	const char *number;
	const char *word; /* approved, rejected */
	struct db_result proposal;
};

static const char *of(const struct decision *decision, int column)
{
	return db_cell(&decision->proposal, 0, column);
}

/* 1: it was decided so before; 0: nothing is decided yet. */
static int find_proposal(struct decision *decision, struct error *err)
{
	int64_t number;

	if (number_integer(span_of(decision->number), &number_plain, &number) != NUMBER_OK)
		return error_set(err, EXIT_USAGE, "'%s' is not the number of an adjustment",
			decision->number);
	if (database_query(decision->db, "queries/adjust_find.sql", &decision->number, 1,
			&decision->proposal, err) < 0)
		return -1;
	if (decision->proposal.count == 0) {
		error_set(err, EXIT_USAGE, "there is no adjustment %s", decision->number);
		return error_hint(err, "`cashback adjust list` shows what waits for approval");
	}
	if (decision->proposal.count > 1)
		return error_set(err, EXIT_DATA, "%d adjustments have the number %s; none is posted",
			decision->proposal.count, decision->number);
	const char *before = of(decision, AT_DECISION);
	if (!before)
		return 0;
	if (strcmp(before, decision->word) == 0)
		return 1;
	return error_set(err, EXIT_USAGE, "adjustment %s was %s already", decision->number, before);
}

/* run_id NULL: rejected. Whoever proposed it cannot approve it: the database refuses. */
static int record(const struct decision *decision, const char *run_id, struct error *err)
{
	char now[LEDGER_TIME];
	const char *const params[] = {of(decision, AT_MPN), decision->number, run_id, ledger_now(now)};

	if (db_query(decision->db, "SELECT cashback.decide_adjustment($1, $2, $3, $4)", params,
			ARRAY_LEN(params), NULL, err) == 0)
		return 0;
	if (strcmp(db_sqlstate(decision->db), CHECK_VIOLATION) != 0)
		return -1;
	error_release(err);
	error_set(err, EXIT_NOPERM, "adjustment %s was proposed by %s, who cannot approve it too",
		decision->number, of(decision, AT_PROPOSER));
	return error_hint(err, "log in to the database as another of its approvers");
}

static int chain(const struct decision *decision, const char *run_id, struct error *err)
{
	char *configuration AUTOFREE = mem_printf(
		"adjustment = %s\nmpn_id = %s\ncampaign_id = %s\nevent_date = %s\namount = %s %s\n"
		"reason = %s\nproposed_by = %s\napproved_by = %s\n",
		decision->number, of(decision, AT_MPN), of(decision, AT_CAMPAIGN), of(decision, AT_DATE),
		of(decision, AT_AMOUNT), of(decision, AT_CURRENCY), of(decision, AT_REASON),
		of(decision, AT_PROPOSER), of(decision, AT_USER));
	struct chain_texts texts = {.configuration = configuration};

	return chain_append(decision->db, run_id, &texts, NULL, err);
}

static int post(const struct decision *decision, struct error *err)
{
	char *run_id AUTOFREE = NULL;

	if (ledger_new_run_id(decision->db, NULL, "-adjust", &run_id, err) < 0 ||
		record(decision, run_id, err) < 0)
		return -1;
	return chain(decision, run_id, err);
}

static int decide_in(struct decision *decision, struct error *err)
{
	bool approved = strcmp(decision->word, "approved") == 0;

	if (ledger_lock(decision->db, err) < 0)
		return -1;
	int known = find_proposal(decision, err);
	if (known != 0)
		return known < 0 ? -1 : 0;
	if ((approved ? post(decision, err) : record(decision, NULL, err)) < 0)
		return -1;
	return db_commit(decision->db, err);
}

/* Deciding the same again changes nothing, but for a head that a killed approval did not write. */
static int decide(struct command_context *context, struct database *database, const char *word,
	struct error *err)
{
	struct decision decision = {&database->db, context->cli.operands[0], word, {0}};

	if (db_begin(decision.db, err) < 0)
		return -1;
	int result = decide_in(&decision, err);
	db_rollback(decision.db);
	db_result_release(&decision.proposal);
	if (result < 0 || chain_heads_append(&context->conf, decision.db, err) < 0)
		return -1;
	printf("adjustment %s is %s\n", decision.number, word);
	return 0;
}

static int approve(struct command_context *context, struct database *database, struct error *err)
{
	return decide(context, database, "approved", err);
}

static int reject(struct command_context *context, struct database *database, struct error *err)
{
	return decide(context, database, "rejected", err);
}

static int list(struct command_context *context, struct database *database, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};
	const char *const partner = context->cli.partner;

	if (database_query(&database->db, "queries/adjust_list.sql", &partner, 1, &rows, err) < 0)
		return -1;
	if (rows.count == 0 && !context->cli.json)
		printf("no manual adjustments\n");
	else
		listing_print_result(&rows, context->cli.json);
	return 0;
}

static const struct verb verbs[] = {
	{"propose", "", propose},
	{"approve", "NUMBER", approve},
	{"reject", "NUMBER", reject},
	{"list", "", list},
};

int command_adjust(struct command_context *context, struct error *err)
{
	return verbs_run(verbs, ARRAY_LEN(verbs), context, err);
}
