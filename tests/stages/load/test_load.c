#include "stages/load/load.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pipeline/core/database.h"
#include "pipeline/core/ledger.h"
#include "pipeline/core/store.h"
#include "pipeline/core/table.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/json.h"
#include "tests/support/database.h"
#include "tests/support/test.h"

/* What a run's folder holds, made by hand: campaigns C1 and C2, partners 001 and 002. */
struct line {
	const char *partner, *campaign, *invoice;
	int number;
	const char *date, *amount;
};

static struct conf conf;
static struct database database; /* for looking at what is there */
static struct error err;
static const char *definition;      /* of C1 */
static const char *final_date;      /* of C1; NULL: none */
static const char *currency = "CAD";
static const char *earlier; /* the run that first read old.csv */

static struct money money(const char *text)
{
	struct money value = MONEY_NONE;

	assert_int_equal(number_money(span_of(text), &number_plain, &value), NUMBER_OK);
	return value;
}

static date_t day(const char *text)
{
	date_t date = DATE_NONE;

	assert_true(text == NULL || date_parse_iso(span_of(text), &date));
	return date;
}

static int begin(void **state)
{
	(void)state;
	definition = "first";
	final_date = NULL;
	currency = "CAD";
	earlier = "EARLIER";
	conf = (struct conf){.path = (char *)"pipeline.conf", .var = scratch_folder(),
		.database_url = test_database_create(), .role_prefix = (char *)"cashback_",
		.hold_above = MONEY_NONE};
	conf.chain_heads = path_join(conf.var, "heads");
	if (database_open_migrated(&database, &conf, &err) < 0)
		return -1;
	return db_exec(&database.db, "INSERT INTO cashback.run (run_id, as_of, started_at, status) "
		"VALUES ('EARLIER', '2020-01-01', '2020-01-01', 'finished')", &err);
}

static int end(void **state)
{
	(void)state;
	database_close(&database);
	error_release(&err);
	test_database_drop(conf.database_url);
	free(conf.chain_heads);
	free(conf.var);
	return 0;
}

static void open_table(struct pgcopy_writer *w, const struct run *run, const struct table *table)
{
	char *name AUTOFREE = mem_printf("%s.copy", table->name);
	char *path AUTOFREE = run_path(run, name);

	pgcopy_create(w, path, &err);
	assert_no_problem(&err);
}

static void empty_table(const struct run *run, const struct table *table)
{
	struct pgcopy_writer w;

	open_table(&w, run, table);
	pgcopy_commit(&w, &err);
}

static void write_partners(const struct run *run)
{
	struct pgcopy_writer w;
	struct partner_result row = {.name = span_of("Ærø & Søn"), .membership_start = DATE_NONE,
		.membership_end = DATE_NONE};

	open_table(&w, run, &table_partner_result);
	row.mpn_id = span_of("001");
	table_write(&table_partner_result, &w, &row);
	row.mpn_id = span_of("002");
	table_write(&table_partner_result, &w, &row);
	pgcopy_commit(&w, &err);
}

static void write_campaigns(const struct run *run)
{
	struct pgcopy_writer w;
	struct campaign_result row = {.campaign_id = span_of("C1"), .name = span_of("One"),
		.kind = span_of("frequency"), .currency = span_of(currency), .start_date = day("2026-07-01"),
		.end_date = day("2026-09-30"), .partner_cap = MONEY_NONE, .budget = MONEY_NONE,
		.calculation_date = day("2026-07-01"), .final_date = day(final_date),
		.definition_sha256 = span_of(definition), .places = 2};

	open_table(&w, run, &table_campaign_result);
	table_write(&table_campaign_result, &w, &row);
	row.campaign_id = span_of("C2");
	row.final_date = DATE_NONE;
	row.definition_sha256 = span_of("second");
	table_write(&table_campaign_result, &w, &row);
	pgcopy_commit(&w, &err);
}

