/* Reports against a real database: sheets that continue, several currencies, queries that fit
 * their tables. */
#include "reports/report.h"

#include <minizip/unzip.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/core/database.h"
#include "pipeline/edge/embedded.h"
#include "pipeline/edge/files.h"
#include "reports/sheets.h"
#include "tests/support/test.h"

#define PART_SIZE (1 << 20)

/* One database for all tests of this file. */
static struct db server, db;
static char *database, *dir;

static void must(int result, struct error *err)
{
	assert_no_problem(err);
	assert_int_equal(result, 0);
}

static void run_sql(struct db *on, const char *sql)
{
	struct error err = ERROR_INIT;

	must(db_exec(on, sql, &err), &err);
}

static void open_database(const char *url)
{
	struct error err = ERROR_INIT;
	const char *rest = strstr(url, "/postgres?");

	assert_non_null(rest);
	char *own AUTOFREE = mem_printf("%.*s/%s%s", (int)(rest - url), url, database,
		rest + strlen("/postgres"));
	must(db_open(&db, own, &err), &err);
}

static int set_up_database(void **state)
{
	struct error err = ERROR_INIT;
	const char *url = getenv("CASHBACK_TEST_URL");

	(void)state;
	if (!url)
		return -1;
	database = mem_printf("report_%d", (int)getpid());
	dir = scratch_folder();
	must(db_open(&server, url, &err), &err);
	char *create AUTOFREE = mem_printf("CREATE DATABASE %s", database);
	run_sql(&server, create);
	open_database(url);
	for (const struct embedded_file *f = embedded_all(); f->name; f++)
		if (strncmp(f->name, "sql/", 4) == 0)
			run_sql(&db, f->text);
	return 0;
}

static int tear_down_database(void **state)
{
	(void)state;
	db_close(&db);
	char *drop AUTOFREE = mem_printf("DROP DATABASE %s", database);
	run_sql(&server, drop);
	db_close(&server);
	free(database);
	free(dir);
	return 0;
}

/* A partner with 50 earnings of 1.25 in CAD. */
static int set_up_partner(void **state)
{
	(void)state;
	run_sql(&db,
		"TRUNCATE cashback.partner, cashback.campaign, cashback.run, cashback.earning,"
		" cashback.ledger, cashback.payout, cashback.source_file CASCADE;"
		"INSERT INTO cashback.run VALUES ('r1', '2026-10-31', '2026-11-01', NULL, 'posted');"
		"INSERT INTO cashback.partner VALUES ('0012', 'One & Only');"
		"INSERT INTO cashback.campaign VALUES ('seats', 'Seats', 'dollar_per_sku', 'CAD',"
		" '2026-07-01', '2026-09-30', NULL, NULL, '2026-07-01', NULL, 'x');"
		"INSERT INTO cashback.earning SELECT '0012', 'seats', 'INV-' || n, 1, 'SKU', NULL, NULL,"
		" '2026-07-05', 1, 'CAD', 1.25, 0.00, n - 1, n, NULL, 'f.csv', n"
		" FROM generate_series(1, 50) AS n");
	return 0;
}

static struct report_job partner_job(const char *path)
{
	return (struct report_job){
		.report = &partner_report,
		.db = &db,
		.mpn_id = "0012",
		.as_of = date_from_civil(2026, 10, 31),
		.path = path,
	};
}

/* One part of the workbook as text. */
static const char *part(const char *path, const char *name)
{
	static char text[PART_SIZE];
	unzFile zip = unzOpen64(path);

	assert_non_null(zip);
	assert_int_equal(unzLocateFile(zip, name, 1), UNZ_OK);
	assert_int_equal(unzOpenCurrentFile(zip), UNZ_OK);
	int n = unzReadCurrentFile(zip, text, PART_SIZE - 1);
	assert_true(n > 0);
	text[n] = '\0';
	unzCloseCurrentFile(zip);
	unzClose(zip);
	return text;
}

static void assert_part(const char *path, const char *name, const char *expected)
{
	const char *text = part(path, name);

	if (!strstr(text, expected))
		fail_msg("no %s in %s of %s: %.3000s", expected, name, path, text);
}

static void render(const struct report_job *job, enum report_outcome expected)
{
	struct error err = ERROR_INIT;
	enum report_outcome outcome = (enum report_outcome)-1;

	must(report_render(job, &outcome, &err), &err);
	assert_int_equal(outcome, expected);
}

static void a_list_that_is_too_long_goes_on_in_the_next_sheet(void **state)
{
	char *path AUTOFREE = path_join(dir, "long.xlsx");
	struct report_job job = partner_job(path);

	(void)state;
	job.rows_per_sheet = 25;
	render(&job, REPORT_WRITTEN);
	assert_part(path, "xl/workbook.xml", "name=\"Earnings\"");
	assert_part(path, "xl/workbook.xml", "name=\"Earnings 2\"");
	assert_part(path, "xl/workbook.xml", "name=\"Earnings 3\"");
	assert_part(path, "xl/worksheets/sheet2.xml",
		"<f>SUBTOTAL(109,M6:M25,'Earnings 2'!M5:M25,'Earnings 3'!M5:M13)</f><v>62.5</v>");
	assert_part(path, "xl/worksheets/sheet4.xml", "<t>INV-50</t>");
}

