/* Most lines are forgotten where they were read, in the thread that read them. */
#include "stages/transform/sift.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "stages/transform/liner.h"
#include "stages/transform/lookback.h"

/* Room for one of so many lines from the beginning: what is not written to takes no memory, and an array
 * that moves is paid for page by page. */
#define KEPT_OF 2
#define AT_ONCE 16 /* lines whose places in the dictionary are fetched together */

struct sifting {
	const struct sift *sift;
	struct sales parties; /* as they are now: threads read them while lines are completed */
	text_id other;
	struct few_texts accounts; /* that registrations name: nobody asks for others */
	uint64_t columns;
	int agreement; /* its column */
	struct liner liner; /* of the lines that are kept */
	size_t line_cap;
};

struct kept {
	struct line line;
	struct invoice_row row;
	uint64_t number, customer; /* hashes (dict_hash) */
};

/* A line of an invoice that is in other files too. */
struct repeat {
	struct invoice_row row;
	uint64_t invoice;
};

/* What one piece has. */
struct found {
	struct kept *kept;
	size_t kept_count, kept_cap;
	struct repeat *repeats;
	size_t repeat_count, repeat_cap;
	struct eligibility answers; /* its lines are those of `kept` */
	struct liner liner;
	bool repeated, watched; /* the invoice of the line at hand */
};

static void found_begin(const struct sifting *sifting, struct found *found)
{
	eligibility_init(&found->answers, &sifting->parties);
	found->liner = (struct liner){.sales = &sifting->parties,
		.other = sifting->other,
		.accounts = &sifting->accounts};
}

static void found_release(const struct sifting *sifting, struct found *found)
{
	free(found->kept);
	free(found->repeats);
	if (found->answers.claims)
		eligibility_release(&found->answers, sifting->parties.campaign_count);
}

/* May a return look for this sale? */
static bool is_sought(const struct sifting *sifting, const struct found *found,
	const struct invoice_row *row, const struct line *line, uint64_t invoice)
{
	const struct filter *sought = &sifting->sift->survey->sought;
	uint64_t sku = filter_text(row->sku);

	if (filter_has(sought, sought_by_reference(invoice, sku)))
		return true;
	struct account_customer by = liner_customer(&found->liner, row, line);
	return by.account.len && filter_has(sought, sought_by_customer(filter_text(by.account),
													filter_text(by.customer), sku));
}

/* Of a line that no card has comes something where it makes a customer known. */
static bool makes_known(const struct sifting *sifting, date_t date, int64_t quantity)
{
	return quantity > 0 && lookback_any(&sifting->parties, date);
}

static void keep(struct found *found, const struct line *line, const struct invoice_row *row)
{
	MEM_GROW(found->kept, found->kept_count, found->kept_cap);
	found->kept[found->kept_count++] = (struct kept){.line = *line,
		.row = *row,
		.number = dict_hash(row->invoice_number),
		.customer = dict_hash(row->customer_id)};
}

/* A line that stands. */
static void sift_line(const struct sifting *sifting, struct found *found, struct candidates list,
	const struct invoice_row *row, uint64_t invoice)
{
	const struct asked *asked = sifting->sift->asked;
	struct line line = liner_make(&found->liner, 0, row);

	line.carded = list.count > 0;
	if (asked->keep(asked->registrations, &sifting->parties, &found->answers, list, &line,
			(uint32_t)found->kept_count) ||
		found->watched || (line.carded && row->quantity < 0) ||
		(line.carded && row->quantity > 0 && is_sought(sifting, found, row, &line, invoice)))
		keep(found, &line, row);
}

static void go_to_invoice(const struct sifting *sifting, struct found *found, struct span number,
	uint64_t invoice)
{
	const struct sift *sift = sifting->sift;

	found->repeated = filter_has(&sift->survey->repeated, invoice);
	found->watched = sift->watched.at && span_equal(sift->watched, number);
}

/* Of an invoice that is in several files even a line of which nothing comes takes another's place. */
static void put_aside(struct found *found, const struct invoice_row *row, uint64_t invoice)
{
	MEM_GROW(found->repeats, found->repeat_count, found->repeat_cap);
	found->repeats[found->repeat_count++] = (struct repeat){*row, invoice};
}

static bool look(const void *context, void *result, const struct skim_line *line)
{
	const struct sifting *sifting = context;
	const struct sift *sift = sifting->sift;
	struct found *found = result;
	struct invoice_row row = {0};

	if (!found->answers.claims)
		found_begin(sifting, found);
	if (line->begins)
		go_to_invoice(sifting, found, line->number, line->invoice);
	if (line->date > sifting->parties.as_of && !found->repeated)
		return true;
	struct candidates list = cards_of(sift->cards, line->sku);
	if (list.count == 0 && !found->repeated && !found->watched &&
		!makes_known(sifting, line->date, line->quantity))
		return true;
	if (!table_take(&table_invoices, sifting->columns, line->fields, &row))
		return false;
	if (found->repeated)
		put_aside(found, &row, line->invoice);
	else
		sift_line(sifting, found, list, &row, line->invoice);
	return true;
}

