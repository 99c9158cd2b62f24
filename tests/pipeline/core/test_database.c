#include "pipeline/core/database.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/database.h"
#include "tests/support/test.h"

static struct conf conf;
static struct database database;
static struct error err;

static int create(void **state)
{
	(void)state;
	conf = (struct conf){.path = (char *)"pipeline.conf",
		.database_url = test_database_create(),
		.role_prefix = (char *)"cashback_"};
	return 0;
}

static int drop(void **state)
{
	(void)state;
	database_close(&database);
	error_release(&err);
	test_database_drop(conf.database_url);
	return 0;
}

static void open_migrated(void)
{
	database_open_migrated(&database, &conf, &err);
	assert_no_problem(&err);
}

static void must(const char *sql)
{
	db_exec(&database.db, sql, &err);
	assert_no_problem(&err);
}

static void an_empty_database_is_brought_to_this_program_s_version(void **state)
{
	(void)state;
	struct schema_state schema;
	open_migrated();
	database_schema_state(&database.db, &schema, &err);
	assert_no_problem(&err);
	assert_true(schema.newest >= 3);
	assert_int_equal(schema.applied, schema.newest);
	assert_string_equal(test_cell(&database.db, "SELECT count(*) FROM cashback.ledger"), "0");
}

static void migrating_again_changes_nothing(void **state)
{
	(void)state;
	static const char history[] =
		"SELECT string_agg(m::text, ';' ORDER BY number) FROM cashback.migration AS m";
	open_migrated();
	char *before AUTOFREE = mem_strdup(test_cell(&database.db, history));
	assert_int_equal(database_migrate(&database, &err), 0);
	assert_string_equal(test_cell(&database.db, history), before);
	assert_non_null(strstr(before, "001_tables.sql"));
}

static void several_that_migrate_at_once_do_it_once(void **state)
{
	(void)state;
	pid_t children[4];
	for (int i = 0; i < 4; i++) {
		children[i] = fork();
		if (children[i] == 0)
			_exit(database_open_migrated(&database, &conf, &err) < 0);
	}
	for (int i = 0; i < 4; i++) {
		int status;
		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_int_equal(status, 0);
	}
	open_migrated();
}

static void a_schema_that_was_made_for_us_is_used(void **state)
{
	(void)state;
	database_open(&database, &conf, &err);
	assert_no_problem(&err);
	must("CREATE SCHEMA cashback");
	assert_int_equal(database_migrate(&database, &err), 0);
}

static void a_migration_with_another_text_is_refused(void **state)
{
	(void)state;
	open_migrated();
	must("UPDATE cashback.migration SET sha256 = 'x' WHERE number = 2");
	assert_int_equal(database_migrate(&database, &err), -1);
	assert_int_equal(err.code, EXIT_CONFIG);
	assert_problem(&err, "migration 2");
}

static void a_schema_that_is_newer_than_the_program_is_refused(void **state)
{
	(void)state;
	open_migrated();
	must("INSERT INTO cashback.migration VALUES (999, '999_future.sql', 'x', '2030-01-01')");
	assert_int_equal(database_migrate(&database, &err), -1);
	assert_int_equal(err.code, EXIT_CONFIG);
	assert_problem(&err, "newer");
}

static void a_migration_that_fails_leaves_nothing_of_itself(void **state)
{
	(void)state;
	database_open(&database, &conf, &err);
	must("CREATE SCHEMA cashback; CREATE VIEW cashback.exclusion AS SELECT 1 AS in_the_way");
	assert_int_equal(database_migrate(&database, &err), -1);
	assert_problem(&err, "001_tables.sql");
	assert_string_equal(test_cell(&database.db, "SELECT max(number) FROM cashback.migration"), "0");
	assert_null(test_cell(&database.db, "SELECT to_regclass('cashback.partner')"));
}


static void every_large_table_begins_its_keys_with_the_partner(void **state)
{
	(void)state;
	open_migrated();
	assert_null(test_cell(&database.db,
		"SELECT string_agg(c.conrelid::regclass::text, ', ') FROM pg_constraint c "
		"JOIN pg_attribute first ON first.attrelid = c.conrelid AND first.attnum = c.conkey[1] "
		"WHERE c.contype IN ('p', 'u') AND c.connamespace = 'cashback'::regnamespace "
		"AND first.attname <> 'mpn_id' AND EXISTS (SELECT 1 FROM pg_attribute m "
		"WHERE m.attrelid = c.conrelid AND m.attname = 'mpn_id')"));
}

static void every_text_key_is_compared_by_bytes(void **state)
{
	(void)state;
	open_migrated();
	assert_null(test_cell(&database.db,
		"SELECT string_agg(c.conrelid::regclass || '.' || a.attname, ', ') FROM pg_constraint c "
		"JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) "
		"WHERE c.contype IN ('p', 'u', 'f') AND c.connamespace = 'cashback'::regnamespace "
		"AND a.atttypid = 'text'::regtype AND a.attcollation <> '\"C\"'::regcollation"));
}

static void a_server_that_is_not_there_says_how_to_reach_one(void **state)
{
	(void)state;
	struct conf gone = {.path = (char *)"pipeline.conf",
		.database_url = (char *)"postgresql:///d?host=/nowhere"};
	assert_int_equal(database_open(&database, &gone, &err), -1);
	assert_int_equal(err.code, EXIT_UNREACHABLE);
	assert_problem(&err, "pipeline.conf: [database] url");
	assert_non_null(strstr(err.items[0].hint, "embedded"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, create, drop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_empty_database_is_brought_to_this_program_s_version),
		TEST(migrating_again_changes_nothing),
		TEST(several_that_migrate_at_once_do_it_once),
		TEST(a_schema_that_was_made_for_us_is_used),
		TEST(a_migration_with_another_text_is_refused),
		TEST(a_schema_that_is_newer_than_the_program_is_refused),
		TEST(a_migration_that_fails_leaves_nothing_of_itself),
		TEST(every_large_table_begins_its_keys_with_the_partner),
		TEST(every_text_key_is_compared_by_bytes),
		TEST(a_server_that_is_not_there_says_how_to_reach_one),
	};

	return cmocka_run_group_tests_name("database", tests, NULL, NULL);
}
