/* cashback registrations: every registration, its state and why. */
#include <stdio.h>

#include "pipeline/base/date.h"
#include "pipeline/base/mem.h"
#include "pipeline/core/database.h"
#include "pipeline/driver/command.h"
#include "pipeline/driver/listing.h"

static int print(struct db *db, const struct cli *cli, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};
	const char *const partner = cli->partner;

	if (database_query(db, "queries/registrations.sql", &partner, 1, &rows, err) < 0)
		return -1;
	if (rows.count == 0 && !cli->json)
		printf(partner ? "no registrations of partner %s\n" : "no registrations\n", partner);
	else
		listing_print_result(&rows, cli->json);
	return 0;
}

int command_registrations(struct command_context *context, struct error *err)
{
	struct database database;

	if (database_open_migrated(&database, &context->conf, err) < 0)
		return -1;
	int result = print(&database.db, &context->cli, err);
	database_close(&database);
	return result;
}
