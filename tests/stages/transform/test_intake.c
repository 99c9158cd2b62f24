/* Intake: what of the staged feeds is settled, and with which values. */
#include <stdio.h>

#include "pipeline/edge/files.h"
#include "tests/support/intake_lab.h"

static void a_later_row_replaces_one_with_the_same_key(void **state)
{
	struct intake_lab *lab = *state;

	STAGE(lab, FEED_PARTNERS,
		(struct partner_row[]){{.mpn_id = S("2"), .name = S("Two"), .email = S("two@example"),
								   .province = S("ON"), .membership_start = DAY(1, 2),
								   .membership_end = DAY(3, 4),
								   .payee_name = S("Two Inc."), .payee_account = S("123"),
								   .payee_bank = S("ROYCCAT2")},
			{.mpn_id = S("1"), .name = S("One"), .membership_start = DATE_NONE,
				.membership_end = DATE_NONE}});
	STAGE(lab, FEED_PARTNERS,
		(struct partner_row[]){{.mpn_id = S("1"), .name = S("One again"),
			.membership_start = DATE_NONE, .membership_end = DATE_NONE}});
	read_all(lab);
	assert_int_equal(lab->t.sales.partner_count, 2);
	assert_text(lab, lab->t.sales.partners[0].name, "One again");
	const struct partner *two = &lab->t.sales.partners[1];
	assert_text(lab, two->email, "two@example");
	assert_text(lab, two->province, "ON");
	assert_int_equal(two->membership_start, DAY(1, 2));
	assert_int_equal(two->membership_end, DAY(3, 4));
	assert_text(lab, two->payee_name, "Two Inc.");
	assert_text(lab, two->payee_account, "123");
	assert_text(lab, two->payee_bank, "ROYCCAT2");
}

static void of_a_snapshot_only_the_last_file_counts(void **state)
{
	struct intake_lab *lab = *state;

	lab->manifest.delivery[FEED_PARTNERS] = DELIVERY_SNAPSHOT;
	STAGE(lab, FEED_PARTNERS, (struct partner_row[]){{.mpn_id = S("1"), .name = S("One")}});
	STAGE(lab, FEED_PARTNERS, (struct partner_row[]){{.mpn_id = S("2"), .name = S("Two")}});
	STAGE(lab, FEED_AGREEMENTS, (struct agreement_row[]){{.agreement_number = S("A-1")}});
	read_all(lab);
	assert_int_equal(lab->t.sales.partner_count, 1);
	assert_text(lab, lab->t.sales.partners[0].mpn_id, "2");
	assert_int_equal(lab->t.sales.agreement_count, 1);
}

static void many_files_and_rows_are_kept(void **state)
{
	enum { FILES = 14, ROWS = 10, MANY = FILES * ROWS }; /* 16 files, with the other feeds' */
	struct intake_lab *lab = *state;
	static char numbers[MANY][16];
	static struct partner_row partners[MANY];
	static struct agreement_row agreements[MANY];
	static struct registration_row registrations[MANY];

	for (int i = 0; i < MANY; i++) {
		snprintf(numbers[i], sizeof(numbers[i]), "%d", i);
		partners[i] = (struct partner_row){.mpn_id = span_of(numbers[i])};
		agreements[i] = (struct agreement_row){.agreement_number = span_of(numbers[i])};
		registrations[i] = (struct registration_row){.registration_id = span_of(numbers[i])};
	}
	for (int i = 0; i < FILES; i++)
		stage(lab, FEED_PARTNERS, partners + i * ROWS, ROWS);
	stage(lab, FEED_AGREEMENTS, agreements, MANY);
	stage(lab, FEED_REGISTRATIONS, registrations, MANY);
	read_all(lab);
	assert_int_equal(lab->t.sales.partner_count, MANY);
	assert_int_equal(lab->t.sales.agreement_count, MANY);
	assert_int_equal(lab->t.sales.registration_count, MANY);
}

static struct registration_row registration(const char *id, date_t registered, date_t signed_on)
{
	return (struct registration_row){.registration_id = span_of(id),
		.campaign_id = S("cloud"),
		.mpn_id = S("1"),
		.identification_number = S("X-1"),
		.registered_on = registered,
		.status = S("approved"),
		.terms_version = S("2026-07"),
		.terms_signed_on = signed_on,
		.source_line = 7};
}

