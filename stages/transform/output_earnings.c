/* What each line earned, with what is known of the line. */
#include "pipeline/base/mem.h"
#include "stages/transform/output_tables.h"

size_t count_earnings(const struct output *output)
{
	return output->settlement->earnings.total;
}

static void write_earning(const struct output *output, const struct earning *earning,
	struct pgcopy_writer *piece)
{
	const struct line *line = &output->sales->lines[earning->line];
	const struct campaign *campaign = &output->sales->campaigns[earning->campaign];
	char period[MEASURED_TEXT];
	struct earning_result row = {
		.mpn_id = mpn_of(output, earning->partner),
		.campaign_id = span_of(campaign->id),
		.invoice_number = text_of(output, line->invoice),
		.line_number = line->number,
		.sku = text_of(output, line->sku),
		.reseller_id = text_of(output, line->account),
		.customer_id = text_of(output, line->customer),
		.event_date = earning->date,
		.quantity = earning->quantity,
		.currency = span_of(campaign->currency),
		.amount = earning->amount,
		.withheld = earning->withheld,
		.measure_before = earning->measure_before,
		.measure_after = earning->measure_after,
		.note = name_or_null(note_name[earning->note]),
		.source_file = file_of(output, line->origin),
		.source_line = (int64_t)line->origin.line,
		.entry_line = INT64_MIN,
		.places = campaign->places,
	};

	if (earning->sale != SEVERAL_GROUPS) {
		row.measured = measured_by(output->sales, campaign, earning->sale, period);
		if (campaign->kind == KIND_DOLLAR_PER_SKU)
			row.entry_line = (int64_t)campaign->entries[earning->entry].line;
	}
	table_write(&table_earning_result, piece, &row);
}

/* Where an earning is kept. */
struct place {
	const struct earnings *earnings;
	size_t index;
};

/* *stretch is that of the first of them, or the one before it, and becomes that of the last. */
static void find_places(const struct output *output, size_t first, size_t count,
	const struct stretch **stretch, struct place *places)
{
	const struct settlement *settlement = output->settlement;

	for (size_t i = 0; i < count; i++) {
		*stretch = stretches_go_to(&settlement->earnings, *stretch, first + i);
		places[i] = (struct place){&settlement->outcomes[(*stretch)->campaign].earnings,
			(*stretch)->first + (first + i - (*stretch)->start)};
	}
}

void write_earnings(const struct output *output, size_t first, size_t end,
	struct pgcopy_writer *piece)
{
	const struct stretch *stretch = stretches_at(&output->settlement->earnings, first);
	struct place places[OUTPUT_AHEAD];
	uint32_t lines[OUTPUT_AHEAD];

	for (size_t count; first < end; first += count) {
		count = end - first < OUTPUT_AHEAD ? end - first : OUTPUT_AHEAD;
		find_places(output, first, count, &stretch, places);
		for (size_t i = 0; i < count; i++)
			lines[i] = places[i].earnings->items[places[i].index].line;
		fetch_lines(output->sales, lines, count);
		for (size_t i = 0; i < count; i++) {
			struct earning earning = earnings_get(places[i].earnings, places[i].index);
			write_earning(output, &earning, piece);
		}
	}
}