static void write_earnings(const struct run *run, const struct line *lines)
{
	struct pgcopy_writer w;

	open_table(&w, run, &table_earning_result);
	for (; lines->partner; lines++) {
		struct earning_result row = {.mpn_id = span_of(lines->partner),
			.campaign_id = span_of(lines->campaign), .invoice_number = span_of(lines->invoice),
			.line_number = lines->number, .sku = span_of("S"), .event_date = day(lines->date),
			.quantity = 1, .currency = span_of(currency), .amount = money(lines->amount),
			.withheld = MONEY_ZERO, .source_file = span_of("f.csv"), .source_line = 2, .places = 2};
		table_write(&table_earning_result, &w, &row);
	}
	pgcopy_commit(&w, &err);
}

static void write_rejects(const struct run *run, const char *staged)
{
	char *dir AUTOFREE = store_staged_path(conf.var, staged, NULL);
	char *path AUTOFREE = mem_printf("%s/quarantine.copy", dir);
	struct pgcopy_writer w;
	struct quarantine_row row = {.feed = span_of("invoices"), .source_line = 7, .byte_offset = 99,
		.column_name = span_of("quantity"), .reason = span_of("type-error"), .value = span_of("1O"),
		.row_key = span_of("INV-9"), .raw = span_of("INV-9,\xff,1O")};

	(void)run;
	dir_make(dir, &err);
	pgcopy_create(&w, path, &err);
	table_write(&table_quarantine, &w, &row);
	pgcopy_commit(&w, &err);
	assert_no_problem(&err);
}

/* One fresh file with a rejected row, and one that an earlier run read. */
static void write_manifest(const struct run *run)
{
	struct manifest manifest = {.run_id = run->id, .as_of = run->as_of, .currency = (char *)"CAD"};
	char *path AUTOFREE = run_path(run, "manifest.json");

	for (int i = 0; i < 2; i++) {
		struct manifest_input *input =
			manifest_add_input(&manifest, FEED_INVOICES, i ? "new.csv" : "old.csv");
		memset(input->sha256, 'a', HASH_TEXT - 1);
		memset(input->staged, i ? 'b' : 'c', HASH_TEXT - 1);
		input->since = mem_strdup(i ? run->id : earlier);
		input->totals.read = 10;
		input->totals.accepted = 9;
		input->totals.rejected = 1;
		write_rejects(run, input->staged);
	}
	manifest_write(&manifest, path, &err);
	assert_no_problem(&err);
	manifest.run_id = manifest.currency = NULL;
	manifest_release(&manifest);
}

/* A run whose transform is done. */
static struct run transformed(const char *as_of, const struct line *lines)
{
	struct run run;
	char *newest AUTOFREE = NULL;
	char *id AUTOFREE = NULL;

	run_newest(&conf, &newest, &err);
	ledger_new_run_id(&database.db, newest, "", &id, &err);
	run_create(&run, &conf, id, day(as_of), &err);
	assert_no_problem(&err);
	write_manifest(&run);
	write_partners(&run);
	write_campaigns(&run);
	write_earnings(&run, lines);
	empty_table(&run, &table_payee_result);
	empty_table(&run, &table_registration_result);
	empty_table(&run, &table_exclusion_result);
	empty_table(&run, &table_unmatched_return_result);
	empty_table(&run, &table_payout_result);
	empty_table(&run, &table_standing_result);
	empty_table(&run, &table_campaign_terms_result);
	empty_table(&run, &table_campaign_card_result);
	empty_table(&run, &table_counted_result);
	assert_no_problem(&err);
	return run;
}

/* Loads it; the code of the error, 0 where there is none. */
static int load(struct run *run, bool released)
{
	struct load task = {.conf = &conf, .run = run, .released = released};
	json_t *summary AUTOJSON = json_object();

	error_release(&err);
	return load_perform(&task, summary, &err) < 0 ? err.code : EXIT_DONE;
}

/* A whole run that posts. Its id is left in the database only. */
static void night(const char *as_of, const struct line *lines)
{
	struct run run = transformed(as_of, lines);

	load(&run, false);
	assert_no_problem(&err);
	run_release(&run);
}

static const char *cell(const char *sql)
{
	return test_cell(&database.db, sql);
}