static void registrations_after_the_as_of_do_not_exist(void **state)
{
	struct intake_lab *lab = *state;
	struct registration_row rows[] = {registration("on", DAY(10, 31), DAY(10, 31)),
		registration("after", DAY(11, 1), DATE_NONE),
		registration("unsigned", DAY(10, 30), DATE_NONE),
		registration("signed later", DAY(10, 29), DAY(11, 1))};

	stage(lab, FEED_REGISTRATIONS, rows, ARRAY_LEN(rows));
	read_all(lab);
	const struct registration *found = lab->t.sales.registrations;
	assert_int_equal(lab->t.sales.registration_count, 3);
	assert_text(lab, found[0].id, "signed later");
	assert_int_equal(found[0].terms_signed_on, DATE_NONE);
	assert_text(lab, found[1].id, "unsigned");
	assert_int_equal(found[1].terms_signed_on, DATE_NONE);
	assert_text(lab, found[2].id, "on");
	assert_int_equal(found[2].terms_signed_on, DAY(10, 31));
	assert_text(lab, found[2].status, "approved");
	assert_text(lab, found[2].terms_version, "2026-07");
	assert_int_equal(found[2].origin.line, 7);
}

static bool keep_none(const struct registrations *registrations, const struct sales *sales,
	struct eligibility *found, struct candidates list, const struct line *line, uint32_t index)
{
	(void)registrations;
	(void)sales;
	(void)found;
	(void)list;
	(void)line;
	(void)index;
	return false;
}

static void lines_of_invoices_that_a_registration_names_are_kept_at_first(void **state)
{
	struct intake_lab *lab = *state;
	struct registration_row named[] = {registration("REG-1", DAY(7, 1), DATE_NONE),
		registration("REG-2", DAY(7, 1), DATE_NONE)};

	named[0].identification_number = span_of("X-2");
	stage(lab, FEED_REGISTRATIONS, named, 2);
	STAGE(lab, FEED_INVOICES,
		(struct invoice_row[]){SALE("X-1", DAY(7, 2), "OTHER", 1), SALE("X-2", DAY(7, 2), "ABC", 1),
			SALE("I-1", DAY(7, 2), "ABC", 1)});
	STAGE(lab, FEED_INVOICES,
		(struct invoice_row[]){SALE("X-1", DAY(7, 3), "OTHER", 2), SALE("X-2", DAY(11, 1), "ABC", 1)});
	assert_int_equal(try_reading(lab, NULL), 0);
	assert_int_equal(lab->t.intake.lines_read, 5);
	assert_int_equal(lab->t.sales.line_count, 1);
	assert_int_equal(line_of(lab, "X-1")->quantity, 2);
}

static void lines_that_can_matter_are_asked_about(void **state)
{
	struct intake_lab *lab = *state;

	STAGE(lab, FEED_INVOICES,
		(struct invoice_row[]){SALE("I-card", DAY(7, 2), "ABC", 1),
			SALE("I-else", DAY(7, 2), "OTHER", 1), SALE("I-last", DAY(10, 31), "ABC", 1),
			SALE("I-after", DAY(11, 1), "ABC", 1)});
	read_all(lab);
	assert_int_equal(lab->t.sales.line_count, 2);
	assert_true(line_of(lab, "I-card")->carded);
	assert_non_null(line_of(lab, "I-last"));
}

static void returns_and_what_is_watched_are_kept_whatever_comes_of_them(void **state)
{
	struct intake_lab *lab = *state;

	STAGE(lab, FEED_INVOICES,
		(struct invoice_row[]){SALE("I-1", DAY(7, 2), "ABC", 1), SALE("I-2", DAY(7, 2), "ABC", -1),
			SALE("I-3", DAY(7, 2), "OTHER", -1), SALE("W-1", DAY(7, 2), "OTHER", 1)});
	assert_int_equal(try_reading(lab, "W-1"), 0);
	assert_int_equal(try_lines(lab, keep_none), 0);
	assert_int_equal(lab->t.sales.line_count, 2);
	assert_non_null(line_of(lab, "I-2"));
	assert_false(line_of(lab, "W-1")->carded);
}

