/* The rows of cashback.run. */
#include "pipeline/core/ledger.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/database.h"
#include "pipeline/core/run.h"

static const char lock_statement[] = "SELECT pg_catalog.pg_advisory_xact_lock(7236110482302)";

const char *ledger_now(char text[LEDGER_TIME])
{
	struct tm tm;
	time_t now = time(NULL);

	gmtime_r(&now, &tm);
	strftime(text, LEDGER_TIME, "%Y-%m-%dT%H:%M:%SZ", &tm);
	return text;
}

int ledger_lock(struct db *db, struct error *err)
{
	return db_exec(db, lock_statement, err);
}

int ledger_next_posting(struct db *db, char **ret_number, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (db_query(db, "SELECT coalesce(max(posting), 0) + 1 FROM cashback.run", NULL, 0, &rows,
			err) < 0)
		return -1;
	*ret_number = mem_strdup(db_cell(&rows, 0, 0));
	return 0;
}

int ledger_new_run_id(struct db *db, const char *newest, const char *suffix, char **ret_id,
	struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (database_query(db, "queries/run_newest.sql", NULL, 0, &rows, err) < 0)
		return -1;
	const char *known = db_cell(&rows, 0, 0);
	*ret_id = run_new_id(!known || (newest && strcmp(newest, known) > 0) ? newest : known, suffix);
	return 0;
}

int ledger_register_run(struct db *db, const char *run_id, date_t as_of, bool *ret_made,
	struct error *err)
{
	char date[DATE_TEXT], now[LEDGER_TIME];
	const char *const params[] = {run_id, date_format(as_of, date), ledger_now(now)};
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (database_query(db, "queries/run_register.sql", params, ARRAY_LEN(params), &rows, err) < 0)
		return -1;
	if (ret_made)
		*ret_made = db_affected(&rows) == 1;
	return 0;
}

int ledger_run_status(struct db *db, const char *run_id, char **ret_status, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (db_query(db, "SELECT status FROM cashback.run WHERE run_id = $1", &run_id, 1, &rows,
			err) < 0)
		return -1;
	*ret_status = rows.count ? mem_strdup(db_cell(&rows, 0, 0)) : NULL;
	return 0;
}

int ledger_is_last(struct db *db, const char *run_id, bool *ret_last, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (database_query(db, "queries/run_later.sql", &run_id, 1, &rows, err) < 0)
		return -1;
	*ret_last = rows.count == 0;
	return 0;
}

int ledger_set_run_status(struct db *db, const char *run_id, const char *status, struct error *err)
{
	char now[LEDGER_TIME];
	const char *const params[] = {run_id, status, ledger_now(now)};
	const char *const earlier[] = {run_id, now};
	char *is AUTOFREE = NULL;

	if (database_query(db, "queries/run_end.sql", params, ARRAY_LEN(params), NULL, err) < 0 ||
		ledger_run_status(db, run_id, &is, err) < 0)
		return -1;
	if (is && strcmp(is, status) == 0)
		return strcmp(status, "finished") == 0
				   ? database_query(db, "queries/run_end_earlier.sql", earlier, 2, NULL, err)
				   : 0;
	return error_set(err, EXIT_DATA, "run %s is %s in the database and cannot become %s", run_id,
		is ? is : "not there", status);
}

int ledger_last_as_of(struct db *db, date_t *ret_as_of, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	*ret_as_of = DATE_NONE;
	if (database_query(db, "queries/run_last_as_of.sql", NULL, 0, &rows, err) < 0)
		return -1;
	const char *text = db_cell(&rows, 0, 0);
	if (text && !date_parse_iso(span_of(text), ret_as_of))
		return error_set(err, EXIT_DATA, "cashback.run: '%s' is not a date", text);
	return 0;
}
