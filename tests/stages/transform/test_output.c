/* Output: the tables of a run, their rows, columns and order. */
#include "stages/transform/output_tables.h"

#include <inttypes.h>
#include <stdio.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/table.h"
#include "pipeline/edge/json.h"
#include "tests/support/test.h"
#include "tests/support/world.h"

struct output_lab {
	struct world *w;
	struct manifest manifest;
	struct run run;
	json_t *summary;
	struct str rows;
};

static int set_up(void **state)
{
	struct output_lab *lab = mem_alloc(sizeof(*lab));

	lab->w = world_new();
	lab->run.dir = scratch_folder();
	lab->summary = json_object();
	*state = lab;
	return 0;
}

static int tear_down(void **state)
{
	struct output_lab *lab = *state;

	world_free(lab->w);
	manifest_release(&lab->manifest);
	free(lab->run.dir);
	json_decref(lab->summary);
	str_release(&lab->rows);
	free(lab);
	return 0;
}

#define OUTPUT_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static int try_writing(struct output_lab *lab)
{
	struct transform *t = &lab->w->t;
	struct output output = {&lab->run, &lab->manifest, &t->sales, &t->registrations, &t->returns,
		&t->eligibility, &t->settlement, 2};

	for (size_t c = 0; c < t->sales.campaign_count; c++)
		snprintf(manifest_add_campaign(&lab->manifest, "id", "folder")->sha256, HASH_TEXT, "sha%zu",
			c);
	return output_write(&output, lab->summary, &lab->w->err);
}

static void write_all(struct output_lab *lab)
{
	world_settle(lab->w);
	assert_int_equal(try_writing(lab), 0);
}

static void show(struct str *out, const struct table_column *column, const char *row)
{
	const void *at = row + column->at;
	char text[MONEY_TEXT];

	if (column->type == COLUMN_TEXT)
		str_add_span(out, *(const struct span *)at);
	else if (column->type == COLUMN_DATE)
		str_add(out, date_format(*(const date_t *)at, text));
	else if (column->type == COLUMN_INT && *(const int64_t *)at != INT_NONE)
		str_addf(out, "%" PRId64, *(const int64_t *)at);
	else if (column->type == COLUMN_AMOUNT && !money_is_none(*(const struct money *)at))
		str_add(out, money_format(*(const struct money *)at, 2, text));
}

/* The table's rows as text: a line each, | between columns. */
static const char *rows_of(struct output_lab *lab, const struct table *table)
{
	char *file AUTOFREE = mem_printf("%s.copy", table->name);
	char *path AUTOFREE = run_path(&lab->run, file), *row AUTOFREE = mem_alloc(table->row_size);
	struct pgcopy_reader reader CLEANUP(pgcopy_close) = {0};

	str_reset(&lab->rows);
	pgcopy_open(&reader, path, &lab->w->err);
	while (lab->w->err.count == 0 && table_read(table, &reader, row, &lab->w->err) > 0)
		for (int i = 0; i < table->column_count; i++) {
			show(&lab->rows, &table->columns[i], row);
			str_add_char(&lab->rows, i + 1 < table->column_count ? '|' : '\n');
		}
	assert_no_problem(&lab->w->err);
	return str_text(&lab->rows);
}

static struct campaign *seats(struct world *w)
{
	struct campaign *c = world_campaign(w, "campaign");

	c->name = (char *)"Seats";
	world_tier(w, c, "SEAT", 1, 0, CENTS(100));
	return c;
}

static void partners_come_with_all_that_is_known_of_them(void **state)
{
	struct output_lab *lab = *state;
	struct partner *partner = world_partner(lab->w, "0000001");

	seats(lab->w);
	partner->email = world_text(lab->w, "mail@example");
	partner->province = world_text(lab->w, "ON");
	partner->membership_start = DAY(1);
	partner->membership_end = DAY(2);
	write_all(lab);
	assert_string_equal(rows_of(lab, &table_partner_result),
		"0000001|0000001|mail@example|ON|2026-07-01|2026-07-02\n0012345|0012345||||\n");
}

static void payees_come_as_they_were_delivered(void **state)
{
	struct output_lab *lab = *state;
	struct partner *partner = world_partner(lab->w, "0000001");

	seats(lab->w);
	partner->payee_name = world_text(lab->w, "One Inc.");
	partner->payee_account = world_text(lab->w, "gb29 nwbk");
	write_all(lab);
	assert_string_equal(rows_of(lab, &table_payee_result),
		"0000001|One Inc.|gb29 nwbk|\n0012345|||\n");
}