/* Two returns: of invoice I-1, and of customer C-1 of account R-1, which the agreement names. */
static void sales_that_a_return_may_take_back_are_kept(void **state)
{
	struct intake_lab *lab = *state;
	struct invoice_row rows[] = {SALE("I-1", DAY(7, 2), "ABC", 1), SALE("I-2", DAY(7, 2), "ABC", 1),
		SALE("I-3", DAY(7, 2), "ABC", 1), SALE("I-4", DAY(7, 2), "ABC", 1),
		SALE("B-1", DAY(7, 3), "ABC", -1), SALE("B-2", DAY(7, 3), "ABC", -1)};

	rows[1].agreement_number = rows[5].agreement_number = span_of("A-1");
	rows[2].reseller_id = span_of("R-1");
	rows[2].customer_id = span_of("C-1");
	rows[3].reseller_id = span_of("R-1");
	rows[3].customer_id = span_of("C-2");
	rows[4].reference_invoice = span_of("I-1");
	STAGE(lab, FEED_AGREEMENTS, (struct agreement_row[]){{.agreement_number = S("A-1"),
									.reseller_id = S("R-1"), .customer_id = S("C-1")}});
	stage(lab, FEED_INVOICES, rows, ARRAY_LEN(rows));
	assert_int_equal(try_reading(lab, NULL), 0);
	assert_int_equal(try_lines(lab, keep_none), 0);
	assert_int_equal(lab->t.sales.line_count, 5);
	assert_null(line_of(lab, "I-4"));
}

static void sales_in_a_lookback_window_are_asked_about(void **state)
{
	struct intake_lab *lab = *state;

	write_frequency_conf(&lab->campaign, "count = new_customers\nlookback_days = 10\n");
	scratch_write(lab->campaign.dir, "products.csv", good_products);
	scratch_write(lab->campaign.dir, "thresholds.csv", good_thresholds);
	char *card AUTOFREE = path_join(lab->campaign.dir, "rate_card.csv");
	remove(card);
	STAGE(lab, FEED_INVOICES,
		(struct invoice_row[]){SALE("I-before", DAY(6, 20), "OTHER", 1),
			SALE("I-first", DAY(6, 21), "OTHER", 1), SALE("I-back", DAY(6, 22), "OTHER", -1),
			SALE("I-none", DAY(6, 22), "OTHER", 0)});
	read_all(lab);
	assert_int_equal(lab->t.sales.line_count, 1);
	assert_non_null(line_of(lab, "I-first"));
}

static const struct agreement_row terms = {.agreement_number = S("A-1"),
	.license_type = S("Open"),
	.reseller_id = S("R-1"),
	.customer_id = S("C-1"),
	.start_date = DATE_NONE,
	.end_date = DATE_NONE};

static void what_a_line_leaves_blank_its_agreement_says(void **state)
{
	struct intake_lab *lab = *state;
	struct invoice_row blank = SALE("I-1", DAY(7, 2), "ABC", 5), own = blank, unknown = blank;

	blank.agreement_number = own.agreement_number = span_of("A-1");
	own.invoice_number = span_of("I-2");
	own.reseller_id = span_of("R-2");
	own.customer_id = span_of("C-2");
	own.license_type = span_of("CSP");
	own.currency = span_of("USD");
	own.reference_invoice = span_of("I-9");
	unknown.invoice_number = span_of("I-3");
	unknown.agreement_number = span_of("A-9");
	stage(lab, FEED_AGREEMENTS, &terms, 1);
	STAGE(lab, FEED_INVOICES, (struct invoice_row[]){blank, own, unknown});
	read_all(lab);
	const struct line *line = line_of(lab, "I-1");
	assert_text(lab, line->account, "R-1");
	assert_text(lab, line->customer, "C-1");
	assert_text(lab, line->license_type, "Open");
	assert_text(lab, line->currency, "CAD");
	line = line_of(lab, "I-2");
	assert_text(lab, line->account, "R-2");
	assert_text(lab, line->customer, "C-2");
	assert_text(lab, line->license_type, "CSP");
	assert_text(lab, line->currency, "USD");
	assert_text(lab, line->reference, "I-9");
	line = line_of(lab, "I-3");
	assert_int_equal(line->account, 0);
	assert_text(lab, line->agreement, "A-9");
}

