/*
 * cashback status: the last runs, newest first; the files that they found replaced, the rows that
 * lost to an older file, and the accounts that two partners claim. With --json the runs alone, each
 * with its counts: the conflicts are in `cashback registrations`, in state account-taken.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pipeline/base/date.h"
#include "pipeline/base/mem.h"
#include "pipeline/core/chain.h"
#include "pipeline/core/database.h"
#include "pipeline/driver/command.h"
#include "pipeline/driver/listing.h"

#define RUNS "20"

/* Columns of status_runs.sql; a table has no room for the reason and what comes after it. */
enum { COLUMN_RUN = 0, COLUMN_STATUS = 2, COLUMN_REASON = 13 };

static void print_held(const struct db_result *rows)
{
	for (int row = 0; row < rows->count; row++)
		if (strcmp(db_cell(rows, row, COLUMN_STATUS), "held") == 0)
			printf("\nrun %s is held: %s\n`cashback run --release %s` posts it\n",
				db_cell(rows, row, COLUMN_RUN), db_cell(rows, row, COLUMN_REASON),
				db_cell(rows, row, COLUMN_RUN));
}

static int print_head(struct db *db, struct error *err)
{
	char link[HASH_TEXT];
	int64_t posting;

	if (chain_head(db, &posting, link, err) < 0)
		return -1;
	if (posting > 0)
		printf("\nposting %" PRId64 " ends the chain: %s\n", posting, link);
	return 0;
}

/* A list below the runs, where it is not empty. */
static const struct list {
	const char *query, *title;
	int param_count; /* 1: how many runs */
} lists[] = {
	{"queries/status_replaced.sql", "files whose content was replaced:", 1},
	{"queries/status_lost.sql", "rows of new files that lost to an older file, which sorts later:", 1},
	{"queries/status_conflicts.sql",
		"accounts that two partners claim; the holder is paid until one is rejected:", 0},
};

static int print_list(struct db *db, const struct list *list, struct error *err)
{
	const char *const limit = RUNS;
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (database_query(db, list->query, &limit, list->param_count, &rows, err) < 0)
		return -1;
	if (rows.count == 0)
		return 0;
	printf("\n%s\n", list->title);
	listing_print_result(&rows, false);
	return 0;
}

static int print(struct db *db, bool json, struct error *err)
{
	const char *const limit = RUNS;
	struct db_result rows CLEANUP(db_result_release) = {0};
	struct listing listing CLEANUP(listing_release) = {0};

	if (database_query(db, "queries/status_runs.sql", &limit, 1, &rows, err) < 0)
		return -1;
	if (rows.count == 0 && !json) {
		printf("no runs yet\n");
		return 0;
	}
	listing_add_result(&listing, &rows);
	for (size_t column = COLUMN_REASON; column < listing.column_count; column++)
		listing.columns[column].detail = true;
	listing_print(&listing, json);
	if (json)
		return 0;
	print_held(&rows);
	if (print_head(db, err) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		if (print_list(db, &lists[i], err) < 0)
			return -1;
	return 0;
}

int command_status(struct command_context *context, struct error *err)
{
	struct database database;

	if (database_open_migrated(&database, &context->conf, err) < 0)
		return -1;
	int result = print(&database.db, context->cli.json, err);
	database_close(&database);
	return result;
}