static void lines_beyond_a_page_of_the_cursor_are_read_twice_alike(void **state)
{
	char *path AUTOFREE = path_join(dir, "pages.xlsx");
	struct report_job job = partner_job(path);

	(void)state;
	run_sql(&db, "INSERT INTO cashback.earning SELECT '0012', 'seats', 'MORE-' || n, 1, 'SKU', NULL,"
				 " NULL, '2026-07-05', 1, 'CAD', 0.01, 0.00, n - 1, n, NULL, 'f.csv', n"
				 " FROM generate_series(1, 1950) AS n");
	render(&job, REPORT_WRITTEN);
	assert_part(path, "xl/worksheets/sheet2.xml", "<f>SUBTOTAL(109,M6:M2005)</f><v>82</v>");
}

static void each_currency_has_a_total_of_its_own(void **state)
{
	char *path AUTOFREE = path_join(dir, "currencies.xlsx");
	struct report_job job = partner_job(path);

	(void)state;
	run_sql(&db, "UPDATE cashback.earning SET currency = 'JPY', amount = 300 WHERE line_number = 1"
				 " AND invoice_number IN ('INV-7', 'INV-8')");
	render(&job, REPORT_WRITTEN);
	assert_part(path, "xl/worksheets/sheet2.xml",
		"<f>SUMIF(L7:L56,\"CAD\",M7:M56)</f><v>60</v>");
	assert_part(path, "xl/worksheets/sheet2.xml",
		"<f>SUMIF(L7:L56,\"JPY\",M7:M56)</f><v>600</v>");
}

static void a_workbook_that_would_not_change_is_left_alone(void **state)
{
	char *path AUTOFREE = path_join(dir, "same.xlsx");
	struct report_job job = partner_job(path);

	(void)state;
	render(&job, REPORT_WRITTEN);
	render(&job, REPORT_UNCHANGED);
	run_sql(&db, "UPDATE cashback.earning SET amount = 1.26 WHERE invoice_number = 'INV-7'");
	render(&job, REPORT_WRITTEN);
}

static void a_partner_that_is_not_there_gives_no_workbook(void **state)
{
	struct error err = ERROR_INIT;
	enum report_outcome outcome;
	char *path AUTOFREE = path_join(dir, "nobody.xlsx");
	struct report_job job = partner_job(path);

	(void)state;
	job.mpn_id = "nobody";
	assert_int_equal(report_render(&job, &outcome, &err), -1);
	assert_problem(&err, "partner_head.sql gives 0 rows, not one");
	assert_false(path_exists(path));
	error_release(&err);
}

static void a_currency_that_is_none_is_refused(void **state)
{
	struct error err = ERROR_INIT;
	enum report_outcome outcome;
	char *path AUTOFREE = path_join(dir, "currency.xlsx");
	struct report_job job = partner_job(path);

	(void)state;
	run_sql(&db, "UPDATE cashback.earning SET currency = 'CA\")' WHERE invoice_number = 'INV-7'");
	assert_int_equal(report_render(&job, &outcome, &err), -1);
	assert_problem(&err, "is not a currency code");
	assert_false(path_exists(path));
	error_release(&err);
}

/* Every query names its columns as its sheet does (report_render refuses others), also where
 * there is nothing to show. */
static void the_summary_of_an_empty_database_says_so_on_each_sheet(void **state)
{
	char *path AUTOFREE = path_join(dir, "summary.xlsx");
	struct report_job job = partner_job(path);

	(void)state;
	run_sql(&db, "TRUNCATE cashback.earning, cashback.campaign CASCADE");
	job.report = &summary_report;
	job.mpn_id = NULL;
	job.minimum_payout = "25.00";
	render(&job, REPORT_WRITTEN);
	assert_part(path, "xl/worksheets/sheet1.xml", "<t>Nothing is posted yet.</t>");
	assert_part(path, "xl/worksheets/sheet2.xml", "<t>Nothing was earned yet.</t>");
	assert_part(path, "xl/worksheets/sheet7.xml", "<t>No account is claimed twice.</t>");
	assert_part(path, "xl/worksheets/sheet13.xml", "<t>No file was delivered.</t>");
}

#define PARTNER_TEST(name) cmocka_unit_test_setup(name, set_up_partner)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PARTNER_TEST(a_list_that_is_too_long_goes_on_in_the_next_sheet),
		PARTNER_TEST(lines_beyond_a_page_of_the_cursor_are_read_twice_alike),
		PARTNER_TEST(each_currency_has_a_total_of_its_own),
		PARTNER_TEST(a_workbook_that_would_not_change_is_left_alone),
		PARTNER_TEST(a_partner_that_is_not_there_gives_no_workbook),
		PARTNER_TEST(a_currency_that_is_none_is_refused),
		PARTNER_TEST(the_summary_of_an_empty_database_says_so_on_each_sheet),
	};

	return cmocka_run_group_tests(tests, set_up_database, tear_down_database);
}
