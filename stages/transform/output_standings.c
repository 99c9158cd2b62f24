/* What each group is called, how far it has come, and until when it can go on. */
#include <stdio.h>

#include "pipeline/base/mem.h"
#include "stages/transform/output_tables.h"

static struct span period_of(const struct campaign *campaign, date_t date,
	char period[MEASURED_TEXT])
{
	int month = date_month(date), quarter = date_quarter(date), length = 0;

	if (campaign->per == PER_MONTH)
		length = snprintf(period, MEASURED_TEXT, "%04d-%02d", month / 12, month % 12 + 1);
	else if (campaign->per == PER_QUARTER)
		length = snprintf(period, MEASURED_TEXT, "%04d-Q%d", quarter / 4, quarter % 4 + 1);
	return (struct span){period, (size_t)length};
}

struct span measured_by(const struct sales *sales, const struct campaign *campaign, uint32_t sale,
	char period[MEASURED_TEXT])
{
	const struct line *line = &sales->lines[sale];

	if (campaign->kind == KIND_FREQUENCY)
		return period_of(campaign, line->date, period);
	if (campaign->scope == SCOPE_TRANSACTION)
		return sales_text(sales, line->invoice);
	if (campaign->scope == SCOPE_CUSTOMER && line->customer)
		return sales_text(sales, line->customer);
	return span_of("");
}

static date_t earlier(date_t a, date_t b)
{
	return a < b ? a : b;
}

static date_t quarter_end(date_t date)
{
	while (date_quarter(date_month_end(date) + 1) == date_quarter(date))
		date = date_month_end(date) + 1;
	return date_month_end(date);
}

/* The last day on which a sale can join the group. */
static date_t until(const struct sales *sales, const struct campaign *campaign,
	const struct standing *standing)
{
	date_t date = sales->lines[standing->sale].date;

	if (campaign->kind == KIND_DOLLAR_PER_SKU)
		return earlier(campaign->end, campaign->entries[standing->entry].valid_to);
	if (campaign->per == PER_MONTH)
		return earlier(campaign->end, date_month_end(date));
	if (campaign->per == PER_QUARTER)
		return earlier(campaign->end, quarter_end(date));
	return campaign->end;
}

static void write_standing(const struct sales *sales, const struct standing *standing,
	struct pgcopy_writer *w)
{
	const struct campaign *campaign = &sales->campaigns[standing->campaign];
	bool card = campaign->kind == KIND_DOLLAR_PER_SKU;
	char period[MEASURED_TEXT];
	struct standing_result row = {
		.mpn_id = sales_text(sales, sales->partners[standing->partner].mpn_id),
		.campaign_id = span_of(campaign->id),
		.entry_line = card ? (int64_t)campaign->entries[standing->entry].line : 0,
		.measured = measured_by(sales, campaign, standing->sale, period),
		.currency = span_of(campaign->currency),
		.measure = standing->measure,
		.next_threshold = standing->next_threshold,
		.next_adds = standing->next_adds,
		.until = until(sales, campaign, standing),
		.places = campaign->places,
	};

	table_write(&table_standing_result, w, &row);
}

size_t count_standings(const struct output *output)
{
	return output->settlement->standings.total;
}

void write_standings(const struct output *output, size_t first, size_t end,
	struct pgcopy_writer *piece)
{
	const struct settlement *settlement = output->settlement;
	const struct stretch *stretch = stretches_at(&settlement->standings, first);

	for (size_t i = first; i < end; i++) {
		stretch = stretches_go_to(&settlement->standings, stretch, i);
		const struct standings *standings = &settlement->outcomes[stretch->campaign].standings;
		write_standing(output->sales, &standings->items[stretch->first + (i - stretch->start)],
			piece);
	}
}