static void campaigns_come_with_their_terms(void **state)
{
	struct output_lab *lab = *state;
	struct campaign *c = seats(lab->w), *deals = world_frequency(lab->w, "deals");

	c->partner_cap = CENTS(500);
	c->budget = CENTS(700);
	c->calculation_date = DAY(3);
	c->final_date = DAY(4);
	deals->name = (char *)"Deals";
	deals->calculation_date = DAY(1);
	write_all(lab);
	assert_string_equal(rows_of(lab, &table_campaign_result),
		"campaign|Seats|dollar_per_sku|CAD|2026-07-01|2026-09-28|5.00|7.00|2026-07-03|2026-07-04|"
		"sha0\n"
		"deals|Deals|frequency|CAD|2026-07-01|2026-09-28|||2026-07-01||sha1\n");
}

static void registrations_come_by_partner_and_id(void **state)
{
	struct output_lab *lab = *state;
	struct world *w = lab->w;

	seats(w);
	w->registrations[0].terms_version = world_text(w, "2026-07");
	w->registrations[0].terms_signed_on = DAY(0);
	w->registrations[0].origin.line = 5;
	world_partner(w, "0000001");
	world_registration(w, "REG-9", "campaign", "0000001", "I-1");
	world_registration(w, "REG-8", "campaign", "0000001", "no")->registered_on = DAY(-1);
	world_registration(w, "REG-10", "campaign", "0000001", "nothing");
	world_line(w, "I-1", 1, DAY(5), 1)->account = world_text(w, "R-2");
	write_all(lab);
	assert_string_equal(rows_of(lab, &table_registration_result),
		"0000001|REG-10|campaign|nothing|||number-not-found|2026-06-30|||invoices.csv|0\n"
		"0000001|REG-8|campaign|no|||number-not-found|2026-06-29|||invoices.csv|0\n"
		"0000001|REG-9|campaign|I-1|R-2|invoice|active|2026-06-30|||invoices.csv|0\n"
		"0012345|REG-1|campaign|A-1|R-1|agreement|active|2026-06-30|2026-06-30|2026-07|"
		"invoices.csv|5\n");
}

static void earnings_come_with_their_line_and_measures(void **state)
{
	struct output_lab *lab = *state;
	struct campaign *c = seats(lab->w);

	c->partner_cap = CENTS(500);
	world_line(lab->w, "I-1", 1, DAY(5), 3);
	world_line(lab->w, "I-2", 7, DAY(6), 4);
	write_all(lab);
	assert_string_equal(rows_of(lab, &table_earning_result),
		"0012345|campaign|I-1|1|SEAT|R-1|C-1|2026-07-05|3|CAD|3.00|0.00|0|3||invoices.csv|2|0|\n"
		"0012345|campaign|I-2|7|SEAT|R-1|C-1|2026-07-06|4|CAD|2.00|2.00|3|7|capped|"
		"invoices.csv|3|0|\n");
	assert_string_equal(rows_of(lab, &table_payout_result), "0012345|campaign|CAD|5.00|2.00|7|\n");
}

static void exclusions_come_with_their_reason(void **state)
{
	struct output_lab *lab = *state;

	seats(lab->w);
	lab->w->partners[0].membership_end = DAY(1);
	world_line(lab->w, "I-1", 1, DAY(5), 3);
	write_all(lab);
	assert_string_equal(rows_of(lab, &table_exclusion_result),
		"0012345|campaign|I-1|1|SEAT|R-1|C-1|2026-07-05|3|membership-inactive|invoices.csv|2|\n");
	assert_int_equal(json_integer_value(json_object_get(lab->summary, "exclusion")), 1);
	assert_int_equal(json_integer_value(json_object_get(lab->summary, "earning")), 0);
	assert_int_equal(json_integer_value(json_object_get(lab->summary, "partner")), 1);
}

static void an_exclusion_says_what_its_rule_compared(void **state)
{
	struct output_lab *lab = *state;
	static char *accepted[] = {(char *)"CSP"};
	struct campaign *c = seats(lab->w);

	c->license_types = accepted;
	c->license_type_count = 1;
	world_line(lab->w, "I-1", 1, DAY(5), 3)->license_type = world_text(lab->w, "Open");
	write_all(lab);
	assert_string_equal(rows_of(lab, &table_exclusion_result),
		"0012345|campaign|I-1|1|SEAT|R-1|C-1|2026-07-05|3|license-type|invoices.csv|2|Open\n");
	c->license_type_count = 0;
	c->license_types = NULL;
}

static void a_group_stands_at_its_measure_before_the_next_tier(void **state)
{
	struct output_lab *lab = *state;
	struct campaign *c = seats(lab->w);

	c->scope = SCOPE_CUSTOMER;
	world_tier(lab->w, c, "SEAT", 10, 0, CENTS(300));
	world_line(lab->w, "I-1", 1, DAY(5), 4);
	world_line(lab->w, "I-2", 1, DAY(6), 12)->customer = world_text(lab->w, "C-2");
	world_line(lab->w, "I-3", 1, DAY(7), 3)->customer = 0;
	write_all(lab);
	assert_string_equal(rows_of(lab, &table_standing_result),
		"0012345|campaign|0|C-1|CAD|4|10|26.00|2026-09-28\n"
		"0012345|campaign|0|C-2|CAD|12|||2026-09-28\n");
}

