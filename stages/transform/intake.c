/* From staged invoice lines to the lines that matter. */
#include "stages/transform/intake.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "stages/transform/lookback.h"
#include "stages/transform/parties.h"
#include "stages/transform/staged.h"

/* The invoice that the lines at hand belong to: what is known of it is found out once. */
struct current {
	struct span number; /* in the file at hand */
	uint64_t hash;
	bool repeated; /* it may be in another file too */
	bool watched;
};

/* A column's last value: lines that follow one another have most of them in common. */
struct latest {
	struct span text;
	text_id id;
};

/* One look at the lines. */
struct look {
	struct intake *intake;
	struct sales *sales;
	struct cards *cards;
	const struct asked *asked; /* the second look */
	struct restatement restatement;
	struct current invoice;
	bool wanted; /* in the first look: some registration names the invoice */
	struct latest number, customer, reference, account, license_type, currency, agreement;
	text_id *sku_texts; /* by number in cards: the text's id; 0: not asked for yet */
	size_t sku_cap;
	size_t line_cap;
};

/* True where it is another invoice than that of the line before. */
static bool go_to(struct look *look, struct span invoice)
{
	struct current *current = &look->invoice;
	const struct intake *intake = look->intake;

	if (span_equal(current->number, invoice) && invoice.at)
		return false;
	*current = (struct current){.number = invoice, .hash = filter_text(invoice)};
	current->repeated = filter_has(&intake->survey.repeated, current->hash);
	current->watched = intake->watched.at && span_equal(intake->watched, invoice);
	return true;
}

static void end_file(void *context)
{
	struct look *look = context;

	look->invoice = (struct current){0};
}

static text_id add(struct look *look, struct latest *latest, struct span text)
{
	if (!span_equal(latest->text, text)) {
		latest->id = dict_add(&look->sales->texts, text);
		latest->text = sales_text(look->sales, latest->id);
	}
	return latest->id;
}

static text_id sku_text(struct look *look, text_id sku)
{
	size_t known = look->sku_cap;

	MEM_REACH(look->sku_texts, sku, look->sku_cap);
	memset(look->sku_texts + known, 0, (look->sku_cap - known) * sizeof(*look->sku_texts));
	if (!look->sku_texts[sku])
		look->sku_texts[sku] =
			dict_add(&look->sales->texts, dict_text(&look->cards->skus, sku));
	return look->sku_texts[sku];
}

static const struct agreement *agreement_of(const struct look *look, text_id number)
{
	static const struct agreement none;
	const struct agreement *agreement = sales_agreement(look->sales, number);

	return agreement ? agreement : &none;
}

/* What a line does not say, its agreement says. Invoice, customer and reference are texts of their
 * own for many lines: they are added when the line is kept. */
static struct line make_line(struct look *look, uint32_t file, const struct invoice_row *row)
{
	text_id number = add(look, &look->agreement, row->agreement_number);
	const struct agreement *agreement = agreement_of(look, number);
	struct line line = {
		.account = add(look, &look->account, row->reseller_id),
		.license_type = add(look, &look->license_type, row->license_type),
		.currency = add(look, &look->currency, row->currency),
		.agreement = number,
		.date = row->invoice_date,
		.number = row->line_number,
		.quantity = row->quantity,
		.net_amount = row->net_amount,
		.origin = origin_of(file, row->source_line),
	};

	line.account = line.account ? line.account : agreement->account;
	line.license_type = line.license_type ? line.license_type : agreement->license_type;
	line.currency = line.currency ? line.currency : look->sales->currency;
	return line;
}

static void keep_line(struct look *look, struct line *line, const struct invoice_row *row)
{
	struct sales *sales = look->sales;
	text_id customer = add(look, &look->customer, row->customer_id);

	line->invoice = add(look, &look->number, row->invoice_number);
	line->customer = customer ? customer : agreement_of(look, line->agreement)->customer;
	line->reference = add(look, &look->reference, row->reference_invoice);
	MEM_GROW(sales->lines, sales->line_count, look->line_cap);
	sales->lines[sales->line_count++] = *line;
}

static struct span customer_of(const struct look *look, const struct invoice_row *row,
	const struct line *line)
{
	if (row->customer_id.len)
		return row->customer_id;
	return sales_text(look->sales, agreement_of(look, line->agreement)->customer);
}

/* The first look: what does this return look for? */
static void seek(struct look *look, uint32_t file, const struct invoice_row *row, text_id sku)
{
	struct filter *sought = &look->intake->survey.sought;
	struct line line = make_line(look, file, row);
	struct span customer = customer_of(look, row, &line);

	if (row->reference_invoice.len)
		filter_add(sought, sought_by_reference(filter_text(row->reference_invoice), sku));
	else if (line.account && customer.len)
		filter_add(sought, sought_by_customer(line.account, filter_text(customer), sku));
}

/* The second: may a return look for this sale? */
static bool is_sought(const struct look *look, const struct invoice_row *row,
	const struct line *line, text_id sku)
{
	const struct filter *sought = &look->intake->survey.sought;

	if (filter_has(sought, sought_by_reference(look->invoice.hash, sku)))
		return true;
	struct span customer = customer_of(look, row, line);
	return line->account && customer.len &&
		   filter_has(sought, sought_by_customer(line->account, filter_text(customer), sku));
}

/* A line of an invoice that a registration names. */
static void take_wanted(struct look *look, uint32_t file, const struct invoice_row *row)
{
	if (!restatement_stands(&look->restatement, file, row->invoice_number, row->line_number) ||
		!sales_date_has_come(look->sales, row->invoice_date))
		return;
	struct line line = make_line(look, file, row);
	keep_line(look, &line, row);
}

