/* Earnings in little room, and the parts of a return made one. */
#include "stages/transform/earnings.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "stages/transform/results.h"

const char *const note_name[] = {
	[NOTE_BEFORE_START] = "before-start",
	[NOTE_CAPPED] = "capped",
	[NOTE_NOT_COUNTED] = "not-counted",
	[NOTE_BELOW_MINIMUM] = "below-minimum",
	[NOTE_BELOW_THRESHOLD] = "below-threshold",
	[NOTE_ABOVE_MAXIMUM] = "above-maximum",
	[NOTE_NONE] = "",
};

static bool is_short(int64_t number)
{
	return number >= INT32_MIN && number <= INT32_MAX;
}

static bool has_room(const struct earnings *earnings, const struct earning *earning)
{
	const struct line *line = &earnings->sales->lines[earning->line];

	return earning->date == line->date && earning->quantity == line->quantity &&
		   is_short(earning->amount.e4) && is_short(earning->withheld.e4) &&
		   is_short(earning->measure_before) && is_short(earning->measure_after) &&
		   earning->entry <= UINT16_MAX &&
		   !(earnings->watched && line->invoice == earnings->watched);
}

static struct slim_earning slim(const struct earning *earning)
{
	return (struct slim_earning){.line = earning->line,
		.partner = earning->partner,
		.sale = earning->sale,
		.amount = (int32_t)earning->amount.e4,
		.withheld = (int32_t)earning->withheld.e4,
		.measure_before = (int32_t)earning->measure_before,
		.measure_after = (int32_t)earning->measure_after,
		.entry = (uint16_t)earning->entry,
		.note = (uint8_t)earning->note};
}

static struct slim_earning keep_whole(struct earnings *earnings, const struct earning *earning)
{
	MEM_GROW(earnings->whole, earnings->whole_count, earnings->whole_cap);
	earnings->whole[earnings->whole_count] = *earning;
	return (struct slim_earning){.line = earning->line,
		.partner = earning->partner,
		.sale = (uint32_t)earnings->whole_count++,
		.whole = true};
}

static struct slim_earning pack(struct earnings *earnings, const struct earning *earning)
{
	return has_room(earnings, earning) ? slim(earning) : keep_whole(earnings, earning);
}

void earnings_reserve(struct earnings *earnings, size_t count)
{
	earnings->items = mem_resize(earnings->items, count, sizeof(*earnings->items));
	earnings->cap = count;
}

void earnings_add(struct earnings *earnings, const struct earning *earning)
{
	MEM_GROW(earnings->items, earnings->count, earnings->cap);
	earnings->items[earnings->count++] = pack(earnings, earning);
}

struct earning earnings_get(const struct earnings *earnings, size_t index)
{
	const struct slim_earning *item = &earnings->items[index];
	const struct line *line = &earnings->sales->lines[item->line];

	if (item->whole)
		return earnings->whole[item->sale];
	return (struct earning){.line = item->line,
		.partner = item->partner,
		.campaign = earnings->campaign,
		.date = line->date,
		.quantity = line->quantity,
		.amount = {item->amount},
		.withheld = {item->withheld},
		.measure_before = item->measure_before,
		.measure_after = item->measure_after,
		.payout_before = MONEY_NONE,
		.payout_after = MONEY_NONE,
		.note = (enum note)item->note,
		.sale = item->sale,
		.entry = item->entry};
}

static date_t later(date_t a, date_t b)
{
	return a > b ? a : b;
}

/* The sums, the first measure before and the last after; the note is that of the last part. */
static bool join(struct earning *into, const struct earning *part)
{
	if (!money_add(into->amount, part->amount, &into->amount) ||
		!money_add(into->withheld, part->withheld, &into->withheld))
		return false;
	into->quantity += part->quantity;
	into->date = later(into->date, part->date);
	into->measure_after = part->measure_after;
	into->payout_after = part->payout_after;
	into->note = part->note;
	if (into->sale != part->sale)
		into->sale = SEVERAL_GROUPS;
	return true;
}

/* What is withheld of an earning decides; of one with several parts, in their sum. */
static void settle_notes(struct earnings *earnings)
{
	for (size_t i = 0; i < earnings->count; i++) {
		struct slim_earning *item = &earnings->items[i];
		if (!item->whole && item->note != NOTE_BEFORE_START && item->withheld != 0)
			item->note = NOTE_CAPPED;
	}
	for (size_t i = 0; i < earnings->whole_count; i++) {
		struct earning *earning = &earnings->whole[i];
		if (earning->note != NOTE_BEFORE_START && earning->withheld.e4 != 0)
			earning->note = NOTE_CAPPED;
	}
}

static int join_parts(struct earnings *earnings, struct error *err)
{
	struct slim_earning *items = earnings->items;
	size_t kept = 0;

	for (size_t i = 0; i < earnings->count; i++) {
		struct slim_earning *last = kept ? &items[kept - 1] : NULL;
		if (!last || last->line != items[i].line || last->partner != items[i].partner) {
			items[kept++] = items[i];
			continue;
		}
		struct earning sum = earnings_get(earnings, kept - 1), part = earnings_get(earnings, i);
		if (!join(&sum, &part))
			return error_set(err, EXIT_DATA, "a return's parts add up beyond what can be settled");
		*last = pack(earnings, &sum);
	}
	earnings->count = kept;
	return 0;
}

int earnings_finish(struct earnings *earnings, struct error *err)
{
	results_sort(&(struct results){.sales = earnings->sales,
		.items = (char *)earnings->items,
		.size = sizeof(*earnings->items),
		.count = earnings->count});
	if (join_parts(earnings, err) < 0)
		return -1;
	settle_notes(earnings);
	earnings->items = mem_resize(earnings->items, earnings->count, sizeof(*earnings->items));
	earnings->cap = earnings->count;
	return 0;
}

void earnings_release(struct earnings *earnings)
{
	free(earnings->items);
	free(earnings->whole);
	*earnings = (struct earnings){0};
}
