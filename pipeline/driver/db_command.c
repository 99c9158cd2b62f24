/*
 * cashback db start|stop|psql|migrate|check|dump|restore. PostgreSQL's own programs do the work;
 * they get the url in their environment, where no other user reads its password.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/base/date.h"
#include "pipeline/base/mem.h"
#include "pipeline/core/database.h"
#include "pipeline/driver/command.h"
#include "pipeline/driver/listing.h"
#include "pipeline/edge/outfile.h"
#include "pipeline/edge/process.h"

struct db_verb {
	const char *name;
	int operands; /* after the name; -1: any number */
	int (*perform)(struct command_context *context, struct database *database, struct error *err);
	bool connects; /* database is open */
};

static const char *operand(const struct command_context *context, int n)
{
	return context->cli.operands[1 + n];
}

static int embedded_only(const struct command_context *context, struct error *err)
{
	if (context->conf.database_url[0] == '\0')
		return 0;
	error_set(err, EXIT_USAGE,
		"%s: [database] url names a server that is not ours to start or stop", context->conf.path);
	return error_hint(err, "an empty url uses the embedded PostgreSQL");
}

/* Prints the url, so that `psql "$(cashback db start)"` works. */
static int start(struct command_context *context, struct database *database, struct error *err)
{
	struct pgserver server;

	(void)database;
	if (embedded_only(context, err) < 0 ||
		pgserver_acquire(&server, context->conf.var, err) < 0)
		return -1;
	int result = pgserver_keep(&server, err);
	if (result == 0)
		printf("%s\n", server.url);
	pgserver_release(&server);
	return result;
}

static int stop(struct command_context *context, struct database *database, struct error *err)
{
	bool ran;

	(void)database;
	if (embedded_only(context, err) < 0 || pgserver_stop(context->conf.var, &ran, err) < 0)
		return -1;
	printf("%s\n", ran ? "stopped" : "was not running");
	return 0;
}

/* argv[0] is the program's name, and becomes its path: of the version that the embedded database
 * has, or of the newest one. A status that is not 0 is the caller's to judge. */
static int run_program(const struct database *database, char **argv, int *ret_status,
	struct error *err)
{
	char *program AUTOFREE = NULL;

	if (pgcluster_program(database->server.cluster.place, argv[0], &program, err) < 0 ||
		db_environment(database->url, err) < 0)
		return -1;
	argv[0] = program;
	fflush(stdout);
	return process_wait(argv, ret_status, err);
}

static int run_successfully(const struct database *database, char **argv, struct error *err)
{
	const char *name = argv[0];
	int status;

	if (run_program(database, argv, &status, err) < 0)
		return -1;
	return status == 0 ? 0 : error_set(err, EXIT_IOERR, "%s failed (status %d)", name, status);
}

static int psql(struct command_context *context, struct database *database, struct error *err)
{
	size_t count = (size_t)context->cli.operand_count;
	char **argv AUTOFREE = mem_alloc((count + 1) * sizeof(*argv));
	char name[] = "psql";
	int status;

	argv[0] = name;
	for (size_t i = 1; i < count; i++)
		argv[i] = context->cli.operands[i];
	if (run_program(database, argv, &status, err) < 0)
		return -1;
	return status == 0 ? 0 : error_set(err, EXIT_DATA, "psql ended with status %d", status);
}

/* The group roles may have been made, or renamed, since the last migration. */
static int grant(struct database *database, struct error *err)
{
	bool granted;

	if (database_grant(database, &granted, err) < 0)
		return -1;
	if (!granted)
		fprintf(stderr, "no rights were granted: there are no roles %sowner, %sloader, %sapprover "
			"and %sreader, and this login must not make them\n", database->role_prefix,
			database->role_prefix, database->role_prefix, database->role_prefix);
	return 0;
}

static int migrate(struct command_context *context, struct database *database, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (database_migrate(database, err) < 0 || grant(database, err) < 0 ||
		database_query(&database->db, "queries/migrations.sql", NULL, 0, &rows, err) < 0)
		return -1;
	listing_print_result(&rows, context->cli.json);
	return 0;
}

static void add_fact(struct listing *facts, const char *name, const char *value)
{
	listing_add_row(facts, (const char *const[]){name, value});
}

