#include "pipeline/edge/db.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/edge/files.h"
#include "pipeline/edge/pgcopy.h"
#include "tests/support/database.h"
#include "tests/support/test.h"

static char *url;
static struct db db;
static struct error err;

static int open_database(void **state)
{
	(void)state;
	url = test_database_create();
	return db_open(&db, url, &err);
}

static int drop_database(void **state)
{
	(void)state;
	db_close(&db);
	error_release(&err);
	test_database_drop(url);
	return 0;
}

static void must(const char *sql)
{
	db_exec(&db, sql, &err);
	assert_no_problem(&err);
}

/* A file of `count` rows: a number, a text. */
static char *numbers_file(int64_t count)
{
	char *dir AUTOFREE = scratch_folder();
	char *path = path_join(dir, "numbers.copy");
	struct pgcopy_writer w;

	pgcopy_create(&w, path, &err);
	for (int64_t i = 0; i < count; i++) {
		pgcopy_row(&w, 2);
		pgcopy_int(&w, i);
		pgcopy_text(&w, span_of("some text that makes the row longer than it need be"));
	}
	pgcopy_commit(&w, &err);
	assert_no_problem(&err);
	return path;
}

#define COPY_NUMBERS "COPY public.numbers (n, t) FROM STDIN (FORMAT binary)"

static void assert_refused_without(const char *bad_url, int code, const char *secret)
{
	struct db closed;

	assert_int_equal(db_open(&closed, bad_url, &err), -1);
	assert_int_equal(err.code, code);
	for (size_t i = 0; i < err.count; i++) {
		assert_null(strstr(err.items[i].message, secret));
		assert_null(strstr(err.items[i].hint, secret));
	}
	error_release(&err);
}

static void a_password_is_in_no_message(void **state)
{
	(void)state;
	assert_refused_without("postgresql://u:hush1@localhost:1/d", EXIT_UNREACHABLE, "hush");
	assert_refused_without("postgresql://u:hu@hush1@localhost:1/d", EXIT_CONFIG, "hush");
	assert_refused_without("postgresql://u:hush/1@localhost:1/d", EXIT_CONFIG, "hush");
	assert_refused_without("postgresql://u/hush1@localhost:1/d", EXIT_CONFIG, "hush");
	assert_refused_without("postgresql://u:hush%zz@localhost:1/d", EXIT_CONFIG, "hush");
	assert_refused_without("postgresql://localhost:1/d?password=hush1&nonsense=1", EXIT_CONFIG,
		"hush");
	assert_refused_without("host=localhost port=1 password=hush1 hush2", EXIT_CONFIG, "hush");
}

static void a_server_that_is_not_there_is_unreachable(void **state)
{
	(void)state;
	struct db closed;
	assert_int_equal(db_open(&closed, "postgresql:///d?host=/nowhere", &err), -1);
	assert_int_equal(err.code, EXIT_UNREACHABLE);
	assert_problem(&err, "/nowhere");
	assert_null(strchr(error_text(&err), '\n'));
	assert_non_null(err.items[0].hint);
}

static void the_session_does_not_depend_on_the_server_s_settings(void **state)
{
	(void)state;
	assert_string_equal(test_cell(&db, "SELECT date '2026-09-30'"), "2026-09-30");
	assert_string_equal(test_cell(&db, "SELECT timestamptz '2026-09-30 12:00:00Z'"),
		"2026-09-30 12:00:00+00");
	assert_string_equal(test_cell(&db, "SHOW client_encoding"), "UTF8");
	assert_string_equal(test_cell(&db, "SHOW search_path"), "\"\"");
	must("BEGIN; ROLLBACK");
	assert_int_equal(db_begin(&db, &err), 0);
	assert_string_equal(test_cell(&db, "SHOW transaction_isolation"), "read committed");
	db_rollback(&db);
}

static void parameters_are_data_and_never_sql(void **state)
{
	(void)state;
	const char *const params[] = {"'); DROP TABLE x; --", NULL};
	struct db_result rows = {0};
	db_query(&db, "SELECT $1::text AS said, $2::text IS NULL, 7::numeric", params, 2, &rows, &err);
	assert_no_problem(&err);
	assert_string_equal(db_cell(&rows, 0, 0), params[0]);
	assert_string_equal(db_cell(&rows, 0, 1), "t");
	assert_string_equal(db_column(&rows, 0), "said");
	assert_int_equal(db_column_kind(&rows, 0), DB_TEXT);
	assert_int_equal(db_column_kind(&rows, 1), DB_BOOLEAN);
	assert_int_equal(db_column_kind(&rows, 2), DB_NUMBER);
	db_result_release(&rows);
}

static void a_refused_statement_is_told_by_its_sqlstate(void **state)
{
	(void)state;
	must("CREATE TABLE public.one (n bigint PRIMARY KEY); INSERT INTO public.one VALUES (1)");
	assert_int_equal(db_exec(&db, "INSERT INTO public.one VALUES (1)", &err), -1);
	assert_int_equal(err.code, EXIT_DATA);
	assert_string_equal(db_sqlstate(&db), "23505");
	assert_problem(&err, "23505");
}

