/* The run's payee.copy, compared with the newest versions in the database. */
#include "stages/load/payees.h"

#include <inttypes.h>

#include "pipeline/core/database.h"

static const char create_statement[] =
	"CREATE TEMPORARY TABLE delivered_payee (mpn_id text COLLATE \"C\" NOT NULL, "
	"payee_name text, payee_account text, payee_bank text) ON COMMIT DROP";
static const char copy_statement[] =
	"COPY pg_temp.delivered_payee (mpn_id, payee_name, payee_account, payee_bank) "
	"FROM STDIN (FORMAT binary)";

/* Of partners whose results changed: the payee is one of them. */
static int send(const struct load *load, struct error *err)
{
	int64_t rows = changes_rows_to_send(load->changes, RESULTS_PAYEE), taken = 0;

	if (db_exec(load->db, create_statement, err) < 0)
		return -1;
	if (rows == 0)
		return 0;
	if (db_copy_begin(load->db, copy_statement, err) < 0 ||
		changes_put(load->changes, RESULTS_PAYEE, load->db, err) < 0 ||
		db_copy_end(load->db, &taken, err) < 0)
		return error_wrap(err, "payee.copy");
	if (rows == taken)
		return 0;
	error_set(err, EXIT_DATA, "payee.copy: %" PRId64 " rows were sent and the database took %" PRId64,
		rows, taken);
	return error_hint(err, "nothing was posted; run `cashback load` again");
}

int payees_keep(const struct load *load, struct error *err)
{
	const char *const run_id = load->run->id;

	if (send(load, err) < 0)
		return -1;
	return database_query(load->db, "queries/load_payees.sql", &run_id, 1, NULL, err);
}
