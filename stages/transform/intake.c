/* From staged files to arrays. */
#include "stages/transform/intake.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/table.h"
#include "stages/transform/lookback.h"
#include "stages/transform/restatement.h"

/* One feed being read into its array: `take` gets each row with the file that it stands in. */
struct reading {
	struct intake *intake;
	struct sales *sales;
	struct cards *cards;
	struct pairs keys; /* of the feed's rows: parallel to the array */
	size_t cap;
	struct pairs agreements; /* agreement numbers: parallel to sales->agreements */
	bool *wanted;            /* by text id: some registration names this number */
	size_t wanted_count;
	struct restatement restatement;
};

typedef void (*take_row)(struct reading *reading, uint32_t file, const void *row);

static int open_staged(struct intake *intake, const struct manifest_input *input, const char *name,
	struct pgcopy_reader **ret_reader, struct error *err)
{
	char *path AUTOFREE = store_staged_path(intake->var, input->staged, name);
	struct pgcopy_reader *reader = &intake->readers[intake->reader_count];

	if (pgcopy_open(reader, path, err) < 0)
		return -1;
	intake->reader_count++;
	*ret_reader = reader;
	return 0;
}

/* Is this file part of its feed? Of a snapshot only the last one is. */
static bool in_force(const struct manifest *manifest, size_t index)
{
	enum feed_id feed = manifest->inputs[index].feed;

	if (manifest->delivery[feed] == DELIVERY_CHANGES)
		return true;
	return index + 1 == manifest->input_count || manifest->inputs[index + 1].feed != feed;
}

static int read_rows(struct reading *reading, struct pgcopy_reader *reader,
	const struct table *table, uint32_t file, take_row take, struct error *err)
{
	void *row AUTOFREE = mem_alloc(table->row_size);
	int more;

	while ((more = table_read(table, reader, row, err)) == 1)
		take(reading, file, row);
	return more;
}

static int read_feed(struct reading *reading, enum feed_id feed, const char *name,
	const struct table *table, take_row take, struct error *err)
{
	const struct manifest *manifest = reading->intake->manifest;
	struct pgcopy_reader *reader;

	for (size_t i = 0; i < manifest->input_count; i++) {
		if (manifest->inputs[i].feed != feed || !in_force(manifest, i))
			continue;
		if (open_staged(reading->intake, &manifest->inputs[i], name, &reader, err) < 0 ||
			read_rows(reading, reader, table, (uint32_t)i, take, err) < 0)
			return -1;
	}
	return 0;
}

/* The place of the row with this key: a new one at the end, or that of the row it replaces. */
#define PLACE(reading, array, count, key)                                                          \
	({                                                                                             \
		uint32_t place_ = pairs_add(&(reading)->keys, (key), 0);                                   \
		if (place_ == (count)) {                                                                   \
			MEM_GROW((array), (count), (reading)->cap);                                            \
			(count)++;                                                                             \
		}                                                                                          \
		&(array)[place_];                                                                          \
	})

static void begin(struct reading *reading)
{
	pairs_release(&reading->keys);
	reading->cap = 0;
}

static void take_partner(struct reading *reading, uint32_t file, const void *data)
{
	const struct partner_row *row = data;
	struct sales *sales = reading->sales;
	text_id mpn_id = dict_add(&sales->texts, row->mpn_id);

	(void)file;
	*PLACE(reading, sales->partners, sales->partner_count, mpn_id) = (struct partner){
		.mpn_id = mpn_id,
		.name = dict_add(&sales->texts, row->name),
		.email = dict_add(&sales->texts, row->email),
		.province = dict_add(&sales->texts, row->province),
		.payee_name = dict_add(&sales->texts, row->payee_name),
		.payee_account = dict_add(&sales->texts, row->payee_account),
		.payee_bank = dict_add(&sales->texts, row->payee_bank),
		.membership_start = row->membership_start,
		.membership_end = row->membership_end,
	};
}

