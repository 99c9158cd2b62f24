/* cashback statement export: the options, the two steps, and what is said of them. */
#include "pipeline/driver/export.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/ledger.h"
#include "pipeline/core/party.h"
#include "pipeline/driver/listing.h"

/* Of export_listing.sql. */
enum { COLUMN_PAYEE_NAME = 6 };

/* When the bank is to pay: --date, or the business date of the last posted run; never today. */
static int find_execution_date(struct exporting *x, struct error *err)
{
	const char *text = x->context->cli.date;
	date_t date;

	if (text && !date_parse_iso(span_of(text), &date))
		return error_set(err, EXIT_USAGE, "--date %s: is not a date such as 2026-09-30", text);
	if (!text && ledger_last_as_of(x->db, &date, err) < 0)
		return -1;
	if (date == DATE_NONE) {
		error_set(err, EXIT_USAGE, "no run has posted yet: there is nothing to export");
		return error_hint(err, "`cashback run` settles, and `cashback statement close` makes "
							   "statements");
	}
	date_format(date, x->execution_date);
	return 0;
}

static void say_blocked(const struct exporting *x)
{
	for (size_t i = 0; i < x->blocked_count; i++) {
		const struct export_blocked *b = &x->blocked[i];
		fprintf(stderr, "cashback: statement %s of partner %s (%s), %s %s, was not exported: %s\n",
			b->statement, b->mpn_id, b->partner, b->amount, b->currency, b->reason);
		fprintf(stderr, "hint: %s\n", b->hint);
	}
	if (x->repeated)
		fprintf(stderr, "cashback: %s\n", x->repeated);
}

/* What was blocked in an earlier period is not forgotten. */
static int say_waiting(const struct exporting *x, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (database_query(x->db, "queries/export_waiting.sql", &x->period, 1, &rows, err) < 0)
		return -1;
	for (int row = 0; row < rows.count; row++)
		fprintf(stderr, "cashback: payments of %s that were never exported: %s; `cashback statement "
			"export %s` says why\n", db_cell(&rows, row, 0), db_cell(&rows, row, 1),
			db_cell(&rows, row, 0));
	for (size_t i = 0; i < x->booked.count; i++)
		fprintf(stderr, "cashback: %s is booked too: its journal is in its own folder\n",
			x->booked.items[i]);
	return 0;
}

static void list_blocked(const struct exporting *x, struct listing *listing)
{
	for (size_t i = 0; i < x->blocked_count; i++) {
		const struct export_blocked *b = &x->blocked[i];
		const char *const cells[] = {b->statement, b->mpn_id, b->partner, b->currency, b->amount,
			NULL, NULL, NULL, "blocked", NULL, b->reason};
		listing_add_row(listing, cells);
	}
}

/* Every payment of the period, and what is blocked. */
static int print(const struct exporting *x, struct error *err)
{
	const struct cli *cli = &x->context->cli;
	char *first AUTOFREE = mem_printf("%" PRId64, x->first_export);
	const char *const params[] = {x->period, first};
	struct db_result rows CLEANUP(db_result_release) = {0};
	struct listing listing CLEANUP(listing_release) = {0};

	if (cli->verbosity < 0 && !cli->json)
		return 0;
	if (database_query(x->db, "queries/export_listing.sql", params, ARRAY_LEN(params), &rows,
			err) < 0)
		return -1;
	listing_add_result(&listing, &rows);
	listing.columns[COLUMN_PAYEE_NAME].detail = true;
	list_blocked(x, &listing);
	if (listing_row_count(&listing) == 0 && !cli->json)
		printf("period %s has nothing to pay\n", x->period);
	else
		listing_print(&listing, cli->json);
	return 0;
}

static void release(struct exporting *x)
{
	for (size_t i = 0; i < x->blocked_count; i++) {
		struct export_blocked *b = &x->blocked[i];
		free(b->statement);
		free(b->mpn_id);
		free(b->partner);
		free(b->currency);
		free(b->amount);
		free(b->reason);
		free(b->hint);
	}
	free(x->blocked);
	free(x->repeated);
	names_release(&x->booked);
}

int statement_export(struct command_context *context, struct database *database,
	const char *period, struct error *err)
{
	struct exporting x CLEANUP(release) = {
		.context = context,
		.db = &database->db,
		.period = period,
		.statement = context->cli.correct,
	};

	if (party_check_payer(&context->conf, err) < 0 || find_execution_date(&x, err) < 0 ||
		export_post(&x, err) < 0)
		return -1;
	say_blocked(&x);
	if (say_waiting(&x, err) < 0 || print(&x, err) < 0)
		return -1;
	return export_files(&x, err);
}
