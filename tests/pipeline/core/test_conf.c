/* pipeline.conf: values, defaults, origins, and each thing that can be wrong. */
#include "pipeline/core/conf.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/edge/files.h"
#include "tests/support/test.h"

static const char feeds[] = "[feed partners]\nfiles = p/*\n[feed agreements]\nfiles = a/*\n"
							"[feed registrations]\nfiles = r/*\n";
static const char invoices[] = "[feed invoices]\nfiles = i/*\n";

struct fixture {
	char *dir, *path;
	struct conf conf;
	struct error err;
};

static int set_up(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));

	f->dir = scratch_folder();
	f->path = path_join(f->dir, "pipeline.conf");
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	conf_release(&f->conf);
	error_release(&f->err);
	free(f->dir);
	free(f->path);
	free(f);
	return 0;
}

/* `text` begins on line 1; the sections of the feeds follow. */
static int load(struct fixture *f, const char *text, const char *invoice_section)
{
	char *all AUTOFREE = mem_printf("%s\n%s%s", text, feeds, invoice_section);

	scratch_write(f->dir, "pipeline.conf", all);
	return conf_load(&f->conf, f->path, &f->err);
}

static void refused(void **state, const char *text, const char *invoice_section,
	const char *message)
{
	struct fixture *f = *state;

	assert_int_equal(load(f, text, invoice_section), -1);
	assert_problem(&f->err, message);
	assert_int_equal(f->err.count, 1);
	assert_int_equal(f->err.code, EXIT_CONFIG);
	error_release(&f->err);
	conf_release(&f->conf);
}

static void invoices_refused(void **state, const char *lines, const char *message)
{
	char *section AUTOFREE = mem_printf("%s%s\n", invoices, lines);

	refused(state, "", section, message);
}

static const struct conf_origin *origin_of(const struct conf *conf, const char *section,
	const char *key)
{
	for (size_t i = 0; i < conf->origin_count; i++)
		if (strcmp(conf->origins[i].section, section) == 0 &&
			strcmp(conf->origins[i].key, key) == 0)
			return &conf->origins[i];
	fail_msg("[%s] %s has no origin", section, key);
	return NULL;
}

static void what_is_not_given_has_the_documented_default(void **state)
{
	struct fixture *f = *state;
	const struct feed_conf *feed = &f->conf.feeds[FEED_INVOICES];

	load(f, "", invoices);
	assert_no_problem(&f->err);
	assert_string_equal(f->conf.currency, "CAD");
	assert_string_equal(f->conf.timezone, "UTC");
	assert_string_equal(f->conf.database_url, "");
	assert_true(money_is_none(f->conf.hold_above));
	assert_int_equal(f->conf.minimum_payout.e4, 0);
	assert_int_equal(f->conf.approval, APPROVAL_TWO);
	assert_int_equal(feed->delivery, DELIVERY_CHANGES);
	assert_int_equal(feed->replaces, REPLACES_ROW);
	assert_int_equal(feed->encoding, ENCODING_UTF8);
	assert_int_equal(feed->delimiter, ',');
	assert_int_equal(feed->numbers.decimal, '.');
	assert_string_equal(feed->numbers.thousands, "");
	assert_string_equal(feed->date_format, "%Y-%m-%d");
	assert_string_equal(feed->max_rejects, "100");
	assert_false(feed->extra_columns_error);
}

