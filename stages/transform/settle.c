/* The fold: each event earns the change that it makes. */
#include "stages/transform/settle.h"

#include <inttypes.h>
#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "stages/transform/caps.h"
#include "stages/transform/events.h"
#include "stages/transform/group.h"
#include "stages/transform/measure.h"

const char *const note_name[] = {
	[NOTE_BEFORE_START] = "before-start",
	[NOTE_CAPPED] = "capped",
	[NOTE_NOT_COUNTED] = "not-counted",
	[NOTE_BELOW_MINIMUM] = "below-minimum",
	[NOTE_BELOW_THRESHOLD] = "below-threshold",
	[NOTE_ABOVE_MAXIMUM] = "above-maximum",
	[NOTE_NONE] = "",
};

struct fold {
	const struct sales *sales;
	const struct campaign *campaign;
	uint32_t campaign_index;
	const struct claims *claims;
	struct groups groups;
	struct measure measure;
	struct caps caps;
	struct earnings *earnings;
};

static int does_not_fit(const struct sales *sales, const struct campaign *campaign, uint32_t line,
	struct error *err)
{
	struct origin origin = sales->lines[line].origin;

	error_set(err, EXIT_DATA,
		"%.*s:%" PRIu64 ": campaign %s: the amount or quantity grows beyond what can be settled",
		SPAN_ARG(sales->files[origin.file]), (uint64_t)origin.line, campaign->id);
	return error_hint(err, "look at the quantity and amount of this line; correct and deliver it again");
}

/* The note of an event, but for before-start and capped, which come first. */
static enum note note_of(const struct campaign *campaign, const struct group *group, bool counted)
{
	bool frequency = campaign->kind == KIND_FREQUENCY;
	const struct tier *tier = ladder_reached(group->ladder, group->measure);

	if (!counted)
		return NOTE_NOT_COUNTED;
	if (!tier)
		return frequency ? NOTE_BELOW_THRESHOLD : NOTE_BELOW_MINIMUM;
	if (group->measure > tier->maximum)
		return NOTE_ABOVE_MAXIMUM;
	return NOTE_NONE;
}

/* The change that an event makes to its group's payout, and what caps give of it. No payout is
 * below 0, and no more is given or taken back than the change: their differences always fit. */
static bool earn(struct fold *fold, struct group *group, struct earning *earning)
{
	struct money payout, change;

	if (!curve_payout(fold->campaign, group->ladder, group->measure, group->unpaid, &payout))
		return false;
	change.e4 = payout.e4 - group->payout.e4;
	earning->payout_before = group->payout;
	earning->payout_after = group->payout = payout;
	earning->amount = caps_spend(&fold->caps, earning->partner, change, payout, &group->given);
	earning->withheld.e4 = change.e4 - earning->amount.e4;
	return true;
}

static bool take_event(struct fold *fold, const struct event *event)
{
	const struct claim *claim = &fold->claims->items[event->claim];
	uint32_t index = groups_of(&fold->groups, fold->sales, fold->campaign, claim);
	struct group *group = &fold->groups.items[index];
	struct earning earning = {.line = event->line,
		.partner = claim->partner,
		.campaign = fold->campaign_index,
		.date = event->date,
		.quantity = event->units,
		.measure_before = group->measure,
		.sale = group->sale,
		.entry = group->entry};
	bool counted;

	if (!measure_event(&fold->measure, index, group, event, &counted))
		return false;
	earning.measure_after = group->measure;
	earning.note = note_of(fold->campaign, group, counted);
	if (event->date < fold->campaign->start) {
		group->unpaid = group->measure;
		earning.note = NOTE_BEFORE_START;
	} else if (!earn(fold, group, &earning)) {
		return false;
	}
	MEM_GROW(fold->earnings->items, fold->earnings->count, fold->earnings->cap);
	fold->earnings->items[fold->earnings->count++] = earning;
	return true;
}

static void add_group(struct payout *payout, const struct group *group)
{
	const struct tier *next = ladder_next(group->ladder, group->measure);

	payout->groups++;
	payout->measure = payout->groups == 1 ? group->measure : INT64_MIN;
	payout->next_threshold = payout->groups == 1 && next ? next->minimum : INT64_MIN;
}

