/* From indices back to texts, table by table. */
#include "stages/transform/output.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/table.h"
#include "pipeline/edge/json.h"
#include "stages/transform/output_tables.h"

static struct span text(const struct output *output, text_id id)
{
	return sales_text(output->sales, id);
}

static struct span mpn_of(const struct output *output, uint32_t partner)
{
	return text(output, output->sales->partners[partner].mpn_id);
}

static struct span name_or_null(const char *name)
{
	return name[0] ? span_of(name) : SPAN_NONE;
}

static struct span file_of(const struct output *output, struct origin origin)
{
	return output->sales->files[origin.file];
}

static void write_partners(const struct output *output, struct pgcopy_writer *w)
{
	for (size_t i = 0; i < output->sales->partner_count; i++) {
		const struct partner *partner = &output->sales->partners[i];
		struct partner_result row = {
			.mpn_id = text(output, partner->mpn_id),
			.name = text(output, partner->name),
			.email = text(output, partner->email),
			.province = text(output, partner->province),
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
			.mpn_id = text(output, partner->mpn_id),
			.payee_name = text(output, partner->payee_name),
			.payee_account = text(output, partner->payee_account),
			.payee_bank = text(output, partner->payee_bank),
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
		.mpn_id = text(output, registration->mpn_id),
		.registration_id = text(output, registration->id),
		.campaign_id = text(output, registration->campaign_id),
		.identification_number = text(output, registration->number),
		.reseller_id = text(output, resolution->account),
		.found_in = name_or_null(found_name[resolution->found_in]),
		.state = span_of(registration_state_name[resolution->state]),
		.registered_on = registration->registered_on,
		.terms_signed_on = registration->terms_signed_on,
		.terms_version = text(output, registration->terms_version),
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

static void write_earnings(const struct output *output, struct pgcopy_writer *w)
{
	size_t count = output->settlement->earnings.total;

	for (size_t i = 0; i < count; i++) {
		struct earning whole = settlement_earning(output->settlement, i), *earning = &whole;
		const struct line *line = &output->sales->lines[earning->line];
		const struct campaign *campaign = &output->sales->campaigns[earning->campaign];
		struct earning_result row = {
			.mpn_id = mpn_of(output, earning->partner),
			.campaign_id = span_of(campaign->id),
			.invoice_number = text(output, line->invoice),
			.line_number = line->number,
			.sku = text(output, line->sku),
			.reseller_id = text(output, line->account),
			.customer_id = text(output, line->customer),
			.event_date = earning->date,
			.quantity = earning->quantity,
			.currency = span_of(campaign->currency),
			.amount = earning->amount,
			.withheld = earning->withheld,
			.measure_before = earning->measure_before,
			.measure_after = earning->measure_after,
			.note = name_or_null(note_name[earning->note]),
			.source_file = file_of(output, line->origin),
			.source_line = line->origin.line,
			.entry_line = INT64_MIN,
			.places = campaign->places,
		};
		char period[MEASURED_TEXT];
		if (earning->sale != SEVERAL_GROUPS) {
			row.measured = measured_by(output->sales, campaign, earning->sale, period);
			if (campaign->kind == KIND_DOLLAR_PER_SKU)
				row.entry_line = (int64_t)campaign->entries[earning->entry].line;
		}
		table_write(&table_earning_result, w, &row);
	}
}

/* What the rule looked at, of the sale. */
static struct span fact_of(const struct output *output, const struct exclusion *exclusion)
{
	const struct line *line = &output->sales->lines[exclusion->line];

	switch (exclusion->reason) {
	case REASON_AGREEMENT_UNKNOWN:
	case REASON_AGREEMENT_INACTIVE:
		return text(output, line->agreement);
	case REASON_LICENSE_TYPE:
		return text(output, line->license_type);
	case REASON_CURRENCY:
		return text(output, line->currency);
	default:
		return SPAN_NONE;
	}
}

static void write_exclusions(const struct output *output, struct pgcopy_writer *w)
{
	const struct exclusions *exclusions = &output->eligibility->exclusions;

	for (size_t i = 0; i < exclusions->count; i++) {
		const struct exclusion *exclusion = &exclusions->items[i];
		const struct line *line = &output->sales->lines[exclusion->line];
		struct exclusion_result row = {
			.mpn_id = mpn_of(output, exclusion->partner),
			.campaign_id = span_of(output->sales->campaigns[exclusion->campaign].id),
			.invoice_number = text(output, line->invoice),
			.line_number = line->number,
			.sku = text(output, line->sku),
			.reseller_id = text(output, line->account),
			.customer_id = text(output, line->customer),
			.event_date = exclusion->date,
			.quantity = exclusion->quantity,
			.reason = span_of(reason_name[exclusion->reason]),
			.source_file = file_of(output, line->origin),
			.source_line = line->origin.line,
			.fact = fact_of(output, exclusion),
		};
		table_write(&table_exclusion_result, w, &row);
	}
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
			.invoice_number = text(output, line->invoice),
			.line_number = line->number,
			.sku = text(output, line->sku),
			.reseller_id = text(output, line->account),
			.customer_id = text(output, line->customer),
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

static const struct {
	const struct table *table;
	write_rows write;
} outputs[] = {
	{&table_partner_result, write_partners},
	{&table_payee_result, write_payees},
	{&table_campaign_result, write_campaigns},
	{&table_campaign_terms_result, write_campaign_terms},
	{&table_campaign_card_result, write_campaign_card},
	{&table_registration_result, write_registrations},
	{&table_earning_result, write_earnings},
	{&table_exclusion_result, write_exclusions},
	{&table_unmatched_return_result, write_unmatched},
	{&table_payout_result, write_payouts},
	{&table_standing_result, write_standings},
	{&table_counted_result, write_counted},
};

const char *output_table(size_t i)
{
	return i < ARRAY_LEN(outputs) ? outputs[i].table->name : NULL;
}

int output_write(const struct output *output, json_t *summary, struct error *err)
{
	struct pgcopy_writer w;

	for (size_t i = 0; i < ARRAY_LEN(outputs); i++) {
		char *file AUTOFREE = mem_printf("%s.copy", outputs[i].table->name);
		char *path AUTOFREE = run_path(output->run, file);
		if (pgcopy_create(&w, path, err) < 0)
			return -1;
		outputs[i].write(output, &w);
		json_put_int(summary, outputs[i].table->name, (long long)w.rows);
		if (pgcopy_commit(&w, err) < 0)
			return -1;
	}
	return 0;
}
