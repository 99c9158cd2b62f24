/* Test databases. */
#include "tests/support/database.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/test.h"

#define CELLS 8

static const char *server_url(void)
{
	const char *url = getenv("CASHBACK_TEST_URL");

	if (!url)
		fail_msg("CASHBACK_TEST_URL is not set: run the tests by `make test`");
	return url;
}

/* The server's url with another database: the last part of the path. */
static char *url_of(const char *name)
{
	const char *url = server_url();
	size_t path = strcspn(url, "?");

	while (path > 0 && url[path - 1] != '/')
		path--;
	return mem_printf("%.*s%s%s", (int)path, url, name, url + strcspn(url, "?"));
}

static void on_server(const char *sql)
{
	struct error err = ERROR_INIT;
	struct db db;

	db_open(&db, server_url(), &err);
	assert_no_problem(&err);
	db_exec(&db, sql, &err);
	assert_no_problem(&err);
	db_close(&db);
}

char *test_database_create(void)
{
	static int number;
	char *name AUTOFREE = mem_printf("cashback_test_%d_%d", (int)getpid(), ++number);
	char *create AUTOFREE = mem_printf("CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8' "
									   "LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C'", name);
	char *settings AUTOFREE = mem_printf(
		"ALTER DATABASE %1$s SET DateStyle = 'German, DMY'; "
		"ALTER DATABASE %1$s SET TimeZone = 'Pacific/Auckland'; "
		"ALTER DATABASE %1$s SET default_transaction_isolation = 'serializable'", name);

	on_server(create);
	on_server(settings);
	return url_of(name);
}

void test_database_drop(char *url)
{
	size_t end = strcspn(url, "?"), begin = end;

	while (url[begin - 1] != '/')
		begin--;
	char *drop AUTOFREE =
		mem_printf("DROP DATABASE %.*s WITH (FORCE)", (int)(end - begin), url + begin);
	on_server(drop);
	free(url);
}

const char *test_cell(struct db *db, const char *sql)
{
	static char *cells[CELLS];
	static unsigned next;
	struct error err = ERROR_INIT;
	struct db_result rows = {0};

	db_query(db, sql, NULL, 0, &rows, &err);
	assert_no_problem(&err);
	assert_int_equal(rows.count, 1);
	const char *cell = db_cell(&rows, 0, 0);
	unsigned at = next++ % CELLS;
	free(cells[at]);
	cells[at] = cell ? mem_strdup(cell) : NULL;
	db_result_release(&rows);
	return cells[at];
}
