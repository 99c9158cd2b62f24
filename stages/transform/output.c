/* From indices back to texts, table by table. */
#include "stages/transform/output.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/table.h"
#include "pipeline/edge/json.h"
#include "stages/transform/output_tables.h"

struct span text_of(const struct output *output, text_id id)
{
	return sales_text(output->sales, id);
}

struct span mpn_of(const struct output *output, uint32_t partner)
{
	return text_of(output, output->sales->partners[partner].mpn_id);
}

struct span name_or_null(const char *name)
{
	return name[0] ? span_of(name) : SPAN_NONE;
}

struct span file_of(const struct output *output, struct origin origin)
{
	return output->sales->files[origin.file];
}

static void write_partners(const struct output *output, struct pgcopy_writer *w)
{
	for (size_t i = 0; i < output->sales->partner_count; i++) {
		const struct partner *partner = &output->sales->partners[i];
		struct partner_result row = {
			.mpn_id = text_of(output, partner->mpn_id),
			.name = text_of(output, partner->name),
			.email = text_of(output, partner->email),
			.province = text_of(output, partner->province),
			.membership_start = partner->membership_start,
			.membership_end = partner->membership_end,
		};
		table_write(&table_partner_result, w, &row);
	}
}

static void write_payees(const struct output *output, struct pgcopy_writer *w)
{
	for (size_t i = 0; i < output->sales->partner_count; i++) {
		const struct partner *partner = &output->sales->partners[i];
		struct payee_result row = {
			.mpn_id = text_of(output, partner->mpn_id),
			.payee_name = text_of(output, partner->payee_name),
			.payee_account = text_of(output, partner->payee_account),
			.payee_bank = text_of(output, partner->payee_bank),
		};
		table_write(&table_payee_result, w, &row);
	}
}

static int by_partner_and_id(const void *a, const void *b, void *context)
{
	const struct sales *sales = context;
	const struct registration *left = &sales->registrations[*(const uint32_t *)a];
	const struct registration *right = &sales->registrations[*(const uint32_t *)b];

	if (left->mpn_id != right->mpn_id)
		return number_order(sales->rank[left->mpn_id], sales->rank[right->mpn_id]);
	return number_order(sales->rank[left->id], sales->rank[right->id]);
}

static void write_registration(const struct output *output, struct pgcopy_writer *w, uint32_t index)
{
	static const char *const found_name[] = {"", "invoice", "agreement"};
	const struct registration *registration = &output->sales->registrations[index];
	const struct resolution *resolution = &output->registrations->items[index];
	struct registration_result row = {
		.mpn_id = text_of(output, registration->mpn_id),
		.registration_id = text_of(output, registration->id),
		.campaign_id = text_of(output, registration->campaign_id),
		.identification_number = text_of(output, registration->number),
		.reseller_id = text_of(output, resolution->account),
		.found_in = name_or_null(found_name[resolution->found_in]),
		.state = span_of(registration_state_name[resolution->state]),
		.registered_on = registration->registered_on,
		.terms_signed_on = registration->terms_signed_on,
		.terms_version = text_of(output, registration->terms_version),
		.source_file = file_of(output, registration->origin),
		.source_line = registration->origin.line,
	};

	table_write(&table_registration_result, w, &row);
}

static void write_registrations(const struct output *output, struct pgcopy_writer *w)
{
	size_t count = output->sales->registration_count;
	uint32_t *order AUTOFREE = mem_alloc(count * sizeof(*order));

	for (size_t i = 0; i < count; i++)
		order[i] = (uint32_t)i;
	qsort_r(order, count, sizeof(*order), by_partner_and_id, (void *)output->sales);
	for (size_t i = 0; i < count; i++)
		write_registration(output, w, order[i]);
}

static int by_invoice_and_line(const void *a, const void *b, void *context)
{
	const struct sales *sales = context;
	const struct line *left = &sales->lines[((const struct unmatched *)a)->line];
	const struct line *right = &sales->lines[((const struct unmatched *)b)->line];

	if (left->invoice != right->invoice)
		return number_order(sales->rank[left->invoice], sales->rank[right->invoice]);
	return number_order(left->number, right->number);
}