/* The ledger, a word for each posting, in the order of postings. */
static const char *ledger(void)
{
	return cell("SELECT coalesce(string_agg(concat_ws('/', l.mpn_id, campaign_id, invoice_number, "
				"line_number, event_date, kind, amount, currency), ' ' ORDER BY posting, l.mpn_id, "
				"invoice_number, line_number, currency), '') "
				"FROM cashback.ledger l JOIN cashback.run USING (run_id)");
}

static const char *statuses(void)
{
	return cell("SELECT string_agg(status, ' ' ORDER BY run_id) FROM cashback.run "
				"WHERE run_id <> 'EARLIER'");
}

static const struct line two_sales[] = {
	{"001", "C1", "INV-1", 1, "2026-07-03", "20.00"},
	{"002", "C2", "INV-2", 1, "2026-07-04", "35.50"},
	{"002", "C2", "INV-2", 2, "2026-07-04", "0.00"},
	{0},
};
static const struct line nothing[] = {{0}};
#define TWO_SALES_POSTED                                                                           \
	"001/C1/INV-1/1/2026-07-03/earning/20.00/CAD 002/C2/INV-2/1/2026-07-04/earning/35.50/CAD"

static void the_first_run_posts_every_earning_that_is_not_zero(void **state)
{
	(void)state;
	night("2026-07-31", two_sales);
	assert_string_equal(ledger(), TWO_SALES_POSTED);
	assert_string_equal(statuses(), "posted");
	assert_string_equal(cell("SELECT count(*) FROM cashback.earning"), "3");
	assert_string_equal(cell("SELECT name FROM cashback.partner WHERE mpn_id = '001'"), "Ærø & Søn");
	assert_string_equal(cell("SELECT currency || lines || '/' || amount FROM cashback.run_movement"),
		"CAD2/55.50");
}

static void the_same_earnings_again_post_nothing(void **state)
{
	(void)state;
	night("2026-07-31", two_sales);
	night("2026-07-31", two_sales);
	night("2026-08-01", two_sales);
	assert_string_equal(ledger(), TWO_SALES_POSTED);
	assert_string_equal(statuses(), "posted posted posted");
}

static void a_changed_earning_posts_the_difference_as_an_adjustment(void **state)
{
	(void)state;
	static const struct line changed[] = {
		{"001", "C1", "INV-1", 1, "2026-07-03", "12.50"},
		{"002", "C2", "INV-2", 1, "2026-07-04", "35.50"},
		{"002", "C2", "INV-2", 2, "2026-07-04", "4.00"},
		{0},
	};
	night("2026-07-31", two_sales);
	night("2026-08-01", changed);
	assert_string_equal(ledger(), TWO_SALES_POSTED
		" 001/C1/INV-1/1/2026-07-03/adjustment/-7.50/CAD 002/C2/INV-2/2/2026-07-04/earning/4.00/CAD");
}

static void a_vanished_line_is_taken_back_on_the_date_of_its_last_posting(void **state)
{
	(void)state;
	static const struct line moved[] = {{"001", "C1", "INV-1", 1, "2026-07-01", "21.00"}, {0}};
	static const struct line first[] = {{"001", "C1", "INV-1", 1, "2026-07-09", "20.00"}, {0}};
	night("2026-07-31", first);
	night("2026-08-01", moved);
	night("2026-08-02", nothing);
	assert_string_equal(ledger(), "001/C1/INV-1/1/2026-07-09/earning/20.00/CAD "
								  "001/C1/INV-1/1/2026-07-01/adjustment/1.00/CAD "
								  "001/C1/INV-1/1/2026-07-01/adjustment/-21.00/CAD");
	night("2026-08-03", first);
	assert_string_equal(cell("SELECT sum(amount) FROM cashback.ledger"), "20.00");
}

static void a_line_in_another_currency_is_another_posting(void **state)
{
	(void)state;
	static const struct line sale[] = {{"001", "C1", "INV-1", 1, "2026-07-03", "20.00"}, {0}};
	night("2026-07-31", sale);
	currency = "USD";
	night("2026-08-01", sale);
	assert_string_equal(ledger(), "001/C1/INV-1/1/2026-07-03/earning/20.00/CAD "
								  "001/C1/INV-1/1/2026-07-03/adjustment/-20.00/CAD "
								  "001/C1/INV-1/1/2026-07-03/earning/20.00/USD");
}