/* The agreements of some lines: there are many of them. */
static void expect(const void *context, const struct span *fields, int lines)
{
	const struct sifting *sifting = context;
	struct span before = SPAN_NONE;
	uint64_t hashes[AT_ONCE];
	size_t count = 0;

	for (int i = 0; i < lines && count < AT_ONCE; i++) {
		struct span number = fields[i * table_invoices.column_count + sifting->agreement];
		if (number.len > 0 && !span_equal(number, before))
			hashes[count++] = dict_hash(number);
		before = number;
	}
	dict_fetch(&sifting->parties.texts, hashes, count);
}

static void fetch_kept(const struct dict *texts, const struct found *found, size_t from)
{
	uint64_t hashes[2 * AT_ONCE];
	size_t count = 0;

	for (size_t i = from; i < found->kept_count && i < from + AT_ONCE; i++) {
		hashes[count++] = found->kept[i].number;
		hashes[count++] = found->kept[i].customer;
	}
	dict_fetch(texts, hashes, count);
}

static void complete(struct sifting *sifting, uint32_t file, struct found *found)
{
	struct sales *sales = sifting->sift->sales;
	uint32_t first = (uint32_t)sales->line_count;

	for (size_t i = 0; i < found->kept_count; i++) {
		struct kept *kept = &found->kept[i];
		if (i % AT_ONCE == 0)
			fetch_kept(&sales->texts, found, i);
		kept->line.origin.file = file;
		liner_complete(&sifting->liner, &kept->line, &kept->row);
		MEM_GROW(sales->lines, sales->line_count, sifting->line_cap);
		sales->lines[sales->line_count++] = kept->line;
	}
	if (found->answers.claims)
		eligibility_absorb(sifting->sift->asked->all, &found->answers, sales->campaign_count, first);
}

/* Whether lines of repeated invoices stand is known only in the order of the files. */
static void take_repeats(struct sifting *sifting, uint32_t file, const struct found *from)
{
	const struct sift *sift = sifting->sift;
	struct found found = {0};

	found_begin(sifting, &found);
	for (size_t i = 0; i < from->repeat_count; i++) {
		const struct invoice_row *row = &from->repeats[i].row;
		struct candidates list = cards_of(sift->cards, row->sku);
		if (!restatement_stands(sift->restatement, file, row->invoice_number, row->line_number) ||
			row->invoice_date > sifting->parties.as_of)
			continue;
		go_to_invoice(sifting, &found, row->invoice_number, from->repeats[i].invoice);
		if (list.count > 0 || found.watched ||
			makes_known(sifting, row->invoice_date, row->quantity))
			sift_line(sifting, &found, list, row, from->repeats[i].invoice);
	}
	complete(sifting, file, &found);
	found_release(sifting, &found);
}

static void take(void *context, uint32_t file, void *result)
{
	struct sifting *sifting = context;
	struct found *found = result;

	complete(sifting, file, found);
	if (found->repeat_count > 0)
		take_repeats(sifting, file, found);
}

static void release(const void *context, void *result)
{
	found_release(context, result);
}

static uint64_t row_columns(void)
{
	static const char *const names[] = {"invoice_number", "line_number", "invoice_date",
		"reseller_id", "agreement_number", "customer_id", "license_type", "sku", "quantity",
		"net_amount", "currency", "reference_invoice", "source_line", NULL};

	return table_columns(&table_invoices, names);
}

static void begin(struct sifting *sifting)
{
	const struct registrations *registrations = sifting->sift->asked->registrations;
	const struct dict *texts = &sifting->parties.texts;

	sifting->parties.texts = dict_snapshot(&sifting->sift->sales->texts, &sifting->other);
	sifting->liner.other = sifting->other;
	sifting->line_cap = (size_t)staged_rows(&sifting->sift->reading) / KEPT_OF + 1;
	sifting->sift->sales->lines =
		mem_resize(NULL, sifting->line_cap, sizeof(*sifting->sift->sales->lines));
	for (size_t i = 0; i < sifting->parties.registration_count; i++)
		few_texts_add(&sifting->accounts, texts, registrations->items[i].account);
}

int sift_lines(struct sift *sift, struct error *err)
{
	struct sifting sifting = {.sift = sift,
		.parties = *sift->sales,
		.columns = row_columns(),
		.agreement = table_column(&table_invoices, "agreement_number"),
		.liner = {.sales = sift->sales, .texts = &sift->sales->texts}};
	struct skim skim = {.expect = expect,
		.look = look,
		.take = take,
		.release = release,
		.context = &sifting,
		.found_size = sizeof(struct found),
		.reading = sift->reading,
		.jobs = sift->jobs,
		.as_of = sift->sales->as_of};

	begin(&sifting);
	int result = skim_run(&skim, err);
	sift->sales->waits |= skim.waits;
	dict_release(&sifting.parties.texts);
	few_texts_release(&sifting.accounts);
	return result;
}