static void survey_line(void *context, uint32_t file, const void *data)
{
	struct look *look = context;
	const struct invoice_row *row = data;

	look->intake->lines_read++;
	if (go_to(look, row->invoice_number)) {
		survey_invoice(&look->intake->survey, look->invoice.hash);
		look->wanted = dict_find(&look->intake->wanted, row->invoice_number) != 0;
	}
	if (row->quantity < 0) {
		text_id sku = cards_sku(look->cards, row->sku);
		if (cards_list(look->cards, sku).count > 0)
			seek(look, file, row, sku);
	}
	if (look->wanted)
		take_wanted(look, file, row);
}

static void survey_file(void *context)
{
	struct look *look = context;

	survey_end_file(&look->intake->survey);
	end_file(context);
}

/* Can anything come of a line that no campaign's card has? */
static bool matters_uncarded(const struct look *look, const struct invoice_row *row)
{
	return look->invoice.watched ||
		   (row->quantity > 0 && lookback_any(look->sales, row->invoice_date));
}

static void take_line(void *context, uint32_t file, const void *data)
{
	struct look *look = context;
	const struct invoice_row *row = data;

	go_to(look, row->invoice_number);
	if (look->invoice.repeated && !restatement_stands(&look->restatement, file,
									  row->invoice_number, row->line_number))
		return;
	text_id sku = cards_sku(look->cards, row->sku);
	struct candidates list = cards_list(look->cards, sku);
	bool carded = list.count > 0;
	if (!sales_date_has_come(look->sales, row->invoice_date) ||
		(!carded && !matters_uncarded(look, row)))
		return;
	struct line line = make_line(look, file, row);
	line.carded = carded;
	line.sku = sku_text(look, sku);
	if (look->asked->keep(look->asked->context, &line, list, (uint32_t)look->sales->line_count) ||
		look->invoice.watched || (carded && row->quantity < 0) ||
		(carded && row->quantity > 0 && is_sought(look, row, &line, sku)))
		keep_line(look, &line, row);
}

static void take_dispute(void *context, uint32_t file, const void *data)
{
	struct look *look = context;
	const struct quarantine_row *row = data;

	if (span_is(row->reason, "key-conflict"))
		disputes_add(&look->intake->disputes, file, row->row_key);
}

static void take_delivery(void *context, uint32_t file, const void *data)
{
	struct look *look = context;

	disputes_deliver(&look->intake->disputes, file,
		((const struct invoice_row *)data)->invoice_number);
}

static struct staged_reading invoices(struct look *look, const char *const *columns)
{
	return (struct staged_reading){.var = look->intake->var,
		.manifest = look->intake->manifest,
		.feed = FEED_INVOICES,
		.table = &table_invoices,
		.columns = table_columns(&table_invoices, columns),
		.end_file = end_file,
		.context = look};
}

/* Which files contradict themselves, and where no earlier one has the invoice; of interest only where
 * whole invoices are replaced. */
static int read_disputes(struct look *look, struct error *err)
{
	static const char *const columns[] = {"invoice_number", NULL};
	struct staged_reading reading = invoices(look, columns), quarantine = reading;

	quarantine.table = &table_quarantine;
	quarantine.columns = TABLE_ALL;
	quarantine.take = take_dispute;
	reading.take = take_delivery;
	if (staged_read(&quarantine, err) < 0)
		return -1;
	if (!look->restatement.whole_invoices || look->intake->disputes.items.count == 0)
		return 0;
	return staged_read(&reading, err);
}

static int survey_lines(struct look *look, struct error *err)
{
	static const char *const columns[] = {"invoice_number", "line_number", "invoice_date",
		"reseller_id", "agreement_number", "customer_id", "sku", "quantity", "reference_invoice",
		NULL};
	struct staged_reading reading = invoices(look, columns);

	reading.take = survey_line;
	reading.end_file = survey_file;
	survey_init(&look->intake->survey, staged_rows(&reading));
	if (read_disputes(look, err) < 0 || staged_read_back(&reading, err) < 0)
		return -1;
	survey_finish(&look->intake->survey);
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

static struct look look_begin(struct intake *intake, struct sales *sales, struct cards *cards)
{
	struct look look = {.intake = intake, .sales = sales, .cards = cards};

	restatement_init(&look.restatement, intake->manifest->replaces == REPLACES_INVOICE,
		&intake->disputes);
	return look;
}

int intake_read(struct intake *intake, struct sales *sales, struct cards *cards,
	struct error *err)
{
	const struct manifest *manifest = intake->manifest;
	struct look look = look_begin(intake, sales, cards);

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

int intake_lines(struct intake *intake, struct sales *sales, struct cards *cards,
	const struct asked *asked, struct error *err)
{
	static const char *const columns[] = {"invoice_number", "line_number", "invoice_date",
		"reseller_id", "agreement_number", "customer_id", "license_type", "sku", "quantity",
		"net_amount", "currency", "reference_invoice", "source_line", NULL};
	struct look look = look_begin(intake, sales, cards);
	struct staged_reading reading = invoices(&look, columns);

	look.asked = asked;
	reading.take = take_line;
	free(sales->lines);
	sales->lines = NULL;
	sales->line_count = 0;
	int result = staged_read_back(&reading, err);
	restatement_release(&look.restatement);
	free(look.sku_texts);
	survey_release(&intake->survey);
	if (result == 0)
		sales_finish(sales);
	return result;
}

void intake_release(struct intake *intake)
{
	dict_release(&intake->wanted);
	disputes_release(&intake->disputes);
	survey_release(&intake->survey);
}
