/*
 * The migrations of schemas/sql, in the order of their numbers. A migration that was applied is
 * history: its text may not change, and it is never taken back.
 */
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"
#include "pipeline/core/database.h"
#include "pipeline/core/ledger.h"
#include "pipeline/edge/embedded.h"
#include "pipeline/edge/hash.h"

#define FOLDER "sql/"
#define NONE_APPLIED (-1)

/* Taken for each step, so that two that migrate at once do it one after the other. */
static const char lock_statement[] = "SELECT pg_catalog.pg_advisory_xact_lock(7236110482301)";

/* "sql/003_references.sql": 3. -1 for what is no migration. */
static int64_t number_of(const struct embedded_file *file)
{
	struct span rest = span_of(file->name), digits;
	int64_t number;

	if (!span_starts(rest, span_of(FOLDER)))
		return -1;
	rest.at += strlen(FOLDER);
	rest.len -= strlen(FOLDER);
	if (!span_cut(&rest, '_', &digits) ||
		number_integer(digits, &number_plain, &number) != NUMBER_OK)
		return -1;
	return number;
}

/* The first one after `number`; NULL: there is none. Names sort as their numbers do. */
static const struct embedded_file *next_after(int64_t number)
{
	for (const struct embedded_file *file = embedded_all(); file->name; file++)
		if (number_of(file) > number)
			return file;
	return NULL;
}

static int64_t newest(void)
{
	int64_t number = NONE_APPLIED;

	for (const struct embedded_file *file; (file = next_after(number));)
		number = number_of(file);
	return number;
}

static void hash_text(const struct embedded_file *file, char ret_text[HASH_TEXT])
{
	struct hash hash;

	hash_init(&hash);
	hash_add(&hash, file->text, file->length);
	hash_finish(&hash, ret_text);
}

static int newer(const char *number, struct error *err)
{
	error_set(err, EXIT_CONFIG,
		"the database's schema is newer than this program: it has migration %s", number);
	return error_hint(err, "install the version of cashback that made it, or a later one");
}

/* One recorded migration against the same one here. */
static int check_row(const struct db_result *rows, int row, int64_t *ret_number, struct error *err)
{
	const char *text = db_cell(rows, row, 0);
	char sha256[HASH_TEXT];
	int64_t number;

	if (number_integer(span_of(text), &number_plain, &number) != NUMBER_OK)
		return error_set(err, EXIT_CONFIG, "cashback.migration: '%s' is not a number", text);
	const struct embedded_file *file = next_after(number - 1);
	if (!file || number_of(file) != number)
		return newer(text, err);
	hash_text(file, sha256);
	if (strcmp(sha256, db_cell(rows, row, 1)) == 0) {
		*ret_number = number;
		return 0;
	}
	error_set(err, EXIT_CONFIG, "migration %s was applied to the database with another text than "
								"this program's schemas/%s", text, file->name);
	return error_hint(err, "install the version of cashback that made the schema, or start with an "
						   "empty database");
}

static int check_recorded(struct db *db, int64_t *ret_applied, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	*ret_applied = NONE_APPLIED;
	if (db_query(db, "SELECT pg_catalog.to_regclass('cashback.migration')", NULL, 0, &rows,
			err) < 0)
		return -1;
	if (!db_cell(&rows, 0, 0))
		return 0;
	db_result_release(&rows);
	if (db_query(db, "SELECT number, sha256 FROM cashback.migration ORDER BY number", NULL, 0,
			&rows, err) < 0)
		return -1;
	for (int row = 0; row < rows.count; row++)
		if (check_row(&rows, row, ret_applied, err) < 0)
			return -1;
	return 0;
}

static int record(struct db *db, const struct embedded_file *file, struct error *err)
{
	char sha256[HASH_TEXT], now[LEDGER_TIME];
	char *number AUTOFREE = mem_printf("%d", (int)number_of(file));
	const char *const params[] = {number, file->name + strlen(FOLDER), sha256, ledger_now(now)};

	hash_text(file, sha256);
	return db_query(db, "INSERT INTO cashback.migration (number, name, sha256, applied_at) "
						"VALUES ($1, $2, $3, $4)",
		params, ARRAY_LEN(params), NULL, err);
}

/* The next migration, in a transaction that the caller has begun; with the last one, the rights.
 * 1: applied one; 0: none left. */
static int apply_next(struct database *database, struct error *err)
{
	struct db *db = &database->db;
	int64_t applied;
	bool granted;

	if (db_exec(db, lock_statement, err) < 0 || check_recorded(db, &applied, err) < 0)
		return -1;
	const struct embedded_file *file = next_after(applied);
	if (!file)
		return 0;
	if (db_exec(db, file->text, err) < 0 || record(db, file, err) < 0)
		return error_wrap(err, "schemas/%s", file->name);
	if (!next_after(number_of(file)) && database_grant(database, &granted, err) < 0)
		return -1;
	return 1;
}

int database_migrate(struct database *database, struct error *err)
{
	struct db *db = &database->db;
	int more = 1;

	while (more > 0) {
		if (db_begin(db, err) < 0)
			return -1;
		more = apply_next(database, err);
		if (more < 0)
			db_rollback(db);
		else if (db_commit(db, err) < 0)
			return -1;
	}
	return more;
}

int database_schema_state(struct db *db, struct schema_state *ret_state, struct error *err)
{
	ret_state->newest = newest();
	return check_recorded(db, &ret_state->applied, err);
}
