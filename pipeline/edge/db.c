/*
 * libpq, with our errors. What it refuses to do: print, keep a password in a message, or take a
 * COPY for done before the server has said so.
 */
#include "pipeline/edge/db.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"
#include "pipeline/base/str.h"

#define COPY_PIECE (64 * 1024)

/* Type oids of PostgreSQL's catalog; they never change. */
enum { OID_BOOL = 16, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_NUMERIC = 1700 };

static const char session_settings[] =
	"SET client_encoding = 'UTF8'; SET DateStyle = 'ISO, YMD'; SET TimeZone = 'UTC';"
	"SET standard_conforming_strings = on; SET bytea_output = 'hex'; SET search_path = '';"
	"SET synchronous_commit = on; SET statement_timeout = 0;"
	"SET idle_in_transaction_session_timeout = 0";

static void drop_notice(void *unused, const char *message)
{
	(void)unused;
	(void)message;
}

/* libpq writes several lines; an error here is one. */
static char *one_line(const char *message)
{
	struct str line AUTOSTR = STR_INIT;

	for (; *message; message++) {
		bool blank = isspace((unsigned char)*message);
		if (!blank)
			str_add_char(&line, *message);
		else if (line.len > 0 && line.s[line.len - 1] != ' ')
			str_add_char(&line, ' ');
	}
	while (line.len > 0 && line.s[line.len - 1] == ' ')
		line.s[--line.len] = '\0';
	return mem_strdup(str_text(&line));
}

static const char *option_value(const PQconninfoOption *options, const char *keyword)
{
	for (; options->keyword; options++)
		if (strcmp(options->keyword, keyword) == 0)
			return options->val ? options->val : "";
	return "";
}

/* An @ or / of a password that was not written as %40 or %2F moves the rest of the password into
 * one of these, and from there into libpq's messages. */
static bool strays_from_password(const PQconninfoOption *options)
{
	return strchr(option_value(options, "host"), '@') ||
		   strchr(option_value(options, "dbname"), '@') ||
		   strspn(option_value(options, "port"), "0123456789,") !=
			   strlen(option_value(options, "port"));
}

/* libpq's own words about a URL that it cannot read quote parts of it, so they are not used. */
static int parse_url(const char *url, PQconninfoOption **ret_options, struct error *err)
{
	char *words = NULL;

	errno = 0;
	PQconninfoOption *options = PQconninfoParse(url, &words);
	if (!options && errno == ENOMEM)
		mem_exhausted();
	PQfreemem(words);
	if (!options || strays_from_password(options)) {
		PQconninfoFree(options);
		error_set(err, EXIT_CONFIG, "the database's url is not a PostgreSQL connection URL");
		return error_hint(err, "%s", DB_URL_FORM);
	}
	*ret_options = options;
	return 0;
}

bool db_url_valid(const char *url)
{
	struct error ignored CLEANUP(error_release) = ERROR_INIT;
	PQconninfoOption *options;

	if (parse_url(url, &options, &ignored) < 0)
		return false;
	PQconninfoFree(options);
	return true;
}

static int unreachable(struct db *db, struct error *err)
{
	char *words AUTOFREE = one_line(PQerrorMessage(db->connection));

	error_set(err, EXIT_UNREACHABLE, "the database cannot be reached: %s", words);
	db_close(db);
	return error_hint(err, "is the server running, and does the url name it?");
}

int db_open(struct db *db, const char *url, struct error *err)
{
	/* Later ones win: the url may set a time-out of its own, but no other encoding. */
	const char *const keys[] = {"connect_timeout", "fallback_application_name", "dbname",
		"client_encoding", NULL};
	const char *const values[] = {"15", "cashback", url, "UTF8", NULL};
	PQconninfoOption *options;

	*db = (struct db){0};
	if (parse_url(url, &options, err) < 0)
		return -1;
	PQconninfoFree(options);
	db->connection = PQconnectdbParams(keys, values, 1);
	if (!db->connection)
		mem_exhausted();
	if (PQstatus(db->connection) != CONNECTION_OK)
		return unreachable(db, err);
	PQsetNoticeProcessor(db->connection, drop_notice, NULL);
	if (db_exec(db, session_settings, err) == 0)
		return 0;
	db_close(db);
	return -1;
}

void db_close(struct db *db)
{
	PQfinish(db->connection);
	db->connection = NULL;
	names_release(&db->kept);
}

int db_environment(const char *url, struct error *err)
{
	PQconninfoOption *options;

	if (parse_url(url, &options, err) < 0)
		return -1;
	for (PQconninfoOption *o = options; o->keyword; o++)
		if (o->val && o->envvar)
			setenv(o->envvar, o->val, 1);
	PQconninfoFree(options);
	return 0;
}

