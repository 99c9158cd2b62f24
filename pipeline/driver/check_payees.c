/* One query, and core/party.h. */
#include "pipeline/driver/check_payees.h"

#include <stdio.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/database.h"
#include "pipeline/core/party.h"

static void check_payee(const struct db_result *rows, int row)
{
	const struct party party = {db_cell(rows, row, 1), db_cell(rows, row, 2), db_cell(rows, row, 3)};
	char *fault AUTOFREE = party_fault(&party);

	if (fault)
		fprintf(stderr, "warning: partner %s cannot be paid: %s\n", db_cell(rows, row, 0), fault);
}

int check_payees(struct db *db, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (database_query(db, "queries/payee_accounts.sql", NULL, 0, &rows, err) < 0) {
		if (err->code != EXIT_NOPERM)
			return -1;
		error_release(err);
		return 0;
	}
	for (int row = 0; row < rows.count; row++)
		check_payee(&rows, row);
	return 0;
}