static void a_group_by_month_ends_with_its_month(void **state)
{
	struct output_lab *lab = *state;
	struct campaign *c = world_frequency(lab->w, "campaign");

	c->per = PER_MONTH;
	world_product(lab->w, c, "SEAT");
	world_threshold(lab->w, c, 2, CENTS(500));
	world_line(lab->w, "I-1", 1, DAY(5), 1);
	world_line(lab->w, "I-2", 1, DAY(80), 1);
	write_all(lab);
	assert_string_equal(rows_of(lab, &table_standing_result),
		"0012345|campaign|0|2026-07|CAD|1|2|10.00|2026-07-31\n"
		"0012345|campaign|0|2026-09|CAD|1|2|10.00|2026-09-28\n");
}

static void a_return_from_several_groups_names_none(void **state)
{
	struct output_lab *lab = *state;
	struct line *sale;

	seats(lab->w)->scope = SCOPE_TRANSACTION;
	world_line(lab->w, "I-1", 1, DAY(5), 2);
	sale = world_line(lab->w, "I-2", 1, DAY(6), 2);
	sale->customer = world_text(lab->w, "C-1");
	world_line(lab->w, "R-9", 1, DAY(9), -3);
	write_all(lab);
	assert_non_null(strstr(rows_of(lab, &table_earning_result), "|invoices.csv|2|0|I-1\n"));
	assert_non_null(strstr(rows_of(lab, &table_earning_result), "|invoices.csv|4||\n"));
}

static void unmatched_returns_come_by_invoice_and_line(void **state)
{
	struct output_lab *lab = *state;

	seats(lab->w);
	world_line(lab->w, "I-2", 2, DAY(5), -1);
	world_line(lab->w, "I-2", 1, DAY(6), -2);
	world_line(lab->w, "I-10", 5, DAY(7), -3);
	world_line(lab->w, "I-30", 1, DAY(4), -3);
	write_all(lab);
	assert_string_equal(rows_of(lab, &table_unmatched_return_result),
		"I-10|5|SEAT|R-1|C-1|2026-07-07|-3|3|invoices.csv|4\n"
		"I-2|1|SEAT|R-1|C-1|2026-07-06|-2|2|invoices.csv|3\n"
		"I-2|2|SEAT|R-1|C-1|2026-07-05|-1|1|invoices.csv|2\n"
		"I-30|1|SEAT|R-1|C-1|2026-07-04|-3|3|invoices.csv|5\n");
}

static void what_is_only_counted_comes_where_there_is_any(void **state)
{
	struct output_lab *lab = *state;
	struct world *w = lab->w;

	seats(w);
	world_tier(w, world_campaign(w, "other"), "SEAT", 1, 0, CENTS(100));
	world_registration(w, "REG-2", "other", "0012345", "A-1")->status = world_text(w, "pending");
	world_line(w, "I-1", 1, DAY(5), 3);
	world_line(w, "I-2", 1, DAY(5), 4)->account = 0;
	world_line(w, "I-3", 1, DAY(5), 5)->account = 0;
	write_all(lab);
	assert_string_equal(rows_of(lab, &table_counted_result),
		"campaign|no-reseller|2|9\nother|no-reseller|2|9\nother|not-approved|1|3\n");
}

static void a_table_that_cannot_be_written_is_an_error(void **state)
{
	struct output_lab *lab = *state;
	char *blocked AUTOFREE = mem_printf("%s/payout.copy/blocked", lab->run.dir);

	seats(lab->w);
	world_settle(lab->w);
	scratch_write(lab->run.dir, "payout.copy/in-the-way", "");
	assert_int_equal(try_writing(lab), -1);
	assert_problem(&lab->w->err, "payout.copy");
	free(lab->run.dir);
	error_release(&lab->w->err);
	lab->run.dir = mem_strdup(blocked);
	assert_int_equal(try_writing(lab), -1);
	assert_problem(&lab->w->err, "partner.copy");
}

/* Row i holds i alone. */
static void write_numbers(const struct output *output, size_t first, size_t end,
	struct pgcopy_writer *piece)
{
	(void)output;
	for (size_t i = first; i < end; i++) {
		pgcopy_row(piece, 1);
		pgcopy_int(piece, (int64_t)i);
	}
}