static int code_of(const struct db *db)
{
	if (PQstatus(db->connection) == CONNECTION_BAD || strncmp(db->sqlstate, "08", 2) == 0 ||
		strncmp(db->sqlstate, "57P", 3) == 0)
		return EXIT_UNREACHABLE;
	if (strcmp(db->sqlstate, "42501") == 0)
		return EXIT_NOPERM;
	if (strncmp(db->sqlstate, "53", 2) == 0 || strncmp(db->sqlstate, "58", 2) == 0)
		return EXIT_IOERR;
	return EXIT_DATA;
}

static void remember_sqlstate(struct db *db, const PGresult *rows)
{
	const char *state = rows ? PQresultErrorField(rows, PG_DIAG_SQLSTATE) : NULL;

	memset(db->sqlstate, 0, sizeof(db->sqlstate));
	if (state)
		memcpy(db->sqlstate, state, strnlen(state, sizeof(db->sqlstate) - 1));
}

static int connection_lost(struct db *db, struct error *err)
{
	char *words AUTOFREE = one_line(PQerrorMessage(db->connection));

	error_set(err, EXIT_UNREACHABLE, "the connection to the database was lost: %s", words);
	return error_hint(err, "run the command again when the database answers");
}

static int refused(struct db *db, const PGresult *rows, struct error *err)
{
	remember_sqlstate(db, rows);
	/* Every answer of a server has one. Without: libpq itself gave up. PQstatus does not say so
	 * where it could not send. */
	if (db->sqlstate[0] == '\0')
		return connection_lost(db, err);
	const char *primary = PQresultErrorField(rows, PG_DIAG_MESSAGE_PRIMARY);
	const char *detail = PQresultErrorField(rows, PG_DIAG_MESSAGE_DETAIL);
	const char *context = PQresultErrorField(rows, PG_DIAG_CONTEXT);
	struct str text AUTOSTR = STR_INIT;
	str_add(&text, primary ? primary : PQerrorMessage(db->connection));
	if (detail)
		str_addf(&text, " (%s)", detail);
	/* For COPY: the row and the column. */
	if (context && strncmp(context, "COPY ", 5) == 0)
		str_addf(&text, " (%s)", context);
	char *words AUTOFREE = one_line(str_text(&text));
	return error_set(err, code_of(db), "the database refused: %s [SQLSTATE %s]", words,
		db->sqlstate);
}