static int check(struct command_context *context, struct database *database, struct error *err)
{
	struct listing facts CLEANUP(listing_release) = {0};
	struct db_result rows CLEANUP(db_result_release) = {0};
	struct schema_state state;

	if (database_schema_state(&database->db, &state, err) < 0 ||
		database_query(&database->db, "queries/server_facts.sql", NULL, 0, &rows, err) < 0)
		return -1;
	char *applied AUTOFREE = mem_printf("%" PRId64, state.applied);
	char *newest AUTOFREE = mem_printf("%" PRId64, state.newest);
	listing_add_column(&facts, "fact", DB_TEXT);
	listing_add_column(&facts, "value", DB_TEXT);
	add_fact(&facts, "server", database->server.url ? "embedded" : "by [database] url");
	for (int column = 0; column < rows.columns; column++)
		add_fact(&facts, db_column(&rows, column), db_cell(&rows, 0, column));
	add_fact(&facts, "schema_version", state.applied < 0 ? "none" : applied);
	add_fact(&facts, "program_schema_version", newest);
	listing_print(&facts, context->cli.json);
	return 0;
}

/* Complete or not at all: written beside its place, and renamed. */
static int dump(struct command_context *context, struct database *database, struct error *err)
{
	const char *path = operand(context, 0);
	char *temp AUTOFREE = mem_printf("%s.tmp", path);
	char *argv[] = {(char[]){"pg_dump"}, (char[]){"--format=custom"}, (char[]){"--schema=cashback"},
		(char[]){"--no-owner"}, (char[]){"--no-acl"}, (char[]){"--file"}, temp, NULL};

	if (run_successfully(database, argv, err) == 0 && outfile_publish(temp, path, err) == 0) {
		printf("%s\n", path);
		return 0;
	}
	unlink(temp);
	return -1;
}

/* A ledger is never written over. A schema without any run holds nothing, and makes room. */
static int make_room(struct db *db, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};
	struct db_result runs CLEANUP(db_result_release) = {0};

	if (db_query(db, "SELECT pg_catalog.to_regclass('cashback.run')", NULL, 0, &rows, err) < 0)
		return -1;
	if (db_cell(&rows, 0, 0) && db_query(db, "SELECT 1 FROM cashback.run LIMIT 1", NULL, 0, &runs,
			err) < 0)
		return -1;
	if (runs.count == 0)
		return db_exec(db, "DROP SCHEMA IF EXISTS cashback CASCADE", err);
	error_set(err, EXIT_USAGE,
		"the database has runs already, and a dump would replace its ledger");
	return error_hint(err, "restore into an empty database");
}

static int restore(struct command_context *context, struct database *database, struct error *err)
{
	char *path = context->cli.operands[1];
	char *argv[] = {(char[]){"pg_restore"}, (char[]){"--single-transaction"},
		(char[]){"--exit-on-error"}, (char[]){"--no-owner"}, (char[]){"--no-acl"},
		(char[]){"--dbname="}, path, NULL};
	struct schema_state state;

	if (access(path, R_OK) < 0)
		return error_errno(err, EXIT_NOINPUT, "%s", path);
	if (make_room(&database->db, err) < 0 || run_successfully(database, argv, err) < 0 ||
		database_schema_state(&database->db, &state, err) < 0)
		return -1;
	if (state.applied == state.newest && grant(database, err) < 0)
		return -1;
	printf("restored, schema version %" PRId64 "\n", state.applied);
	return 0;
}

static const struct db_verb verbs[] = {
	{"start", 0, start, false},
	{"stop", 0, stop, false},
	{"psql", -1, psql, true},
	{"migrate", 0, migrate, true},
	{"check", 0, check, true},
	{"dump", 1, dump, true},
	{"restore", 1, restore, true},
};

static const struct db_verb *find_verb(const struct command_context *context, struct error *err)
{
	const char *name = context->cli.operand_count > 0 ? context->cli.operands[0] : "";

	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	error_set(err, EXIT_USAGE, *name ? "db: there is no '%s'" : "db: what is to be done%s?", name);
	error_hint(err, "cashback db start|stop|psql|migrate|check|dump FILE|restore FILE");
	return NULL;
}

int command_db(struct command_context *context, struct error *err)
{
	const struct db_verb *verb = find_verb(context, err);
	struct database database = {0};

	if (!verb)
		return -1;
	if (verb->operands >= 0 && context->cli.operand_count != 1 + verb->operands)
		return error_set(err, EXIT_USAGE, "db %s takes %s", verb->name,
			verb->operands ? "one file" : "no operand");
	if (verb->connects && database_open(&database, &context->conf, err) < 0)
		return -1;
	int result = verb->perform(context, &database, err);
	database_close(&database);
	return result;
}
