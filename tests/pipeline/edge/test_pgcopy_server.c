/* Binary COPY files against a real server: PostgreSQL reads what we write, and what it writes has
 * the same bytes. Skipped where CASHBACK_TEST_URL names no server. */
#include <stdio.h>
#include <string.h>

#include "pipeline/edge/files.h"
#include "pipeline/edge/pgcopy.h"
#include "tests/support/test.h"

struct fixture {
	char *dir, *ours, *theirs;
	struct error err;
};

static int set_up(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));

	f->dir = scratch_folder();
	f->ours = path_join(f->dir, "ours.copy");
	f->theirs = path_join(f->dir, "theirs.copy");
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	error_release(&f->err);
	free(f->dir);
	free(f->ours);
	free(f->theirs);
	free(f);
	return 0;
}

/* Runs a psql script in one session; what it printed, which the caller frees. */
static char *psql(struct fixture *f, const char *script)
{
	char *file AUTOFREE = path_join(f->dir, "script.sql");
	char *command AUTOFREE =
		mem_printf("psql -X -q -A -t -v ON_ERROR_STOP=1 -d \"$CASHBACK_TEST_URL\" -f '%s' 2>&1",
			file);
	struct str output = STR_INIT;
	char line[4096];

	scratch_write(f->dir, "script.sql", script);
	FILE *pipe = popen(command, "r");
	assert_non_null(pipe);
	while (fgets(line, sizeof(line), pipe))
		str_add(&output, line);
	if (pclose(pipe) != 0)
		fail_msg("psql failed: %s", str_text(&output));
	return str_detach(&output);
}

/* Our file goes into a table of these columns; it is printed, and copied out again. */
static char *through_the_server(struct fixture *f, const char *columns, const char *query)
{
	char *script AUTOFREE = mem_printf("set datestyle to iso;\ncreate temp table t (%s);\n"
		"\\copy t from '%s' (format binary)\n%s;\n\\copy t to '%s' (format binary)\n",
		columns, f->ours, query, f->theirs);

	return psql(f, script);
}

static void assert_same_bytes(struct fixture *f)
{
	struct str ours AUTOSTR = STR_INIT;
	struct str theirs AUTOSTR = STR_INIT;

	file_read(f->ours, 1 << 20, &ours, &f->err);
	file_read(f->theirs, 1 << 20, &theirs, &f->err);
	assert_no_problem(&f->err);
	assert_int_equal(ours.len, theirs.len);
	assert_memory_equal(ours.s, theirs.s, ours.len);
}

static void begin(struct fixture *f, struct pgcopy_writer *w)
{
	if (!getenv("CASHBACK_TEST_URL"))
		skip();
	pgcopy_create(w, f->ours, &f->err);
	assert_no_problem(&f->err);
}

static void commit(struct fixture *f, struct pgcopy_writer *w)
{
	pgcopy_commit(w, &f->err);
	assert_no_problem(&f->err);
}

static void the_server_reads_and_writes_texts_as_we_do(void **state)
{
	struct fixture *f = *state;
	struct pgcopy_writer w;

	begin(f, &w);
	pgcopy_row(&w, 3);
	pgcopy_text(&w, span_of("Clich\xC3\xA9"));
	pgcopy_text(&w, span_of(""));
	pgcopy_text(&w, SPAN_NONE);
	commit(f, &w);
	char *shown AUTOFREE = through_the_server(f, "a text, b text, c text",
		"select a, b = '', c is null from t");
	assert_string_equal(shown, "Clich\xC3\xA9|t|t\n");
	assert_same_bytes(f);
}

static void the_server_reads_and_writes_numbers_as_we_do(void **state)
{
	struct fixture *f = *state;
	struct pgcopy_writer w;

	begin(f, &w);
	pgcopy_row(&w, 4);
	pgcopy_int(&w, INT64_MAX);
	pgcopy_int(&w, -INT64_MAX);
	pgcopy_int(&w, 0);
	pgcopy_int(&w, INT_NONE);
	commit(f, &w);
	char *shown AUTOFREE = through_the_server(f, "a bigint, b bigint, c bigint, d bigint",
		"select a, b, c, d is null from t");
	assert_string_equal(shown, "9223372036854775807|-9223372036854775807|0|t\n");
	assert_same_bytes(f);
}

static void the_server_reads_and_writes_dates_as_we_do(void **state)
{
	struct fixture *f = *state;
	struct pgcopy_writer w;

	begin(f, &w);
	pgcopy_row(&w, 4);
	pgcopy_date(&w, date_from_civil(1, 1, 1));
	pgcopy_date(&w, date_from_civil(2024, 2, 29));
	pgcopy_date(&w, date_from_civil(9999, 12, 31));
	pgcopy_date(&w, DATE_NONE);
	commit(f, &w);
	char *shown AUTOFREE = through_the_server(f, "a date, b date, c date, d date",
		"select a, b, c, d is null from t");
	assert_string_equal(shown, "0001-01-01|2024-02-29|9999-12-31|t\n");
	assert_same_bytes(f);
}

/* One row an amount; with each number of places that it can be shown with. */
static const struct {
	int64_t e4;
	int places;
	const char *shown;
} amounts[] = {
	{0, 0, "0"},
	{0, 2, "0.00"},
	{1, 2, "0.0001"},
	{-1, 4, "-0.0001"},
	{5000, 2, "0.50"},
	{10000, 0, "1"},
	{120000, 2, "12.00"},
	{-123456, 2, "-12.3456"},
	{99990000, 2, "9999.00"},
	{100000000, 3, "10000.000"},
	{100000000, 0, "10000"},
	{1000000000001, 2, "100000000.0001"},
	{INT64_MAX, 4, "922337203685477.5807"},
	{-INT64_MAX, 4, "-922337203685477.5807"},
};

static void the_server_reads_and_writes_amounts_as_we_do(void **state)
{
	struct fixture *f = *state;
	struct pgcopy_writer w;
	struct str wanted AUTOSTR = STR_INIT;

	begin(f, &w);
	for (size_t i = 0; i < ARRAY_LEN(amounts); i++) {
		pgcopy_row(&w, 2);
		pgcopy_int(&w, (int64_t)i);
		pgcopy_money(&w, (struct money){amounts[i].e4}, amounts[i].places);
		str_addf(&wanted, "%s\n", amounts[i].shown);
	}
	commit(f, &w);
	char *shown AUTOFREE = through_the_server(f, "i bigint, a numeric",
		"select a from t order by i");
	assert_string_equal(shown, wanted.s);
	assert_same_bytes(f);
}

static void an_empty_table_is_a_file_too(void **state)
{
	struct fixture *f = *state;
	struct pgcopy_writer w;

	begin(f, &w);
	commit(f, &w);
	char *shown AUTOFREE = through_the_server(f, "a text", "select count(*) from t");
	assert_string_equal(shown, "0\n");
	assert_same_bytes(f);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_server_reads_and_writes_texts_as_we_do),
		TEST(the_server_reads_and_writes_numbers_as_we_do),
		TEST(the_server_reads_and_writes_dates_as_we_do),
		TEST(the_server_reads_and_writes_amounts_as_we_do),
		TEST(an_empty_table_is_a_file_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
