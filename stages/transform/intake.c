/* From staged invoice lines to the lines that matter. */
#include "stages/transform/intake.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "stages/transform/lookback.h"
#include "stages/transform/parties.h"
#include "stages/transform/skim.h"

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
	struct latest number, customer, reference, account, license_type, currency, agreement;
	text_id *sku_texts; /* by number in cards: the text's id; 0: not asked for yet */
	size_t sku_cap;
	size_t line_cap;
};

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
		.origin = {file, row->source_line},
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
static bool is_sought(const struct look *look, const struct skimmed *from, const struct line *line,
	text_id sku)
{
	const struct filter *sought = &look->intake->survey.sought;
	const struct invoice_row *row = &from->row;

	if (filter_has(sought, sought_by_reference(from->invoice, sku)))
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

/* The first look: what returns look for, and the lines of invoices that registrations name. */

static bool is_named(const void *context, struct span invoice, uint64_t hash)
{
	const struct look *look = context;

	(void)hash;
	return dict_find(&look->intake->wanted, invoice) != 0;
}

static bool is_carded_return(const void *context, const struct glance *glance)
{
	const struct look *look = context;

	return glance->quantity < 0 && cards_have(look->cards, glance->sku);
}

static void deliver_invoice(void *context, uint64_t hash)
{
	struct look *look = context;

	survey_invoice(&look->intake->survey, hash);
}

static void survey_line(void *context, uint32_t file, const struct skimmed *from)
{
	struct look *look = context;
	const struct invoice_row *row = &from->row;

	if (row->quantity < 0) {
		text_id sku = cards_sku(look->cards, row->sku);
		if (cards_list(look->cards, sku).count > 0)
			seek(look, file, row, sku);
	}
	if (dict_find(&look->intake->wanted, row->invoice_number))
		take_wanted(look, file, row);
}

static void survey_file(void *context)
{
	struct look *look = context;

	survey_end_file(&look->intake->survey);
}

/* The second: every line of which something may come. */

static bool is_watched(const struct look *look, struct span invoice)
{
	return look->intake->watched.at && span_equal(look->intake->watched, invoice);
}

/* Of an invoice that is in several files even a line of which nothing comes takes another's place. */
static bool is_repeated_or_watched(const void *context, struct span invoice, uint64_t hash)
{
	const struct look *look = context;

	return filter_has(&look->intake->survey.repeated, hash) || is_watched(look, invoice);
}

static bool makes_known(const struct look *look, date_t date, int64_t quantity)
{
	return quantity > 0 && lookback_any(look->sales, date);
}

static bool may_matter(const void *context, const struct glance *glance)
{
	const struct look *look = context;

	return glance->date <= look->sales->as_of &&
		   (cards_have(look->cards, glance->sku) ||
			   makes_known(look, glance->date, glance->quantity));
}

static bool is_kept(struct look *look, const struct skimmed *from, const struct line *line,
	text_id sku)
{
	const struct invoice_row *row = &from->row;
	struct candidates list = cards_list(look->cards, sku);
	const struct asked *asked = look->asked;

	if (asked->keep(asked->context, line, list, (uint32_t)look->sales->line_count) ||
		is_watched(look, row->invoice_number))
		return true;
	return line->carded &&
		   (row->quantity < 0 || (row->quantity > 0 && is_sought(look, from, line, sku)));
}

static void take_line(void *context, uint32_t file, const struct skimmed *from)
{
	struct look *look = context;
	const struct invoice_row *row = &from->row;

	if (filter_has(&look->intake->survey.repeated, from->invoice) &&
		!restatement_stands(&look->restatement, file, row->invoice_number, row->line_number))
		return;
	if (row->invoice_date > look->sales->as_of)
		return;
	text_id sku = cards_sku(look->cards, row->sku);
	bool carded = cards_list(look->cards, sku).count > 0;
	if (!carded && !makes_known(look, row->invoice_date, row->quantity) &&
		!is_watched(look, row->invoice_number))
		return;
	struct line line = make_line(look, file, row);
	line.carded = carded;
	line.sku = sku_text(look, sku);
	if (is_kept(look, from, &line, sku))
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

static int skim_lines(struct look *look, struct skim *skim, struct error *err)
{
	skim->context = look;
	skim->jobs = look->intake->jobs;
	skim->as_of = look->sales->as_of;
	int result = skim_run(skim, err);
	look->sales->waits |= skim->waits;
	return result;
}

static int survey_lines(struct look *look, struct error *err)
{
	static const char *const columns[] = {"invoice_number", "line_number", "invoice_date",
		"reseller_id", "agreement_number", "customer_id", "sku", "quantity", "reference_invoice",
		NULL};
	struct skim skim = {.wants_invoice = is_named,
		.wants_line = is_carded_return,
		.invoice = deliver_invoice,
		.take = survey_line,
		.end_file = survey_file,
		.reading = invoices(look, columns)};

	survey_init(&look->intake->survey, staged_rows(&skim.reading));
	if (read_disputes(look, err) < 0 || skim_lines(look, &skim, err) < 0)
		return -1;
	survey_finish(&look->intake->survey);
	look->intake->lines_read = skim.lines;
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
	struct skim skim = {.wants_invoice = is_repeated_or_watched,
		.wants_line = may_matter,
		.take = take_line,
		.reading = invoices(&look, columns)};

	look.asked = asked;
	free(sales->lines);
	sales->lines = NULL;
	sales->line_count = 0;
	int result = skim_lines(&look, &skim, err);
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