static void a_line_keeps_its_numbers_and_where_it_came_from(void **state)
{
	struct intake_lab *lab = *state;

	stage(lab, FEED_AGREEMENTS, &terms, 1);
	STAGE(lab, FEED_INVOICES, (struct invoice_row[]){SALE("I-1", DAY(7, 2), "ABC", 5)});
	read_all(lab);
	const struct line *line = line_of(lab, "I-1");
	assert_int_equal(line->number, 1);
	assert_int_equal(line->quantity, 5);
	assert_int_equal(line->date, DAY(7, 2));
	assert_int_equal(line->net_amount.e4, 50000);
	assert_int_equal(line->origin.line, 2);
	assert_int_equal(lab->t.sales.file_count, 2);
	assert_true(span_is(lab->t.sales.files[line->origin.file], "file-1"));
}

static void a_key_conflict_keeps_the_earlier_invoice(void **state)
{
	struct intake_lab *lab = *state;
	struct quarantine_row rows[] = {
		{.reason = S("type-error"), .row_key = S("I-1")},
		{.reason = S("key-conflict"), .row_key = S("I-2")}};

	lab->manifest.replaces = REPLACES_INVOICE;
	STAGE(lab, FEED_INVOICES,
		(struct invoice_row[]){SALE("I-1", DAY(7, 2), "ABC", 1), SALE("I-2", DAY(7, 2), "ABC", 2)});
	const char *staged = STAGE(lab, FEED_INVOICES,
		(struct invoice_row[]){SALE("I-1", DAY(7, 2), "ABC", 3), SALE("I-2", DAY(7, 2), "ABC", 4)});
	write_table(lab, staged, "quarantine.copy", &table_quarantine, rows, 2);
	read_all(lab);
	assert_int_equal(lab->t.sales.line_count, 2);
	assert_int_equal(line_of(lab, "I-1")->quantity, 3);
	assert_int_equal(line_of(lab, "I-2")->quantity, 2);
}

/* Some thousand lines in several pieces, and a later file that restates every tenth of them. */
static void stage_many_lines(struct intake_lab *lab)
{
	enum { MANY = 6000 };
	static char numbers[MANY][24], accounts[MANY][24];
	static struct invoice_row rows[MANY], again[MANY / 10];

	for (int i = 0; i < MANY; i++) {
		snprintf(numbers[i], sizeof(numbers[i]), "I-%d", i / 3);
		snprintf(accounts[i], sizeof(accounts[i]), "R-%d", i % 100);
		rows[i] = (struct invoice_row)SALE("", DAY(7, 2), "ABC", 1 + i % 5);
		rows[i].invoice_number = span_of(numbers[i]);
		rows[i].sku = span_of(i % 4 ? "ABC" : "OTHER");
		rows[i].reseller_id = rows[i].customer_id = span_of(accounts[i]);
		rows[i].currency = span_of(i % 2 ? "USD" : "");
		rows[i].line_number = i % 3;
		if (i % 10 == 0)
			again[i / 10] = rows[i];
	}
	for (int i = 0; i < MANY / 10; i++)
		again[i].quantity = 77;
	stage(lab, FEED_INVOICES, rows, MANY);
	stage(lab, FEED_INVOICES, again, MANY / 10);
}

static void add_lines(struct intake_lab *lab, struct str *out)
{
	const struct sales *sales = &lab->t.sales;

	for (size_t i = 0; i < sales->line_count; i++) {
		const struct line *line = &sales->lines[i];
		struct span number = sales_text(sales, line->invoice);
		struct span account = sales_text(sales, line->account);
		struct span currency = sales_text(sales, line->currency);
		str_addf(out, "%.*s/%d %.*s %.*s %d file %d\n", SPAN_ARG(number), (int)line->number,
			SPAN_ARG(account), SPAN_ARG(currency), (int)line->quantity, (int)line->origin.file);
	}
}