static void a_missing_right_is_a_matter_of_permission(void **state)
{
	(void)state;
	must("CREATE TABLE public.closed (n bigint); SET ROLE pg_monitor");
	assert_int_equal(db_exec(&db, "SELECT * FROM public.closed", &err), -1);
	assert_int_equal(err.code, EXIT_NOPERM);
}

static void a_connection_that_broke_is_unreachable(void **state)
{
	(void)state;
	assert_int_equal(db_exec(&db, "SELECT pg_terminate_backend(pg_backend_pid())", &err), -1);
	assert_int_equal(err.code, EXIT_UNREACHABLE);
	assert_int_equal(db_exec(&db, "SELECT 1", &err), -1);
	assert_int_equal(err.code, EXIT_UNREACHABLE);
}

static void a_failed_transaction_cannot_be_committed(void **state)
{
	(void)state;
	assert_int_equal(db_begin(&db, &err), 0);
	assert_int_equal(db_exec(&db, "SELECT 1/0", &err), -1);
	error_release(&err);
	assert_int_equal(db_commit(&db, &err), -1);
}

static void a_copy_reports_the_server_s_own_count(void **state)
{
	(void)state;
	char *path AUTOFREE = numbers_file(5000);
	int64_t rows = 0;
	must("CREATE TABLE public.numbers (n bigint, t text)");
	db_copy_file(&db, COPY_NUMBERS, path, &rows, &err);
	assert_no_problem(&err);
	assert_int_equal(rows, 5000);
	assert_string_equal(test_cell(&db, "SELECT sum(n) FROM public.numbers"), "12497500");
}

static void rows_that_the_server_drops_are_not_counted(void **state)
{
	(void)state;
	char *path AUTOFREE = numbers_file(10);
	int64_t rows = 0;
	must("CREATE TABLE public.numbers (n bigint, t text);"
		 "CREATE FUNCTION public.drop_small() RETURNS trigger LANGUAGE plpgsql AS "
		 "'BEGIN IF NEW.n < 3 THEN RETURN NULL; END IF; RETURN NEW; END';"
		 "CREATE TRIGGER drop_small BEFORE INSERT ON public.numbers "
		 "FOR EACH ROW EXECUTE FUNCTION public.drop_small()");
	db_copy_file(&db, COPY_NUMBERS, path, &rows, &err);
	assert_no_problem(&err);
	assert_int_equal(rows, 7);
}

static void a_copy_that_the_server_refuses_is_an_error_and_leaves_nothing(void **state)
{
	(void)state;
	char *path AUTOFREE = numbers_file(20000);
	int64_t rows = 0;
	must("CREATE TABLE public.numbers (n bigint CHECK (n <> 77), t text)");
	assert_int_equal(db_copy_file(&db, COPY_NUMBERS, path, &rows, &err), -1);
	assert_int_equal(err.code, EXIT_DATA);
	assert_problem(&err, path);
	assert_problem(&err, "line 78");
	assert_string_equal(db_sqlstate(&db), "23514");
	assert_string_equal(test_cell(&db, "SELECT count(*) FROM public.numbers"), "0");
}

static void a_copy_of_a_cut_off_file_is_an_error(void **state)
{
	(void)state;
	char *path AUTOFREE = numbers_file(100);
	int64_t rows = 0;
	must("CREATE TABLE public.numbers (n bigint, t text)");
	assert_int_equal(truncate(path, 1000), 0);
	assert_int_equal(db_copy_file(&db, COPY_NUMBERS, path, &rows, &err), -1);
	assert_int_equal(err.code, EXIT_DATA);
	assert_string_equal(test_cell(&db, "SELECT count(*) FROM public.numbers"), "0");
}

static void the_environment_gets_what_the_url_says(void **state)
{
	(void)state;
	db_environment("postgresql://me:p%40ss@host.example:5555/base", &err);
	assert_no_problem(&err);
	assert_string_equal(getenv("PGPASSWORD"), "p@ss");
	assert_string_equal(getenv("PGHOST"), "host.example");
	assert_string_equal(getenv("PGDATABASE"), "base");
	unsetenv("PGPASSWORD");
	unsetenv("PGHOST");
	unsetenv("PGDATABASE");
	unsetenv("PGUSER");
	unsetenv("PGPORT");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_database, drop_database)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_password_is_in_no_message),
		TEST(a_server_that_is_not_there_is_unreachable),
		TEST(the_session_does_not_depend_on_the_server_s_settings),
		TEST(parameters_are_data_and_never_sql),
		TEST(a_refused_statement_is_told_by_its_sqlstate),
		TEST(a_missing_right_is_a_matter_of_permission),
		TEST(a_connection_that_broke_is_unreachable),
		TEST(a_failed_transaction_cannot_be_committed),
		TEST(a_copy_reports_the_server_s_own_count),
		TEST(rows_that_the_server_drops_are_not_counted),
		TEST(a_copy_that_the_server_refuses_is_an_error_and_leaves_nothing),
		TEST(a_copy_of_a_cut_off_file_is_an_error),
		cmocka_unit_test(the_environment_gets_what_the_url_says),
	};

	return cmocka_run_group_tests_name("db", tests, NULL, NULL);
}