static bool succeeded(const PGresult *rows)
{
	ExecStatusType status = PQresultStatus(rows);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

int db_exec(struct db *db, const char *sql, struct error *err)
{
	PGresult *rows = PQexec(db->connection, sql);
	int result = succeeded(rows) ? 0 : refused(db, rows, err);

	PQclear(rows);
	return result;
}

static int take_rows(struct db *db, PGresult *rows, struct db_result *ret_result,
	struct error *err)
{
	if (!succeeded(rows)) {
		refused(db, rows, err);
		PQclear(rows);
		return -1;
	}
	if (ret_result)
		*ret_result = (struct db_result){rows, PQntuples(rows), PQnfields(rows)};
	else
		PQclear(rows);
	return 0;
}

int db_query(struct db *db, const char *sql, const char *const *params, int param_count,
	struct db_result *ret_result, struct error *err)
{
	PGresult *rows =
		PQexecParams(db->connection, sql, param_count, NULL, params, NULL, NULL, 0);

	return take_rows(db, rows, ret_result, err);
}

static bool is_kept(const struct db *db, const char *name)
{
	for (size_t i = 0; i < db->kept.count; i++)
		if (strcmp(db->kept.items[i], name) == 0)
			return true;
	return false;
}

int db_query_kept(struct db *db, const char *name, const char *sql, const char *const *params,
	int param_count, struct db_result *ret_result, struct error *err)
{
	if (!is_kept(db, name)) {
		PGresult *prepared = PQprepare(db->connection, name, sql, param_count, NULL);
		if (take_rows(db, prepared, NULL, err) < 0)
			return -1;
		names_add(&db->kept, name);
	}
	PGresult *rows = PQexecPrepared(db->connection, name, param_count, params, NULL, NULL, 0);

	return take_rows(db, rows, ret_result, err);
}

int db_begin(struct db *db, struct error *err)
{
	return db_exec(db, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", err);
}

int db_commit(struct db *db, struct error *err)
{
	PGresult *rows = PQexec(db->connection, "COMMIT");
	int result = succeeded(rows) ? 0 : refused(db, rows, err);

	if (result == 0 && strcmp(PQcmdStatus(rows), "COMMIT") != 0)
		result = error_set(err, EXIT_BUG, "a failed transaction was committed");
	PQclear(rows);
	return result;
}

void db_rollback(struct db *db)
{
	if (PQstatus(db->connection) == CONNECTION_OK &&
		PQtransactionStatus(db->connection) != PQTRANS_IDLE)
		PQclear(PQexec(db->connection, "ROLLBACK"));
}

void db_array_add(struct str *array, struct span member)
{
	str_add(array, array->len ? ",\"" : "{\"");
	for (size_t i = 0; i < member.len; i++) {
		if (member.at[i] == '"' || member.at[i] == '\\')
			str_add_char(array, '\\');
		str_add_char(array, member.at[i]);
	}
	str_add_char(array, '"');
}

void db_array_end(struct str *array)
{
	str_add(array, array->len ? "}" : "{}");
}

const char *db_cell(const struct db_result *result, int row, int column)
{
	if (PQgetisnull(result->rows, row, column))
		return NULL;
	return PQgetvalue(result->rows, row, column);
}

const char *db_column(const struct db_result *result, int column)
{
	return PQfname(result->rows, column);
}

enum db_kind db_column_kind(const struct db_result *result, int column)
{
	switch (PQftype(result->rows, column)) {
	case OID_INT8:
	case OID_INT2:
	case OID_INT4:
	case OID_NUMERIC:
		return DB_NUMBER;
	case OID_BOOL:
		return DB_BOOLEAN;
	default:
		return DB_TEXT;
	}
}

static int64_t affected(PGresult *rows)
{
	int64_t count = 0;

	number_integer(span_of(PQcmdTuples(rows)), &number_plain, &count);
	return count;
}

int64_t db_affected(const struct db_result *result)
{
	return affected(result->rows);
}

void db_result_release(struct db_result *result)
{
	PQclear(result->rows);
	*result = (struct db_result){0};
}

const char *db_sqlstate(const struct db *db)
{
	return db->sqlstate;
}

/* Ends the COPY, with a reason where it must not count, and takes the server's verdict. */
static int finish_copy(struct db *db, const char *reason, int64_t *ret_rows, struct error *err)
{
	PGresult *rows;
	int result = 0;

	if (PQputCopyEnd(db->connection, reason) != 1)
		return connection_lost(db, err);
	while ((rows = PQgetResult(db->connection))) {
		if (result == 0 && PQresultStatus(rows) != PGRES_COMMAND_OK)
			result = refused(db, rows, err);
		else if (result == 0)
			*ret_rows = affected(rows);
		PQclear(rows);
	}
	return result;
}

int db_copy_begin(struct db *db, const char *copy_sql, struct error *err)
{
	PGresult *begun = PQexec(db->connection, copy_sql);
	int result = PQresultStatus(begun) == PGRES_COPY_IN ? 0 : refused(db, begun, err);

	PQclear(begun);
	return result;
}

int db_copy_put(struct db *db, const void *bytes, size_t length, struct error *err)
{
	for (const char *at = bytes; length > 0;) {
		size_t n = length < COPY_PIECE ? length : COPY_PIECE;
		if (PQputCopyData(db->connection, at, (int)n) != 1)
			return connection_lost(db, err);
		at += n;
		length -= n;
	}
	return 0;
}

int db_copy_end(struct db *db, int64_t *ret_rows, struct error *err)
{
	return finish_copy(db, NULL, ret_rows, err);
}

static int send_file(struct db *db, int fd, const char *path, int64_t *ret_rows,
	struct error *err)
{
	char *piece AUTOFREE = mem_alloc(COPY_PIECE);
	ssize_t n;

	while ((n = read(fd, piece, COPY_PIECE)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			struct error ignored = ERROR_INIT;
			error_errno(err, EXIT_IOERR, "%s: cannot be read", path);
			finish_copy(db, "the file cannot be read", ret_rows, &ignored);
			error_release(&ignored);
			return -1;
		}
		if (db_copy_put(db, piece, (size_t)n, err) < 0)
			return -1;
	}
	if (finish_copy(db, NULL, ret_rows, err) < 0)
		return error_wrap(err, "%s", path);
	return 0;
}

int db_copy_file(struct db *db, const char *copy_sql, const char *path, int64_t *ret_rows,
	struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return error_errno(err, EXIT_NOINPUT, "%s: cannot be opened", path);
	int result = db_copy_begin(db, copy_sql, err);
	if (result == 0)
		result = send_file(db, fd, path, ret_rows, err);
	close(fd);
	return result;
}