/* What reaching the tier changes; caps are not asked. */
static struct money worth_of(const struct campaign *campaign, const struct group *group,
	const struct tier *next)
{
	struct money there, change;

	if (!curve_payout(campaign, group->ladder, next->minimum, group->unpaid, &there) ||
		!money_subtract(there, group->payout, &change))
		return MONEY_NONE;
	return change;
}

static void add_standing(struct standings *standings, const struct fold *fold,
	const struct group *group)
{
	const struct tier *next = ladder_next(group->ladder, group->measure);

	MEM_GROW(standings->items, standings->count, standings->cap);
	standings->items[standings->count++] = (struct standing){.partner = group->partner,
		.campaign = fold->campaign_index,
		.entry = group->entry,
		.sale = group->sale,
		.measure = group->measure,
		.next_threshold = next ? next->minimum : INT64_MIN,
		.next_adds = next ? worth_of(fold->campaign, group, next) : MONEY_NONE};
}

/* An invoice is what it is: only groups that later sales can join are of interest. */
static bool stays_open(const struct fold *fold, const struct group *group)
{
	const struct campaign *campaign = fold->campaign;

	if (campaign->kind == KIND_FREQUENCY || campaign->scope == SCOPE_PARTNER)
		return true;
	return campaign->scope == SCOPE_CUSTOMER && fold->sales->lines[group->sale].customer;
}

static void note_standings(struct standings *standings, const struct fold *fold)
{
	for (size_t g = 0; g < fold->groups.keys.count; g++)
		if (stays_open(fold, &fold->groups.items[g]))
			add_standing(standings, fold, &fold->groups.items[g]);
}

/* One payout for each partner of the campaign's groups. */
static bool sum_up(struct payouts *payouts, const struct fold *fold, size_t first_earning)
{
	uint32_t *index_of AUTOFREE =
		mem_alloc(fold->sales->partner_count * sizeof(*index_of));

	for (size_t g = 0; g < fold->groups.keys.count; g++) {
		const struct group *group = &fold->groups.items[g];
		if (!index_of[group->partner]) {
			MEM_GROW(payouts->items, payouts->count, payouts->cap);
			payouts->items[payouts->count++] =
				(struct payout){.partner = group->partner, .campaign = fold->campaign_index};
			index_of[group->partner] = (uint32_t)payouts->count;
		}
		add_group(&payouts->items[index_of[group->partner] - 1], group);
	}
	for (size_t i = first_earning; i < fold->earnings->count; i++) {
		const struct earning *earning = &fold->earnings->items[i];
		struct payout *payout = &payouts->items[index_of[earning->partner] - 1];
		if (!money_add(payout->amount, earning->amount, &payout->amount) ||
			!money_add(payout->withheld, earning->withheld, &payout->withheld))
			return false;
	}
	return true;
}

static int fold_events(struct fold *fold, const struct events *events, struct payouts *payouts,
	struct error *err)
{
	size_t first_earning = fold->earnings->count;

	for (size_t i = 0; i < events->count; i++)
		if (!take_event(fold, &events->items[i]))
			return does_not_fit(fold->sales, fold->campaign, events->items[i].line, err);
	if (!sum_up(payouts, fold, first_earning))
		return does_not_fit(fold->sales, fold->campaign,
			events->items[events->count - 1].line, err);
	return 0;
}

int settle_campaign(struct settlement *settlement, const struct sales *sales,
	const struct registrations *registrations, const struct returns *returns, size_t campaign,
	const struct claims *claims, struct error *err)
{
	struct fold fold = {.sales = sales,
		.campaign = &sales->campaigns[campaign],
		.campaign_index = (uint32_t)campaign,
		.claims = claims,
		.earnings = &settlement->earnings};
	struct events events;

	events_list(&events, sales, returns, campaign, claims, &settlement->late_returns);
	measure_init(&fold.measure, sales, registrations, fold.campaign, claims);
	caps_init(&fold.caps, fold.campaign, sales->partner_count);
	int result = fold_events(&fold, &events, &settlement->payouts, err);
	note_standings(&settlement->standings, &fold);
	caps_release(&fold.caps);
	measure_release(&fold.measure);
	groups_release(&fold.groups);
	events_release(&events);
	return result;
}

void settlement_release(struct settlement *settlement)
{
	free(settlement->earnings.items);
	free(settlement->payouts.items);
	free(settlement->standings.items);
	free(settlement->late_returns.items);
	*settlement = (struct settlement){0};
}