static void a_feed_is_read_as_its_section_says(void **state)
{
	struct fixture *f = *state;
	const struct feed_conf *feed = &f->conf.feeds[FEED_INVOICES];

	load(f, "",
		"[feed invoices]\nfiles = i/*\ndelivery = snapshot\nreplaces = invoice\n"
		"encoding = windows-1252\ndelimiter = tab\ndecimal = ,\nthousands = .\n"
		"negative = parentheses\ndate_format = %d.%m.%Y\nmax_rejects = 0.1%\n"
		"extra_columns = error\ncolumn.sku = Artikel\nvalue.reseller_id = EMEA\n");
	assert_no_problem(&f->err);
	assert_int_equal(feed->delivery, DELIVERY_SNAPSHOT);
	assert_int_equal(feed->replaces, REPLACES_INVOICE);
	assert_int_equal(feed->encoding, ENCODING_WINDOWS_1252);
	assert_int_equal(feed->delimiter, '\t');
	assert_int_equal(feed->numbers.decimal, ',');
	assert_string_equal(feed->numbers.thousands, ".");
	assert_int_equal(feed->numbers.negative, NEGATIVE_PARENTHESES);
	assert_string_equal(feed->max_rejects, "0.1%");
	assert_true(feed->extra_columns_error);
	assert_string_equal(feed->columns.items[0].column, "sku");
	assert_string_equal(feed->columns.items[0].text, "Artikel");
	assert_string_equal(feed->values.items[0].column, "reseller_id");
	assert_string_equal(feed->values.items[0].text, "EMEA");
	assert_string_equal(origin_of(&f->conf, "feed invoices", "column.sku")->value, "Artikel");
}

static void paths_are_relative_to_the_file(void **state)
{
	struct fixture *f = *state;

	load(f, "[pipeline]\nvar = build/var\n[reports]\noutput = /srv/out\n", invoices);
	assert_no_problem(&f->err);
	char *var AUTOFREE = path_join(f->dir, "build/var");
	char *campaigns AUTOFREE = path_join(f->dir, "campaigns/*");
	assert_string_equal(f->conf.var, var);
	assert_string_equal(f->conf.campaigns, campaigns);
	assert_string_equal(f->conf.output, "/srv/out");
	assert_string_equal(conf_relative(&f->conf, var), "build/var");
	assert_string_equal(conf_relative(&f->conf, "/elsewhere/x"), "/elsewhere/x");
}

static void every_value_knows_where_it_came_from(void **state)
{
	struct fixture *f = *state;
	char *line AUTOFREE = mem_printf("%s:2", f->path);

	load(f, "[pipeline]\ncurrency = USD", invoices);
	assert_no_problem(&f->err);
	assert_string_equal(origin_of(&f->conf, "pipeline", "currency")->value, "USD");
	assert_string_equal(origin_of(&f->conf, "pipeline", "currency")->origin, line);
	assert_string_equal(origin_of(&f->conf, "pipeline", "timezone")->origin, "default");
	assert_string_equal(origin_of(&f->conf, "feed invoices", "files")->value, "i/*");
}

static void a_secret_is_never_shown(void **state)
{
	struct fixture *f = *state;

	setenv("CASHBACK_SECRET", "postgresql://u:hunter2@h/d", 1);
	load(f, "[database]\nurl = ${CASHBACK_SECRET}\n", invoices);
	assert_no_problem(&f->err);
	assert_string_equal(f->conf.database_url, "postgresql://u:hunter2@h/d");
	assert_string_equal(origin_of(&f->conf, "database", "url")->value, "***");
	assert_string_equal(origin_of(&f->conf, "feed invoices", "source_url")->value, "");
}

static void an_unknown_section_or_key_is_an_error_with_its_line(void **state)
{
	refused(state, "[pipelines]\nvar = x\n", invoices,
		"pipeline.conf:1: unknown section [pipelines]");
	refused(state, "\n[feed invoice]\n", invoices,
		"pipeline.conf:2: unknown section [feed invoice]");
	refused(state, "[pipeline]\nvars = x\n", invoices, "pipeline.conf:2: unknown key 'vars'");
	refused(state, "var = x\n", invoices, "pipeline.conf:1: unknown key 'var'");
}

static void a_section_or_key_given_twice_is_an_error(void **state)
{
	refused(state, "[ledger]\n[ledger]\n", invoices,
		"pipeline.conf:2: section [ledger] is given twice");
	refused(state, "[pipeline]\nvar = x\nvar = y\n", invoices,
		"pipeline.conf:3: 'var' is given twice");
}