static void assert_numbers(const char *path, size_t rows)
{
	struct pgcopy_reader reader CLEANUP(pgcopy_close) = {0};
	struct error err = ERROR_INIT;
	struct span field;
	int64_t number;

	assert_int_equal(pgcopy_open(&reader, path, &err), 0);
	for (size_t i = 0; i < rows; i++) {
		assert_int_equal(pgcopy_next(&reader, 1, &err), 1);
		assert_true(pgcopy_field(&reader, &field) && pgcopy_to_int(field, &number));
		assert_int_equal(number, i);
	}
	assert_int_equal(pgcopy_next(&reader, 1, &err), 0);
}

static void pieces_come_in_their_order_with_any_number_of_threads(void **state)
{
	static const size_t rows[] = {0, 1, 1023, 1024, 1025, 20000};
	struct output_lab *lab = *state;
	char *path AUTOFREE = run_path(&lab->run, "numbers.copy");

	for (int jobs = 1; jobs <= 5; jobs += 2)
		for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
			struct output output = {.jobs = jobs};
			struct pgcopy_writer w;
			assert_int_equal(pgcopy_create(&w, path, &lab->w->err), 0);
			assert_int_equal(
				write_in_pieces(&output, write_numbers, rows[i], &w, &lab->w->err), 0);
			assert_int_equal(w.rows, rows[i]);
			assert_int_equal(pgcopy_commit(&w, &lab->w->err), 0);
			assert_numbers(path, rows[i]);
		}
}

/* Two partners with two earnings and a group each, in both of two campaigns. */
static void settle_for_two(struct world *w)
{
	for (int c = 0; c < 2; c++) {
		struct campaign *campaign = world_campaign(w, c == 0 ? "campaign" : "other");
		campaign->scope = SCOPE_CUSTOMER;
		world_tier(w, campaign, "SEAT", 1, 0, CENTS(100));
	}
	world_partner(w, "0000001");
	world_agreement(w, "A-2", "R-2");
	world_registration(w, "REG-2", "campaign", "0000001", "A-2");
	world_registration(w, "REG-3", "other", "0000001", "A-2");
	world_registration(w, "REG-4", "other", "0012345", "A-1");
	world_line(w, "I-1", 1, DAY(5), 1);
	world_line(w, "I-2", 1, DAY(6), 2);
	world_line(w, "I-3", 1, DAY(7), 3)->account = world_text(w, "R-2");
	world_line(w, "I-4", 1, DAY(8), 4)->account = world_text(w, "R-2");
	world_settle(w);
}

/* Wherever a table is cut into pieces, they are the same rows. */
static void assert_cuts(const struct output *output, write_piece write, size_t rows)
{
	struct pgcopy_writer whole;

	pgcopy_piece(&whole, 1);
	write(output, 0, rows, &whole);
	for (size_t cut = 0; cut <= rows; cut++) {
		struct pgcopy_writer parts;
		pgcopy_piece(&parts, 1);
		if (cut > 0)
			write(output, 0, cut, &parts);
		if (cut < rows)
			write(output, cut, rows, &parts);
		assert_int_equal(parts.length, whole.length);
		assert_memory_equal(parts.bytes, whole.bytes, whole.length);
		pgcopy_abort(&parts);
	}
	pgcopy_abort(&whole);
}

static void a_piece_may_begin_at_any_row(void **state)
{
	struct output_lab *lab = *state;
	struct transform *t = &lab->w->t;
	struct output output = {&lab->run, &lab->manifest, &t->sales, &t->registrations, &t->returns,
		&t->eligibility, &t->settlement, 2};

	settle_for_two(lab->w);
	assert_int_equal(count_earnings(&output), 8);
	assert_int_equal(count_standings(&output), 4);
	assert_cuts(&output, write_earnings, 8);
	assert_cuts(&output, write_standings, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		OUTPUT_TEST(partners_come_with_all_that_is_known_of_them),
		OUTPUT_TEST(payees_come_as_they_were_delivered),
		OUTPUT_TEST(campaigns_come_with_their_terms),
		OUTPUT_TEST(registrations_come_by_partner_and_id),
		OUTPUT_TEST(earnings_come_with_their_line_and_measures),
		OUTPUT_TEST(pieces_come_in_their_order_with_any_number_of_threads),
		OUTPUT_TEST(a_piece_may_begin_at_any_row),
		OUTPUT_TEST(exclusions_come_with_their_reason),
		OUTPUT_TEST(an_exclusion_says_what_its_rule_compared),
		OUTPUT_TEST(a_group_stands_at_its_measure_before_the_next_tier),
		OUTPUT_TEST(a_group_by_month_ends_with_its_month),
		OUTPUT_TEST(a_return_from_several_groups_names_none),
		OUTPUT_TEST(unmatched_returns_come_by_invoice_and_line),
		OUTPUT_TEST(what_is_only_counted_comes_where_there_is_any),
		OUTPUT_TEST(a_table_that_cannot_be_written_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