static void write_unmatched(const struct output *output, struct pgcopy_writer *w)
{
	size_t count = output->returns->unmatched_count;
	struct unmatched *sorted AUTOFREE = mem_alloc(count * sizeof(*sorted));

	for (size_t i = 0; i < count; i++)
		sorted[i] = output->returns->unmatched[i];
	qsort_r(sorted, count, sizeof(*sorted), by_invoice_and_line, (void *)output->sales);
	for (size_t i = 0; i < count; i++) {
		const struct line *line = &output->sales->lines[sorted[i].line];
		struct unmatched_return_result row = {
			.invoice_number = text_of(output, line->invoice),
			.line_number = line->number,
			.sku = text_of(output, line->sku),
			.reseller_id = text_of(output, line->account),
			.customer_id = text_of(output, line->customer),
			.invoice_date = line->date,
			.quantity = line->quantity,
			.unmatched_quantity = sorted[i].units,
			.source_file = file_of(output, line->origin),
			.source_line = line->origin.line,
		};
		table_write(&table_unmatched_return_result, w, &row);
	}
}

static void write_payouts(const struct output *output, struct pgcopy_writer *w)
{
	const struct payouts *payouts = &output->settlement->payouts;

	for (size_t i = 0; i < payouts->count; i++) {
		const struct payout *payout = &payouts->items[i];
		const struct campaign *campaign = &output->sales->campaigns[payout->campaign];
		struct payout_result row = {
			.mpn_id = mpn_of(output, payout->partner),
			.campaign_id = span_of(campaign->id),
			.currency = span_of(campaign->currency),
			.amount = payout->amount,
			.withheld = payout->withheld,
			.measure = payout->measure,
			.next_threshold = payout->next_threshold,
			.places = campaign->places,
		};
		table_write(&table_payout_result, w, &row);
	}
}

static void write_counted(const struct output *output, struct pgcopy_writer *w)
{
	for (size_t c = 0; c < output->sales->campaign_count; c++)
		for (size_t reason = 0; reason < COUNTED_REASONS; reason++) {
			const struct counted *counted =
				&output->eligibility->counted[c * COUNTED_REASONS + reason];
			struct counted_result row = {
				.campaign_id = span_of(output->sales->campaigns[c].id),
				.reason = span_of(reason_name[reason]),
				.lines = counted->lines,
				.quantity = counted->quantity,
			};
			if (counted->lines > 0)
				table_write(&table_counted_result, w, &row);
		}
}

/* The large ones are written in pieces. */
static const struct {
	const struct table *table;
	write_rows write;
	size_t (*count)(const struct output *output);
	write_piece piece;
} outputs[] = {
	{&table_partner_result, .write = write_partners},
	{&table_payee_result, .write = write_payees},
	{&table_campaign_result, .write = write_campaigns},
	{&table_campaign_terms_result, .write = write_campaign_terms},
	{&table_campaign_card_result, .write = write_campaign_card},
	{&table_registration_result, .write = write_registrations},
	{&table_earning_result, .count = count_earnings, .piece = write_earnings},
	{&table_exclusion_result, .count = count_exclusions, .piece = write_exclusions},
	{&table_unmatched_return_result, .write = write_unmatched},
	{&table_payout_result, .write = write_payouts},
	{&table_standing_result, .count = count_standings, .piece = write_standings},
	{&table_counted_result, .write = write_counted},
};

const char *output_table(size_t i)
{
	return i < ARRAY_LEN(outputs) ? outputs[i].table->name : NULL;
}

static int write_table(const struct output *output, size_t i, struct pgcopy_writer *w,
	struct error *err)
{
	if (outputs[i].piece)
		return write_in_pieces(output, outputs[i].piece, outputs[i].count(output), w, err);
	outputs[i].write(output, w);
	return 0;
}

int output_write(const struct output *output, json_t *summary, struct error *err)
{
	struct pgcopy_writer w;

	for (size_t i = 0; i < ARRAY_LEN(outputs); i++) {
		char *file AUTOFREE = mem_printf("%s.copy", outputs[i].table->name);
		char *path AUTOFREE = run_path(output->run, file);
		if (pgcopy_create(&w, path, err) < 0)
			return -1;
		if (write_table(output, i, &w, err) < 0) {
			pgcopy_abort(&w);
			return -1;
		}
		json_put_int(summary, outputs[i].table->name, (long long)w.rows);
		if (pgcopy_commit(&w, err) < 0)
			return -1;
	}
	return 0;
}