static void a_value_that_its_key_does_not_know_is_an_error(void **state)
{
	refused(state, "[pipeline]\ncurrency = CDA\n", invoices,
		"pipeline.conf:2: currency = CDA: is not an");
	refused(state, "[pipeline]\njobs = many\n", invoices, "pipeline.conf:2: jobs = many");
	refused(state, "[pipeline]\njobs = -1\n", invoices, "jobs = -1: is not a whole number");
	refused(state, "[pipeline]\nvar =\n", invoices, "var = : must not be empty");
	refused(state, "[pipeline]\ntimezone = Mars/Base\n", invoices,
		"is not a time zone of this system");
	refused(state, "[ledger]\nhold_above = lots\n", invoices,
		"hold_above = lots: is not an amount");
	refused(state, "[ledger]\nhold_above = -1\n", invoices, "hold_above = -1: is not an amount");
	refused(state, "[statement]\napproval = three\n", invoices, "approval = three: write two or one");
}

static void a_feeds_value_that_its_key_does_not_know_is_an_error(void **state)
{
	invoices_refused(state, "delivery = all", "delivery = all: write changes or snapshot");
	invoices_refused(state, "encoding = utf-16", "encoding = utf-16");
	invoices_refused(state, "delimiter = ;;", "delimiter = ;;: is not one character");
	invoices_refused(state, "delimiter =", "delimiter = : must not be empty");
	invoices_refused(state, "decimal = ,\nthousands = ,",
		"pipeline.conf:11: [feed invoices] decimal and thousands are the same character");
	invoices_refused(state, "thousands = ' '", "thousands = ' ': is not one character");
	invoices_refused(state, "thousands = -", "pipeline.conf:10: thousands = -: cannot be told from");
	invoices_refused(state, "decimal = 5", "pipeline.conf:10: decimal = 5: cannot be told from");
	invoices_refused(state, "max_rejects = some", "max_rejects = some");
	invoices_refused(state, "max_rejects = -1", "max_rejects = -1");
	invoices_refused(state, "date_format = %Y-%m", "does not read a year, a month and a day");
	invoices_refused(state, "date_format = YYYY-MM-DD", "does not read a year");
}

static void a_feed_has_either_files_or_a_query(void **state)
{
	refused(state, "", "[feed invoices]\n",
		"pipeline.conf:8: [feed invoices] needs either files or query");
	invoices_refused(state, "query = select 1\nsource_url = postgresql:///x",
		"pipeline.conf:10: [feed invoices] needs either files or query, and has both");
	refused(state, "", "[feed invoices]\nquery = select 1\n",
		"pipeline.conf:9: [feed invoices] query and source_url go together, and source_url is missing");
	invoices_refused(state, "source_url = postgresql:///x",
		"pipeline.conf:10: [feed invoices] query and source_url go together, and query is missing");
	refused(state, "", "", "section [feed invoices] is missing");
}

static void a_url_that_is_none_is_an_error_with_its_line_and_without_its_text(void **state)
{
	struct fixture *f = *state;

	refused(state, "[database]\nurl = postgresql://u:hun@ter2@h/d\n", invoices,
		"pipeline.conf:2: url = ***: is not a PostgreSQL connection URL");
	refused(state, "", "[feed invoices]\nquery = select 1\nsource_url = mysql://u:hunter2@h/d\n",
		"pipeline.conf:10: source_url = ***: is not a PostgreSQL connection URL");
	load(f, "[database]\npostgresql://u:hunter2@h/d?x=1\n", invoices);
	assert_problem(&f->err, "pipeline.conf:2: neither [section] nor key = value");
	for (size_t i = 0; i < f->err.count; i++)
		assert_null(strstr(f->err.items[i].message, "hunter2"));
}

