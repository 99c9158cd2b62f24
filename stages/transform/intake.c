/* From staged invoice lines to the lines that matter. */
#include "stages/transform/intake.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "stages/transform/liner.h"
#include "stages/transform/parties.h"

/* The first look at the lines. */
struct look {
	struct intake *intake;
	struct sales *sales;
	const struct cards *cards;
	uint64_t columns; /* of rows that are taken */
	struct restatement restatement;
	struct liner liner;
	size_t line_cap;
};

/* What one piece of a file has: its invoices, by their hashes, and the lines that are wanted. */
struct found {
	uint64_t *invoices;
	size_t invoice_count, invoice_cap;
	struct invoice_row *rows;
	size_t row_count, row_cap;
	bool named; /* some registration names the invoice of the line at hand */
};

static void add_invoice(const struct look *look, struct found *found, const struct skim_line *line)
{
	found->named = dict_find(&look->intake->wanted, line->number) != 0;
	MEM_GROW(found->invoices, found->invoice_count, found->invoice_cap);
	found->invoices[found->invoice_count++] = line->invoice;
}

static bool look_at_line(const void *context, void *result, const struct skim_line *line)
{
	const struct look *look = context;
	struct found *found = result;

	if (line->begins)
		add_invoice(look, found, line);
	if (!found->named && (line->quantity >= 0 || cards_of(look->cards, line->sku).count == 0))
		return true;
	MEM_GROW(found->rows, found->row_count, found->row_cap);
	found->rows[found->row_count] = (struct invoice_row){0};
	return table_take(
		&table_invoices, look->columns, line->fields, &found->rows[found->row_count++]);
}

/* What does this return look for? */
static void seek(struct look *look, uint32_t file, const struct invoice_row *row)
{
	struct filter *sought = &look->intake->survey.sought;
	struct line line = liner_make(&look->liner, file, row);
	struct account_customer by = liner_customer(&look->liner, row, &line);
	uint64_t sku = filter_text(row->sku);

	if (row->reference_invoice.len)
		filter_add(sought, sought_by_reference(filter_text(row->reference_invoice), sku));
	else if (by.account.len)
		filter_add(
			sought, sought_by_customer(filter_text(by.account), filter_text(by.customer), sku));
}

/* A line of an invoice that a registration names. */
static void take_named(struct look *look, uint32_t file, const struct invoice_row *row)
{
	struct sales *sales = look->sales;

	if (!restatement_stands(&look->restatement, file, row->invoice_number, row->line_number) ||
		row->invoice_date > sales->as_of)
		return;
	struct line line = liner_make(&look->liner, file, row);
	liner_complete(&look->liner, &line, row);
	MEM_GROW(sales->lines, sales->line_count, look->line_cap);
	sales->lines[sales->line_count++] = line;
}

static void take_found(void *context, uint32_t file, void *result)
{
	struct look *look = context;
	const struct found *found = result;

	for (size_t i = 0; i < found->invoice_count; i++)
		survey_invoice(&look->intake->survey, found->invoices[i]);
	for (size_t i = 0; i < found->row_count; i++) {
		const struct invoice_row *row = &found->rows[i];
		if (row->quantity < 0 && cards_of(look->cards, row->sku).count > 0)
			seek(look, file, row);
		if (dict_find(&look->intake->wanted, row->invoice_number))
			take_named(look, file, row);
	}
}

static void end_file(void *context)
{
	struct look *look = context;

	survey_end_file(&look->intake->survey);
}

static void release_found(const void *context, void *result)
{
	struct found *found = result;

	(void)context;
	free(found->invoices);
	free(found->rows);
}

static void take_dispute(void *context, uint32_t file, const void *data)
{
	struct intake *intake = context;
	const struct quarantine_row *row = data;

	if (span_is(row->reason, "key-conflict"))
		disputes_add(&intake->disputes, file, row->row_key);
}

static void take_delivery(void *context, uint32_t file, const void *data)
{
	struct intake *intake = context;

	disputes_deliver(
		&intake->disputes, file, ((const struct invoice_row *)data)->invoice_number);
}

static struct staged_reading invoices(struct intake *intake)
{
	return (struct staged_reading){.var = intake->var,
		.manifest = intake->manifest,
		.feed = FEED_INVOICES,
		.table = &table_invoices,
		.context = intake};
}

