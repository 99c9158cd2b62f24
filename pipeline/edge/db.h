/*
 * PostgreSQL by libpq, the only place that knows it. Text comes back as libpq gives it; numbers
 * and dates are parsed by the caller in C (session settings do not matter: db_open sets DateStyle
 * ISO, TimeZone UTC and a fixed client encoding).
 */
#ifndef CASHBACK_EDGE_DB_H
#define CASHBACK_EDGE_DB_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/base/error.h"

struct db {
	void *connection; /* PGconn */
};

/* Rows of a query. Cells live until db_result_release. */
struct db_result {
	void *rows; /* PGresult */
	int count, columns;
};

/* EXIT_UNREACHABLE with a hint where no server answers. Nothing of a password is ever in err. */
int db_open(struct db *db, const char *url, struct error *err);
void db_close(struct db *db);

/* One or more statements without parameters and without a result. */
int db_exec(struct db *db, const char *sql, struct error *err);
/* One statement with text parameters ($1 ...; NULL is SQL NULL). EXIT_DATA on an SQL error,
 * EXIT_UNREACHABLE where the connection broke; the SQLSTATE is in the message. */
int db_query(struct db *db, const char *sql, const char *const *params, int param_count,
	struct db_result *ret_result, struct error *err);
/* NULL for SQL NULL. */
const char *db_cell(const struct db_result *result, int row, int column);
const char *db_column(const struct db_result *result, int column);
void db_result_release(struct db_result *result);
/* The SQLSTATE of the last failed call, "" where it was not the server that refused. */
const char *db_sqlstate(const struct db *db);

/* Sends a whole file through `COPY ... FROM STDIN (FORMAT binary)`, and waits for the server's
 * verdict; ret_rows is the server's row count. */
int db_copy_file(struct db *db, const char *copy_sql, const char *path, int64_t *ret_rows,
	struct error *err);

#endif