static void a_mark_of_thousands_is_any_one_character(void **state)
{
	struct fixture *f = *state;

	load(f, "", "[feed invoices]\nfiles = i\nthousands = \" \"\n");
	assert_string_equal(f->conf.feeds[FEED_INVOICES].numbers.thousands, " ");
	conf_release(&f->conf);
	load(f, "", "[feed invoices]\nfiles = i\nthousands = \xE2\x80\xAF\n");
	assert_no_problem(&f->err);
	assert_string_equal(f->conf.feeds[FEED_INVOICES].numbers.thousands, "\xE2\x80\xAF");
}

static void blanks_around_a_mapped_header_are_dropped_as_they_are_in_files(void **state)
{
	struct fixture *f = *state;

	load(f, "", "[feed invoices]\nfiles = i\ncolumn.quantity = \" Qty \"\nvalue.sku = \" A \"\n");
	assert_string_equal(f->conf.feeds[FEED_INVOICES].columns.items[0].text, "Qty");
	assert_string_equal(f->conf.feeds[FEED_INVOICES].values.items[0].text, " A ");
}

static void only_invoices_replace_whole_invoices(void **state)
{
	struct fixture *f = *state;

	scratch_write(f->dir, "pipeline.conf",
		"[feed partners]\nfiles = p\nreplaces = invoice\n[feed agreements]\nfiles = a\n"
		"[feed registrations]\nfiles = r\n[feed invoices]\nfiles = i\n");
	assert_int_equal(conf_load(&f->conf, f->path, &f->err), -1);
	assert_problem(&f->err, "pipeline.conf:3: [feed partners] replaces = invoice: only the invoices");
}

static void all_problems_are_said_at_once(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(load(f, "[pipeline]\ncurrency = X\nfoo = 1\n[extra]\n", "[feed invoices]\n"),
		-1);
	assert_problem(&f->err, "currency = X");
	assert_problem(&f->err, "unknown key 'foo'");
	assert_problem(&f->err, "unknown section [extra]");
	assert_problem(&f->err, "needs either files or query");
	assert_int_equal(f->err.count, 4);
}

static void a_missing_file_is_a_missing_input(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(conf_load(&f->conf, f->path, &f->err), -1);
	assert_int_equal(f->err.code, EXIT_NOINPUT);
	assert_string_equal(f->err.items[0].hint, "name the configuration with --config FILE");
}

/* What waits for a server gets more than a core each, unless the number is configured. */
static void jobs_are_as_many_as_configured_or_as_there_are_cores(void **state)
{
	struct fixture *f = *state;

	load(f, "[pipeline]\njobs = 3\n", invoices);
	assert_int_equal(conf_jobs(&f->conf), 3);
	assert_int_equal(conf_jobs_that_wait(&f->conf), 3);
	f->conf.jobs = 0;
	int cores = conf_jobs(&f->conf);
	assert_true(cores >= 1);
	assert_int_equal(conf_jobs_that_wait(&f->conf), cores == 1 ? 1 : cores + (cores + 1) / 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(jobs_are_as_many_as_configured_or_as_there_are_cores),
		TEST(what_is_not_given_has_the_documented_default),
		TEST(a_feed_is_read_as_its_section_says),
		TEST(paths_are_relative_to_the_file),
		TEST(every_value_knows_where_it_came_from),
		TEST(a_secret_is_never_shown),
		TEST(an_unknown_section_or_key_is_an_error_with_its_line),
		TEST(a_section_or_key_given_twice_is_an_error),
		TEST(a_value_that_its_key_does_not_know_is_an_error),
		TEST(a_feeds_value_that_its_key_does_not_know_is_an_error),
		TEST(a_feed_has_either_files_or_a_query),
		TEST(a_url_that_is_none_is_an_error_with_its_line_and_without_its_text),
		TEST(a_mark_of_thousands_is_any_one_character),
		TEST(blanks_around_a_mapped_header_are_dropped_as_they_are_in_files),
		TEST(only_invoices_replace_whole_invoices),
		TEST(all_problems_are_said_at_once),
		TEST(a_missing_file_is_a_missing_input),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