static void take_agreement(struct reading *reading, uint32_t file, const void *data)
{
	const struct agreement_row *row = data;
	struct sales *sales = reading->sales;
	text_id number = dict_add(&sales->texts, row->agreement_number);

	(void)file;
	*PLACE(reading, sales->agreements, sales->agreement_count, number) = (struct agreement){
		.number = number,
		.license_type = dict_add(&sales->texts, row->license_type),
		.account = dict_add(&sales->texts, row->reseller_id),
		.customer = dict_add(&sales->texts, row->customer_id),
		.start = row->start_date,
		.end = row->end_date,
	};
}

static void take_registration(struct reading *reading, uint32_t file, const void *data)
{
	const struct registration_row *row = data;
	struct sales *sales = reading->sales;
	text_id id = dict_add(&sales->texts, row->registration_id);
	bool signed_by_now =
		row->terms_signed_on != DATE_NONE && row->terms_signed_on <= sales->as_of;

	*PLACE(reading, sales->registrations, sales->registration_count, id) = (struct registration){
		.id = id,
		.campaign_id = dict_add(&sales->texts, row->campaign_id),
		.mpn_id = dict_add(&sales->texts, row->mpn_id),
		.number = dict_add(&sales->texts, row->identification_number),
		.status = dict_add(&sales->texts, row->status),
		.terms_version = dict_add(&sales->texts, row->terms_version),
		.registered_on = row->registered_on,
		.terms_signed_on = signed_by_now ? row->terms_signed_on : DATE_NONE,
		.origin = {file, row->source_line},
	};
}

/* Registrations after the as-of do not exist; restatement comes first. */
static void drop_future_registrations(struct sales *sales)
{
	size_t kept = 0;

	for (size_t i = 0; i < sales->registration_count; i++)
		if (sales->registrations[i].registered_on <= sales->as_of)
			sales->registrations[kept++] = sales->registrations[i];
	sales->registration_count = kept;
}

static void want_numbers(struct reading *reading)
{
	const struct sales *sales = reading->sales;

	reading->wanted_count = sales->texts.count;
	reading->wanted = mem_alloc(reading->wanted_count);
	for (size_t i = 0; i < sales->registration_count; i++)
		reading->wanted[sales->registrations[i].number] = true;
}

/* What a line does not say, its agreement says. */
static struct line make_line(struct reading *reading, uint32_t file, const struct invoice_row *row)
{
	struct sales *sales = reading->sales;
	struct dict *texts = &sales->texts;
	text_id number = dict_add(texts, row->agreement_number);
	uint32_t found = number ? pairs_find(&reading->agreements, number, 0) : PAIR_NONE;
	static const struct agreement none;
	const struct agreement *agreement = found == PAIR_NONE ? &none : &sales->agreements[found];
	struct line line = {
		.invoice = dict_add(texts, row->invoice_number),
		.account = dict_add(texts, row->reseller_id),
		.customer = dict_add(texts, row->customer_id),
		.license_type = dict_add(texts, row->license_type),
		.sku = dict_add(texts, row->sku),
		.currency = dict_add(texts, row->currency),
		.agreement = number,
		.reference = dict_add(texts, row->reference_invoice),
		.date = row->invoice_date,
		.number = row->line_number,
		.quantity = row->quantity,
		.net_amount = row->net_amount,
		.origin = {file, row->source_line},
	};

	line.account = line.account ? line.account : agreement->account;
	line.customer = line.customer ? line.customer : agreement->customer;
	line.license_type = line.license_type ? line.license_type : agreement->license_type;
	line.currency = line.currency ? line.currency : sales->currency;
	return line;
}

static bool in_lookback(const struct sales *sales, const struct invoice_row *row)
{
	for (size_t c = 0; row->quantity > 0 && c < sales->campaign_count; c++)
		if (lookback_window(&sales->campaigns[c], row->invoice_date))
			return true;
	return false;
}