static void a_run_that_would_move_more_than_the_limit_is_held(void **state)
{
	(void)state;
	conf.hold_above = money("55.49");
	struct run run = transformed("2026-07-31", two_sales);
	assert_int_equal(load(&run, false), EXIT_DATA);
	assert_problem(&err, "would move 55.50 CAD, more than hold_above 55.49");
	assert_problem(&err, "35.50 CAD to 002 in C2 (invoice INV-2 line 1), 20.00 CAD to 001");
	assert_non_null(strstr(err.items[0].hint, "cashback run --release"));
	assert_string_equal(run_status(&run), "held");
	assert_string_equal(cell("SELECT status || (reason LIKE '%35.50%') || rows_taken "
							 "FROM cashback.run WHERE run_id <> 'EARLIER'"), "heldtrue10");
	assert_string_equal(cell("SELECT amount FROM cashback.run_movement"), "55.50");
	assert_string_equal(ledger(), "");
	assert_string_equal(cell("SELECT count(*) FROM cashback.earning"), "0");
	assert_string_equal(cell("SELECT count(*) FROM cashback.partner"), "0");
	run_release(&run);
}

static void a_run_that_moves_the_limit_and_no_more_is_posted(void **state)
{
	(void)state;
	conf.hold_above = money("55.50");
	night("2026-07-31", two_sales);
	assert_string_equal(statuses(), "posted");
}

static void what_is_taken_back_counts_for_the_limit_too(void **state)
{
	(void)state;
	night("2026-07-31", two_sales);
	conf.hold_above = money("55.49");
	struct run run = transformed("2026-08-01", nothing);
	assert_int_equal(load(&run, false), EXIT_DATA);
	assert_string_equal(ledger(), TWO_SALES_POSTED);
	run_release(&run);
}

static void a_released_run_posts(void **state)
{
	(void)state;
	conf.hold_above = money("1.00");
	struct run run = transformed("2026-07-31", two_sales);
	assert_int_equal(load(&run, false), EXIT_DATA);
	assert_int_equal(load(&run, true), EXIT_DONE);
	assert_string_equal(statuses(), "posted");
	assert_string_equal(ledger(), TWO_SALES_POSTED);
	assert_string_equal(cell("SELECT count(*) FROM cashback.run_movement"), "1");
	run_release(&run);
}

static void a_changed_definition_of_a_campaign_with_postings_holds_the_run(void **state)
{
	(void)state;
	night("2026-07-31", two_sales);
	definition = "changed";
	struct run run = transformed("2026-08-01", two_sales);
	assert_int_equal(load(&run, false), EXIT_DATA);
	assert_problem(&err, "the definition of campaign C1 has changed");
	assert_int_equal(load(&run, false), EXIT_DATA);
	assert_int_equal(load(&run, true), EXIT_DONE);
	night("2026-08-02", two_sales);
	assert_string_equal(statuses(), "posted posted posted");
	run_release(&run);
}

static void a_changed_definition_of_a_campaign_without_postings_holds_nothing(void **state)
{
	(void)state;
	night("2026-07-31", nothing);
	definition = "changed";
	night("2026-08-01", two_sales);
	assert_string_equal(ledger(), TWO_SALES_POSTED);
}

static void a_later_run_supersedes_a_held_one(void **state)
{
	(void)state;
	conf.hold_above = money("1.00");
	struct run held = transformed("2026-07-31", two_sales);
	assert_int_equal(load(&held, false), EXIT_DATA);
	error_release(&err);
	conf.hold_above = MONEY_NONE;
	night("2026-08-01", two_sales);
	assert_string_equal(statuses(), "superseded posted");
	assert_int_equal(load(&held, true), EXIT_USAGE);
	assert_problem(&err, "superseded");
	struct run reread;
	run_open(&reread, &conf, held.id, &err);
	assert_string_equal(run_status(&reread), "superseded");
	run_release(&reread);
	run_release(&held);
}

