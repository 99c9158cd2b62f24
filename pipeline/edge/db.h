/*
 * PostgreSQL by libpq, the only place that knows it. Text comes back as libpq gives it; numbers
 * and dates are parsed by the caller in C (session settings do not matter: db_open sets DateStyle
 * ISO, TimeZone UTC, an empty search_path and a fixed client encoding, so that every name in SQL
 * is written with its schema).
 *
 * Errors are told apart by SQLSTATE alone, never by their words, which the server may translate.
 */
#ifndef CASHBACK_EDGE_DB_H
#define CASHBACK_EDGE_DB_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/base/error.h"
#include "pipeline/base/str.h"
#include "pipeline/edge/files.h"

struct db {
	void *connection;  /* PGconn */
	char sqlstate[6];  /* of the last failed call; "" where it was not the server that refused */
	struct names kept; /* queries that the server has plans of; of db_query_kept */
};

/* Rows of a query. Cells live until db_result_release. */
struct db_result {
	void *rows; /* PGresult */
	int count, columns;
};

enum db_kind { DB_TEXT, DB_NUMBER, DB_BOOLEAN };

#define DB_URL_FORM                                                                                \
	"postgresql://USER@HOST:5432/DATABASE; in a password write @ as %40, / as %2F, : as %3A and "  \
	"% as %25"

/* Can it be one? Nothing is connected to. */
bool db_url_valid(const char *url);
/* EXIT_UNREACHABLE with a hint where no server answers, EXIT_CONFIG where `url` is not the URL of
 * one. Nothing of a password is ever in err. */
int db_open(struct db *db, const char *url, struct error *err);
/* Safe on a zero-initialised db and twice. */
void db_close(struct db *db);

/* Puts what `url` says into the environment (PGHOST, PGUSER, PGPASSWORD ...), where psql and
 * pg_dump look for it: a command line is everybody's to read. */
int db_environment(const char *url, struct error *err);

/* One or more statements without parameters and without a result. The code of a failed statement
 * is EXIT_UNREACHABLE where the connection broke, EXIT_NOPERM where a right is missing, EXIT_IOERR
 * where the server's disk or memory is full, and otherwise EXIT_DATA; the SQLSTATE is in the
 * message. */
int db_exec(struct db *db, const char *sql, struct error *err);
/* One statement with text parameters ($1 ...; NULL is SQL NULL). Codes as in db_exec. ret_result
 * may be NULL. */
int db_query(struct db *db, const char *sql, const char *const *params, int param_count,
	struct db_result *ret_result, struct error *err);
/* The same for what is asked again and again, once a partner: the server keeps the plan under
 * `name` as long as the connection lasts. The same name means the same text. */
int db_query_kept(struct db *db, const char *name, const char *sql, const char *const *params,
	int param_count, struct db_result *ret_result, struct error *err);

/* READ COMMITTED, whatever the server's default is. */
int db_begin(struct db *db, struct error *err);
/* An error also where the server answered the COMMIT of a failed transaction with ROLLBACK. After
 * EXIT_UNREACHABLE nobody knows here whether the transaction was committed: ask the database. */
int db_commit(struct db *db, struct error *err);
/* Also where there is no transaction, or no connection any more. */
void db_rollback(struct db *db);

/* Writes the value of a parameter of type text[], member by member. */
void db_array_add(struct str *array, struct span member);
void db_array_end(struct str *array);

/* NULL for SQL NULL. */
const char *db_cell(const struct db_result *result, int row, int column);
const char *db_column(const struct db_result *result, int column);
enum db_kind db_column_kind(const struct db_result *result, int column);
/* Rows that an INSERT, UPDATE or DELETE touched. */
int64_t db_affected(const struct db_result *result);
/* Safe on a zero-initialised result and twice. */
void db_result_release(struct db_result *result);
const char *db_sqlstate(const struct db *db);

/* `COPY ... FROM STDIN (FORMAT binary)` in pieces: begun, any number of puts, and the server's
 * verdict, which is its row count. After an error there is only db_rollback. */
int db_copy_begin(struct db *db, const char *copy_sql, struct error *err);
int db_copy_put(struct db *db, const void *bytes, size_t length, struct error *err);
int db_copy_end(struct db *db, int64_t *ret_rows, struct error *err);
/* Sends a whole file through `COPY ... FROM STDIN (FORMAT binary)`, and waits for the server's
 * verdict; ret_rows is the server's row count. */
int db_copy_file(struct db *db, const char *copy_sql, const char *path, int64_t *ret_rows,
	struct error *err);

#endif