static bool is_wanted(const struct reading *reading, struct span invoice)
{
	text_id id = dict_find(&reading->sales->texts, invoice);

	return id && id < reading->wanted_count && reading->wanted[id];
}

static bool is_watched(const struct reading *reading, struct span invoice)
{
	return reading->intake->watched.at && span_equal(reading->intake->watched, invoice);
}

static void take_line(struct reading *reading, uint32_t file, const void *data)
{
	const struct invoice_row *row = data;
	struct restatement *restatement = &reading->restatement;

	reading->intake->lines_read++;
	if (!restatement_admits(restatement, file, row->invoice_number))
		return;
	restatement_supersede(restatement, file, row->invoice_number, row->line_number);
	if (row->invoice_date > reading->sales->as_of)
		return;
	bool carded = cards_of(reading->cards, row->sku).count > 0;
	if (!carded && !is_wanted(reading, row->invoice_number) &&
		!in_lookback(reading->sales, row) && !is_watched(reading, row->invoice_number))
		return;
	struct line line = make_line(reading, file, row);
	line.carded = carded;
	restatement_place(restatement, &line);
}

static void take_dispute(struct reading *reading, uint32_t file, const void *data)
{
	const struct quarantine_row *row = data;

	if (span_is(row->reason, "key-conflict"))
		restatement_dispute(&reading->restatement, file, row->row_key);
}

static int read_invoices(struct reading *reading, struct error *err)
{
	restatement_init(&reading->restatement, reading->sales,
		reading->intake->manifest->replaces == REPLACES_INVOICE);
	int result = read_feed(reading, FEED_INVOICES, "quarantine.copy", &table_quarantine,
		take_dispute, err);
	if (result == 0)
		result = read_feed(reading, FEED_INVOICES, "invoices.copy", &table_invoices, take_line, err);
	restatement_finish(&reading->restatement);
	return result;
}

static int read_feeds(struct reading *reading, struct error *err)
{
	if (read_feed(reading, FEED_PARTNERS, "partners.copy", &table_partners, take_partner, err) < 0)
		return -1;
	begin(reading);
	if (read_feed(reading, FEED_AGREEMENTS, "agreements.copy", &table_agreements, take_agreement,
			err) < 0)
		return -1;
	reading->agreements = reading->keys;
	reading->keys = (struct pairs){0};
	begin(reading);
	if (read_feed(reading, FEED_REGISTRATIONS, "registrations.copy", &table_registrations,
			take_registration, err) < 0)
		return -1;
	drop_future_registrations(reading->sales);
	want_numbers(reading);
	return read_invoices(reading, err);
}

static void name_files(struct sales *sales, const struct manifest *manifest)
{
	sales->file_count = manifest->input_count;
	sales->files = mem_alloc(manifest->input_count * sizeof(*sales->files));
	for (size_t i = 0; i < manifest->input_count; i++)
		sales->files[i] = span_of(manifest->inputs[i].name);
}

int intake_read(struct intake *intake, struct sales *sales, struct cards *cards,
	struct error *err)
{
	const struct manifest *manifest = intake->manifest;
	struct reading reading = {.intake = intake, .sales = sales, .cards = cards};

	intake->readers = mem_alloc(manifest->input_count * 2 * sizeof(*intake->readers));
	sales->as_of = manifest->as_of;
	sales->currency = dict_add(&sales->texts, span_of(manifest->currency));
	name_files(sales, manifest);
	int result = read_feeds(&reading, err);
	pairs_release(&reading.keys);
	pairs_release(&reading.agreements);
	free(reading.wanted);
	if (result == 0)
		sales_finish(sales);
	return result;
}

void intake_release(struct intake *intake)
{
	for (size_t i = 0; i < intake->reader_count; i++)
		pgcopy_close(&intake->readers[i]);
	free(intake->readers);
	intake->readers = NULL;
	intake->reader_count = 0;
}