static void after_its_final_date_a_campaign_s_differences_are_listed_and_not_posted(void **state)
{
	(void)state;
	static const struct line later[] = {
		{"001", "C1", "INV-1", 1, "2026-07-03", "25.00"},
		{"002", "C2", "INV-2", 1, "2026-07-04", "36.50"},
		{0},
	};
	final_date = "2026-08-15";
	night("2026-08-15", two_sales);
	night("2026-08-16", later);
	assert_string_equal(ledger(),
		TWO_SALES_POSTED " 002/C2/INV-2/1/2026-07-04/adjustment/1.00/CAD");
	assert_string_equal(cell("SELECT concat_ws('/', mpn_id, invoice_number, event_date, amount) "
							 "FROM cashback.unposted"), "001/INV-1/2026-07-03/5.00");
	night("2026-08-17", two_sales);
	assert_string_equal(cell("SELECT count(*) FROM cashback.unposted"), "0");
}

static void a_run_never_goes_back_behind_the_last_one_that_posted(void **state)
{
	(void)state;
	night("2026-08-01", two_sales);
	struct run run = transformed("2026-07-31", nothing);
	assert_int_equal(load(&run, false), EXIT_USAGE);
	assert_problem(&err, "2026-07-31 is before 2026-08-01");
	assert_string_equal(ledger(), TWO_SALES_POSTED);
	run_release(&run);
}

static void a_run_that_has_posted_is_not_sent_again(void **state)
{
	(void)state;
	struct run run = transformed("2026-07-31", two_sales);
	assert_int_equal(load(&run, false), EXIT_DONE);
	write_earnings(&run, nothing);
	run_set_status(&run, "running", &err); /* cut off between COMMIT and its answer */
	assert_int_equal(load(&run, false), EXIT_DONE);
	assert_string_equal(run_status(&run), "posted");
	assert_string_equal(ledger(), TWO_SALES_POSTED);
	assert_string_equal(cell("SELECT count(*) FROM cashback.earning"), "3");
	run_release(&run);
}

static void several_runs_at_once_post_each_line_once(void **state)
{
	(void)state;
	struct run runs[3];
	pid_t children[3];
	for (int i = 0; i < 3; i++)
		runs[i] = transformed("2026-07-31", two_sales);
	for (int i = 0; i < 3; i++) {
		children[i] = fork();
		if (children[i] == 0)
			_exit(load(&runs[i], false));
	}
	for (int i = 0; i < 3; i++) {
		int status;
		waitpid(children[i], &status, 0);
		assert_int_equal(status, 0);
		run_release(&runs[i]);
	}
	assert_string_equal(cell("SELECT count(*) FROM cashback.ledger"), "2");
	assert_string_equal(cell("SELECT string_agg(posting::text, ' ' ORDER BY posting) "
							 "FROM cashback.run WHERE status = 'posted'"), "1 2 3");
}

static void rows_that_the_database_drops_are_noticed_and_nothing_is_posted(void **state)
{
	(void)state;
	db_exec(&database.db,
		"CREATE FUNCTION cashback.lose() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
		"CREATE TRIGGER lose BEFORE INSERT ON cashback.earning FOR EACH ROW "
		"WHEN (NEW.line_number = 2) EXECUTE FUNCTION cashback.lose()", &err);
	assert_no_problem(&err);
	struct run run = transformed("2026-07-31", two_sales);
	assert_int_equal(load(&run, false), EXIT_DATA);
	assert_problem(&err, "cashback.earning: 3 rows were sent and the database took 2");
	assert_string_equal(ledger(), "");
	assert_string_equal(statuses(), "running");
	run_release(&run);
}

static void a_damaged_file_posts_nothing(void **state)
{
	(void)state;
	struct run run = transformed("2026-07-31", two_sales);
	char *path AUTOFREE = run_path(&run, "payout.copy");
	assert_int_equal(truncate(path, 19), 0); /* the end is missing, and no row */
	assert_int_equal(load(&run, false), EXIT_DATA);
	assert_problem(&err, "payout.copy");
	assert_string_equal(ledger(), "");
	run_release(&run);
}

