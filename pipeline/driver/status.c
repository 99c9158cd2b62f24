/*
 * cashback status: the last runs, newest first, and the accounts that two partners claim. With
 * --json the runs alone, each with its counts: the conflicts are in `cashback registrations`, in
 * state account-taken.
 */
#include <stdio.h>
#include <string.h>

#include "pipeline/base/date.h"
#include "pipeline/base/mem.h"
#include "pipeline/core/database.h"
#include "pipeline/driver/command.h"
#include "pipeline/driver/listing.h"

#define RUNS "20"

/* Columns of status_runs.sql. */
enum { COLUMN_RUN = 0, COLUMN_STATUS = 2, COLUMN_REASON = 11 };

static void print_held(const struct db_result *rows)
{
	for (int row = 0; row < rows->count; row++)
		if (strcmp(db_cell(rows, row, COLUMN_STATUS), "held") == 0)
			printf("\nrun %s is held: %s\n`cashback run --release %s` posts it\n",
				db_cell(rows, row, COLUMN_RUN), db_cell(rows, row, COLUMN_REASON),
				db_cell(rows, row, COLUMN_RUN));
}

static int print_conflicts(struct db *db, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (database_query(db, "queries/status_conflicts.sql", NULL, 0, &rows, err) < 0)
		return -1;
	if (rows.count == 0)
		return 0;
	printf("\naccounts that two partners claim; the holder is paid until one is rejected:\n");
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
	listing.columns[COLUMN_REASON].detail = true;
	listing_print(&listing, json);
	if (json)
		return 0;
	print_held(&rows);
	return print_conflicts(db, err);
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