static bool whole_invoices(const struct intake *intake)
{
	return intake->manifest->replaces == REPLACES_INVOICE;
}

/* Which files contradict themselves, and where no earlier one has the invoice; of interest only where
 * whole invoices are replaced. */
static int read_disputes(struct intake *intake, struct error *err)
{
	static const char *const columns[] = {"invoice_number", NULL};
	struct staged_reading reading = invoices(intake), quarantine = reading;

	quarantine.table = &table_quarantine;
	quarantine.columns = TABLE_ALL;
	quarantine.take = take_dispute;
	reading.columns = table_columns(&table_invoices, columns);
	reading.take = take_delivery;
	if (staged_read(&quarantine, err) < 0)
		return -1;
	if (!whole_invoices(intake) || intake->disputes.items.count == 0)
		return 0;
	return staged_read(&reading, err);
}

static int survey_lines(struct look *look, struct error *err)
{
	struct intake *intake = look->intake;
	struct skim skim = {.look = look_at_line,
		.take = take_found,
		.end_file = end_file,
		.release = release_found,
		.context = look,
		.found_size = sizeof(struct found),
		.reading = invoices(intake),
		.jobs = intake->jobs,
		.as_of = look->sales->as_of};

	survey_init(&intake->survey, staged_rows(&skim.reading));
	if (read_disputes(intake, err) < 0 || skim_run(&skim, err) < 0)
		return -1;
	survey_finish(&intake->survey);
	intake->lines_read = skim.lines;
	look->sales->waits |= skim.waits;
	return 0;
}

static void want_numbers(struct intake *intake, const struct sales *sales)
{
	for (size_t i = 0; i < sales->registration_count; i++)
		dict_add(&intake->wanted, sales_text(sales, sales->registrations[i].number));
}

static void name_files(struct sales *sales, const struct manifest *manifest)
{
	sales->file_count = manifest->input_count;
	sales->files = mem_alloc(manifest->input_count * sizeof(*sales->files));
	for (size_t i = 0; i < manifest->input_count; i++)
		sales->files[i] = span_of(manifest->inputs[i].name);
}

/* The columns that the first look needs. */
static uint64_t first_columns(void)
{
	static const char *const names[] = {"invoice_number", "line_number", "invoice_date",
		"reseller_id", "agreement_number", "customer_id", "sku", "quantity", "reference_invoice",
		NULL};

	return table_columns(&table_invoices, names);
}

int intake_read(struct intake *intake, struct sales *sales, const struct cards *cards,
	struct error *err)
{
	const struct manifest *manifest = intake->manifest;
	struct look look = {.intake = intake,
		.sales = sales,
		.cards = cards,
		.columns = first_columns(),
		.liner = {.sales = sales, .texts = &sales->texts}};

	restatement_init(&look.restatement, whole_invoices(intake), &intake->disputes);
	sales->as_of = manifest->as_of;
	sales->currency = dict_add(&sales->texts, span_of(manifest->currency));
	name_files(sales, manifest);
	if (parties_read(sales, intake->var, manifest, err) < 0)
		return -1;
	want_numbers(intake, sales);
	int result = survey_lines(&look, err);
	restatement_release(&look.restatement);
	return result;
}

static void forget_lines(struct sales *sales)
{
	free(sales->lines);
	sales->lines = NULL;
	sales->line_count = 0;
}

int intake_lines(struct intake *intake, struct sales *sales, const struct cards *cards,
	const struct asked *asked, struct error *err)
{
	struct restatement restatement CLEANUP(restatement_release);
	struct sift sift = {.sales = sales,
		.cards = cards,
		.survey = &intake->survey,
		.watched = intake->watched,
		.asked = asked,
		.restatement = &restatement,
		.reading = invoices(intake),
		.jobs = intake->jobs};

	restatement_init(&restatement, whole_invoices(intake), &intake->disputes);
	forget_lines(sales);
	if (sift_lines(&sift, err) < 0)
		return -1;
	survey_release(&intake->survey);
	dict_seal(&sales->texts);
	sales_finish(sales);
	return 0;
}

void intake_release(struct intake *intake)
{
	dict_release(&intake->wanted);
	disputes_release(&intake->disputes);
	survey_release(&intake->survey);
}