static void rejected_rows_of_files_that_the_run_was_the_first_to_read_are_kept(void **state)
{
	(void)state;
	night("2026-07-31", two_sales);
	assert_string_equal(
		cell("SELECT concat_ws('/', feed, source_file, source_line, column_name, q.reason, value, raw) "
			 "FROM cashback.quarantine q JOIN cashback.run USING (run_id)"),
		"invoices/new.csv/7/quantity/type-error/1O/\\x494e562d392cff2c314f");
	assert_string_equal(cell("SELECT string_agg(name, ' ' ORDER BY name) FROM cashback.source_file"),
		"new.csv old.csv");
	assert_string_equal(cell("SELECT concat_ws('/', files_taken, rows_taken, rows_quarantined) "
							 "FROM cashback.run WHERE run_id <> 'EARLIER'"), "1/10/1");
}

static void what_a_failed_run_read_is_news_to_the_next_that_posts_and_to_no_other(void **state)
{
	(void)state;
	earlier = "20000101T000000Z";
	ledger_register_run(&database.db, earlier, day("2026-07-30"), NULL, &err);
	ledger_set_run_status(&database.db, earlier, "failed", &err);
	night("2026-07-31", two_sales);
	night("2026-08-01", two_sales);
	assert_string_equal(cell("SELECT string_agg(concat_ws(' ', posting, source_file), ', ' "
							 "ORDER BY posting, source_file) FROM cashback.quarantine "
							 "JOIN cashback.run USING (run_id)"), "1 new.csv, 1 old.csv, 2 new.csv");
	assert_string_equal(cell("SELECT string_agg(rows_taken::text, ' ' ORDER BY posting) "
							 "FROM cashback.run WHERE posting IS NOT NULL"), "20 10");
}

static void a_run_finishes_only_after_it_posted(void **state)
{
	(void)state;
	struct run run = transformed("2026-07-31", two_sales);
	ledger_register_run(&database.db, run.id, run.as_of, NULL, &err);
	assert_int_equal(ledger_set_run_status(&database.db, run.id, "finished", &err), -1);
	assert_int_equal(load(&run, false), EXIT_DONE);
	assert_int_equal(ledger_set_run_status(&database.db, run.id, "finished", &err), 0);
	assert_int_equal(ledger_set_run_status(&database.db, run.id, "finished", &err), 0);
	assert_int_equal(ledger_set_run_status(&database.db, run.id, "failed", &err), -1);
	assert_string_equal(statuses(), "finished");
	run_release(&run);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_first_run_posts_every_earning_that_is_not_zero),
		TEST(the_same_earnings_again_post_nothing),
		TEST(a_changed_earning_posts_the_difference_as_an_adjustment),
		TEST(a_vanished_line_is_taken_back_on_the_date_of_its_last_posting),
		TEST(a_line_in_another_currency_is_another_posting),
		TEST(a_run_that_would_move_more_than_the_limit_is_held),
		TEST(a_run_that_moves_the_limit_and_no_more_is_posted),
		TEST(what_is_taken_back_counts_for_the_limit_too),
		TEST(a_released_run_posts),
		TEST(a_changed_definition_of_a_campaign_with_postings_holds_the_run),
		TEST(a_changed_definition_of_a_campaign_without_postings_holds_nothing),
		TEST(a_later_run_supersedes_a_held_one),
		TEST(after_its_final_date_a_campaign_s_differences_are_listed_and_not_posted),
		TEST(a_run_never_goes_back_behind_the_last_one_that_posted),
		TEST(a_run_that_has_posted_is_not_sent_again),
		TEST(several_runs_at_once_post_each_line_once),
		TEST(rows_that_the_database_drops_are_noticed_and_nothing_is_posted),
		TEST(a_damaged_file_posts_nothing),
		TEST(rejected_rows_of_files_that_the_run_was_the_first_to_read_are_kept),
		TEST(what_a_failed_run_read_is_news_to_the_next_that_posts_and_to_no_other),
		TEST(a_run_finishes_only_after_it_posted),
	};

	return cmocka_run_group_tests_name("load", tests, NULL, NULL);
}