static void the_number_of_threads_changes_nothing(void **state)
{
	static const int jobs[] = {1, 2, 5};
	struct intake_lab *lab = *state;
	struct str first AUTOSTR = STR_INIT;

	stage_many_lines(lab);
	for (size_t i = 0; i < ARRAY_LEN(jobs); i++) {
		struct str lines AUTOSTR = STR_INIT;

		lab->jobs = jobs[i];
		read_all(lab);
		assert_int_equal(lab->t.sales.line_count, 4500);
		add_lines(lab, i == 0 ? &first : &lines);
		if (i > 0)
			assert_string_equal(str_text(&lines), str_text(&first));
		transform_release(&lab->t);
	}
	assert_non_null(strstr(str_text(&first), "I-10/0 R-30 CAD 77 file 1\n"));
	assert_non_null(strstr(str_text(&first), "I-10/1 R-31 USD 2 file 0\n"));
}

static void a_staged_table_that_is_missing_or_damaged_is_an_error(void **state)
{
	static const char *const names[] = {"partners", "agreements", "registrations", "quarantine",
		"invoices"};
	struct intake_lab *lab = *state;

	STAGE(lab, FEED_PARTNERS, (struct partner_row[]){{.mpn_id = S("1")}});
	stage(lab, FEED_AGREEMENTS, &terms, 1);
	STAGE(lab, FEED_REGISTRATIONS, (struct registration_row[]){{.registration_id = S("1")}});
	STAGE(lab, FEED_INVOICES, (struct invoice_row[]){SALE("I-1", DAY(7, 2), "ABC", 1)});
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		size_t input = i < 3 ? i : 3;
		char *file AUTOFREE = mem_printf("%s.copy", names[i]);
		char *path AUTOFREE =
			store_staged_path(lab->var, lab->manifest.inputs[input].staged, file);
		char *aside AUTOFREE = mem_printf("%s.aside", path);
		assert_int_equal(rename(path, aside), 0);
		for (int damaged = 0; damaged < 2; damaged++) {
			assert_int_equal(try_reading(lab, NULL), -1);
			assert_problem(&lab->err, file);
			error_release(&lab->err);
			transform_release(&lab->t);
			write_table(lab, lab->manifest.inputs[input].staged, file, &table_counted_result,
				&(struct counted_result){.campaign_id = S("x"), .reason = S("y")}, 1);
		}
		assert_int_equal(rename(aside, path), 0);
	}
	read_all(lab);
}

static void the_ids_and_terms_of_campaigns_are_texts(void **state)
{
	static const char *const texts[] = {"cloud", "2026-07", "zone", "2026-08"};
	struct intake_lab *lab = *state;
	char *folder = add_campaign(lab, "zone", "terms_version = 2026-08\n");

	free(folder);
	write_dollar_conf(&lab->campaign, "terms_version = 2026-07\n");
	read_all(lab);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		assert_int_not_equal(dict_find(&lab->t.sales.texts, span_of(texts[i])), 0);
}

static void a_campaign_that_cannot_be_read_is_an_error(void **state)
{
	struct intake_lab *lab = *state;

	scratch_write(lab->campaign.dir, "rate_card.csv", "sku\n");
	assert_int_equal(try_reading(lab, NULL), -1);
	assert_int_equal(lab->err.code, EXIT_CONFIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		INTAKE_TEST(a_later_row_replaces_one_with_the_same_key),
		INTAKE_TEST(of_a_snapshot_only_the_last_file_counts),
		INTAKE_TEST(many_files_and_rows_are_kept),
		INTAKE_TEST(registrations_after_the_as_of_do_not_exist),
		INTAKE_TEST(lines_of_invoices_that_a_registration_names_are_kept_at_first),
		INTAKE_TEST(lines_that_can_matter_are_asked_about),
		INTAKE_TEST(returns_and_what_is_watched_are_kept_whatever_comes_of_them),
		INTAKE_TEST(sales_that_a_return_may_take_back_are_kept),
		INTAKE_TEST(sales_in_a_lookback_window_are_asked_about),
		INTAKE_TEST(what_a_line_leaves_blank_its_agreement_says),
		INTAKE_TEST(a_line_keeps_its_numbers_and_where_it_came_from),
		INTAKE_TEST(a_key_conflict_keeps_the_earlier_invoice),
		INTAKE_TEST(the_number_of_threads_changes_nothing),
		INTAKE_TEST(a_staged_table_that_is_missing_or_damaged_is_an_error),
		INTAKE_TEST(the_ids_and_terms_of_campaigns_are_texts),
		INTAKE_TEST(a_campaign_that_cannot_be_read_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
