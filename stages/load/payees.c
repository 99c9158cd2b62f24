/* The run's payee.copy, compared with the newest versions in the database. */
#include "stages/load/payees.h"

#include <inttypes.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/database.h"
#include "pipeline/core/table.h"

static const char create_statement[] =
	"CREATE TEMPORARY TABLE delivered_payee (mpn_id text COLLATE \"C\" NOT NULL, "
	"payee_name text, payee_account text, payee_bank text) ON COMMIT DROP";
static const char copy_statement[] =
	"COPY pg_temp.delivered_payee (mpn_id, payee_name, payee_account, payee_bank) "
	"FROM STDIN (FORMAT binary)";

static int count_rows(const char *path, int64_t *ret_rows, struct error *err)
{
	struct pgcopy_reader reader CLEANUP(pgcopy_close) = {0};
	struct payee_result row;
	int more;

	if (pgcopy_open(&reader, path, err) < 0)
		return -1;
	while ((more = table_read(&table_payee_result, &reader, &row, err)) == 1)
		;
	*ret_rows = (int64_t)reader.rows;
	return more;
}

static int send(const struct load *load, struct error *err)
{
	char *path AUTOFREE = run_path(load->run, "payee.copy");
	int64_t in_file, taken = 0;

	if (count_rows(path, &in_file, err) < 0 || db_exec(load->db, create_statement, err) < 0 ||
		db_copy_file(load->db, copy_statement, path, &taken, err) < 0)
		return -1;
	if (in_file == taken)
		return 0;
	error_set(err, EXIT_DATA, "%s: %" PRId64 " rows were sent and the database took %" PRId64, path,
		in_file, taken);
	return error_hint(err, "nothing was posted; run `cashback load` again");
}

int payees_keep(const struct load *load, struct error *err)
{
	const char *const run_id = load->run->id;

	if (send(load, err) < 0)
		return -1;
	return database_query(load->db, "queries/load_payees.sql", &run_id, 1, NULL, err);
}
