/* What did not count, and why. */
#include "pipeline/base/mem.h"
#include "stages/transform/output_tables.h"

/* What the rule looked at, of the sale. */
static struct span fact_of(const struct output *output, const struct exclusion *exclusion)
{
	const struct line *line = &output->sales->lines[exclusion->line];

	switch (exclusion->reason) {
	case REASON_AGREEMENT_UNKNOWN:
	case REASON_AGREEMENT_INACTIVE:
		return text_of(output, line->agreement);
	case REASON_LICENSE_TYPE:
		return text_of(output, line->license_type);
	case REASON_CURRENCY:
		return text_of(output, line->currency);
	default:
		return SPAN_NONE;
	}
}

size_t count_exclusions(const struct output *output)
{
	return output->eligibility->exclusions.count;
}

static void write_exclusion(const struct output *output, const struct exclusion *exclusion,
	struct pgcopy_writer *piece)
{
	const struct line *line = &output->sales->lines[exclusion->line];
	struct exclusion_result row = {
		.mpn_id = mpn_of(output, exclusion->partner),
		.campaign_id = span_of(output->sales->campaigns[exclusion->campaign].id),
		.invoice_number = text_of(output, line->invoice),
		.line_number = line->number,
		.sku = text_of(output, line->sku),
		.reseller_id = text_of(output, line->account),
		.customer_id = text_of(output, line->customer),
		.event_date = exclusion->date,
		.quantity = exclusion->quantity,
		.reason = span_of(reason_name[exclusion->reason]),
		.source_file = file_of(output, line->origin),
		.source_line = (int64_t)line->origin.line,
		.fact = fact_of(output, exclusion),
	};

	table_write(&table_exclusion_result, piece, &row);
}

void write_exclusions(const struct output *output, size_t first, size_t end,
	struct pgcopy_writer *piece)
{
	const struct exclusion *items = output->eligibility->exclusions.items;
	uint32_t lines[OUTPUT_AHEAD];

	for (size_t count; first < end; first += count) {
		count = end - first < OUTPUT_AHEAD ? end - first : OUTPUT_AHEAD;
		for (size_t i = 0; i < count; i++)
			lines[i] = items[first + i].line;
		fetch_lines(output->sales, lines, count);
		for (size_t i = 0; i < count; i++)
			write_exclusion(output, &items[first + i], piece);
	}
}
