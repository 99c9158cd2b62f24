/* The fold: each event earns the change that it makes. */
#include "stages/transform/settle.h"

#include <inttypes.h>
#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "stages/transform/caps.h"
#include "stages/transform/events.h"
#include "stages/transform/group.h"
#include "stages/transform/measure.h"

struct fold {
	const struct sales *sales;
	const struct campaign *campaign;
	uint32_t campaign_index;
	const struct claims *claims;
	struct groups groups;
	struct measure measure;
	struct caps caps;
	struct payout *payouts; /* by partner; without groups: none */
	bool too_large;         /* some payout does not fit */
	struct outcome *outcome;
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

static void add_to_payout(struct fold *fold, const struct earning *earning)
{
	struct payout *payout = &fold->payouts[earning->partner];

	fold->too_large |= !money_add(payout->amount, earning->amount, &payout->amount) ||
					   !money_add(payout->withheld, earning->withheld, &payout->withheld);
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
	add_to_payout(fold, &earning);
	earnings_add(&fold->outcome->earnings, &earning);
	return true;
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

/* Groups are in the order of their first sales already. */
static void note_standings(const struct fold *fold)
{
	size_t count = 0;
	struct keyed *order AUTOFREE = mem_alloc(fold->groups.keys.count * sizeof(*order));

	for (uint32_t g = 0; g < fold->groups.keys.count; g++)
		if (stays_open(fold, &fold->groups.items[g]))
			order[count++] = (struct keyed){fold->groups.items[g].partner, g, 0};
	keyed_sort(order, count, NULL, NULL);
	for (size_t i = 0; i < count; i++)
		add_standing(&fold->outcome->standings, fold, &fold->groups.items[order[i].index]);
}

static void add_group(struct payout *payout, const struct group *group)
{
	const struct tier *next = ladder_next(group->ladder, group->measure);

	payout->groups++;
	payout->measure = payout->groups == 1 ? group->measure : INT64_MIN;
	payout->next_threshold = payout->groups == 1 && next ? next->minimum : INT64_MIN;
}

/* One payout for each partner of the campaign's groups. */
static void sum_up(const struct fold *fold)
{
	struct payouts *payouts = &fold->outcome->payouts;

	for (size_t g = 0; g < fold->groups.keys.count; g++)
		add_group(&fold->payouts[fold->groups.items[g].partner], &fold->groups.items[g]);
	for (uint32_t p = 0; p < fold->sales->partner_count; p++) {
		if (fold->payouts[p].groups == 0)
			continue;
		MEM_GROW(payouts->items, payouts->count, payouts->cap);
		payouts->items[payouts->count] = fold->payouts[p];
		payouts->items[payouts->count].partner = p;
		payouts->items[payouts->count++].campaign = fold->campaign_index;
	}
}

static int fold_events(struct fold *fold, const struct events *events, struct error *err)
{
	earnings_reserve(&fold->outcome->earnings, events->count);
	for (size_t i = 0; i < events->count; i++) {
		struct event event = events_get(events, i);
		events_fetch(events, i + LINES_AHEAD);
		if (!take_event(fold, &event) || (fold->too_large && i + 1 == events->count))
			return does_not_fit(fold->sales, fold->campaign, event.line, err);
	}
	sum_up(fold);
	note_standings(fold);
	return 0;
}

static int settle_events(struct fold *fold, const struct events *events,
	const struct settling *settling, struct error *err)
{
	measure_init(&fold->measure, fold->sales, settling->registrations, fold->campaign, fold->claims);
	caps_init(&fold->caps, fold->campaign, fold->sales->partner_count);
	fold->payouts = mem_alloc(fold->sales->partner_count * sizeof(*fold->payouts));
	int result = fold_events(fold, events, err);
	free(fold->payouts);
	caps_release(&fold->caps);
	measure_release(&fold->measure);
	groups_release(&fold->groups);
	return result;
}

int settle_campaign(struct outcome *outcome, const struct settling *settling, size_t campaign,
	const struct claims *claims, struct error *err)
{
	const struct sales *sales = settling->sales;
	struct fold fold = {.sales = sales,
		.campaign = &sales->campaigns[campaign],
		.campaign_index = (uint32_t)campaign,
		.claims = claims,
		.outcome = outcome};
	struct events events;

	*outcome = (struct outcome){.earnings = {.sales = sales,
									.campaign = (uint32_t)campaign,
									.watched = settling->watched}};
	events_list(&events, sales, settling->returns, campaign, claims, &outcome->late_returns);
	int result = settle_events(&fold, &events, settling, err);
	events_release(&events);
	if (result == 0)
		result = earnings_finish(&outcome->earnings, err);
	if (result < 0)
		outcome_release(outcome);
	return result;
}

void outcome_release(struct outcome *outcome)
{
	earnings_release(&outcome->earnings);
	free(outcome->payouts.items);
	free(outcome->standings.items);
	free(outcome->late_returns.items);
	*outcome = (struct outcome){0};
}
