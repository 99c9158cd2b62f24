/* The rules of eligibility, in their order; the first that applies decides. */
#include "stages/transform/eligibility.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"

const char *const reason_name[] = {
	[REASON_NO_RESELLER] = "no-reseller",
	[REASON_NOT_REGISTERED] = "not-registered",
	[REASON_NOT_APPROVED] = "not-approved",
	[REASON_TERMS_NOT_ACCEPTED] = "terms-not-accepted",
	[REASON_REGISTERED_LATE] = "registered-late",
	[REASON_ACCOUNT_TAKEN] = "account-taken",
	[REASON_MEMBERSHIP_INACTIVE] = "membership-inactive",
	[REASON_BEFORE_REGISTRATION] = "before-registration",
	[REASON_AGREEMENT_UNKNOWN] = "agreement-unknown",
	[REASON_AGREEMENT_INACTIVE] = "agreement-inactive",
	[REASON_LICENSE_TYPE] = "license-type",
	[REASON_CURRENCY] = "currency",
	[REASON_STACKING] = "stacking",
	[REASON_LATE_RETURN] = "late-return",
};

struct answer {
	const struct candidate *candidate;
	const struct partner *partner; /* who the sale would be paid to; NULL: nobody known */
	enum reason reason;
};

static bool open_within(date_t date, date_t from, date_t to)
{
	return (from == DATE_NONE || date >= from) && (to == DATE_NONE || date <= to);
}

static bool no_reseller(const struct question *q)
{
	return q->sale->account == 0;
}

static bool not_registered(const struct question *q)
{
	return !q->registration;
}

static bool not_approved(const struct question *q)
{
	return q->resolution->state == STATE_NOT_APPROVED;
}

static bool terms_not_accepted(const struct question *q)
{
	return q->resolution->state == STATE_TERMS_NOT_ACCEPTED;
}

static bool registered_late(const struct question *q)
{
	return q->resolution->state == STATE_REGISTERED_LATE;
}

static bool account_taken(const struct question *q)
{
	return q->resolution->state == STATE_ACCOUNT_TAKEN;
}

static bool membership_inactive(const struct question *q)
{
	return !open_within(q->sale->date, q->partner->membership_start, q->partner->membership_end);
}

static bool before_registration(const struct question *q)
{
	return q->campaign->sales_from == SALES_FROM_REGISTRATION &&
		   q->sale->date < q->registration->registered_on;
}

static bool agreement_unknown(const struct question *q)
{
	return q->campaign->license_type_count > 0 && q->sale->agreement && !q->sale->license_type &&
		   !sales_agreement(q->sales, q->sale->agreement);
}

static bool agreement_inactive(const struct question *q)
{
	const struct agreement *agreement = sales_agreement(q->sales, q->sale->agreement);

	if (!q->campaign->require_active_agreement)
		return false;
	return !agreement || !open_within(q->sale->date, agreement->start, agreement->end);
}

static bool license_type(const struct question *q)
{
	struct span own = sales_text(q->sales, q->sale->license_type);

	for (size_t i = 0; i < q->campaign->license_type_count; i++)
		if (span_is(own, q->campaign->license_types[i]))
			return false;
	return q->campaign->license_type_count > 0;
}

static bool other_currency(const struct question *q)
{
	return !money_is_none(q->campaign->minimum_amount) &&
		   !span_is(sales_text(q->sales, q->sale->currency), q->campaign->currency);
}

/* Indexed by enum reason; stacking looks at several campaigns and comes afterwards. */
static bool (*const rules[])(const struct question *) = {
	[REASON_NO_RESELLER] = no_reseller,
	[REASON_NOT_REGISTERED] = not_registered,
	[REASON_NOT_APPROVED] = not_approved,
	[REASON_TERMS_NOT_ACCEPTED] = terms_not_accepted,
	[REASON_REGISTERED_LATE] = registered_late,
	[REASON_ACCOUNT_TAKEN] = account_taken,
	[REASON_MEMBERSHIP_INACTIVE] = membership_inactive,
	[REASON_BEFORE_REGISTRATION] = before_registration,
	[REASON_AGREEMENT_UNKNOWN] = agreement_unknown,
	[REASON_AGREEMENT_INACTIVE] = agreement_inactive,
	[REASON_LICENSE_TYPE] = license_type,
	[REASON_CURRENCY] = other_currency,
};

struct question eligibility_question(const struct sales *sales,
	const struct registrations *registrations, const struct line *sale, size_t campaign)
{
	struct question q = {.sales = sales, .campaign = &sales->campaigns[campaign], .sale = sale};
	int64_t holder = registrations_holder(registrations, campaign, sale->account);

	if (holder >= 0) {
		q.registration = &sales->registrations[holder];
		q.resolution = &registrations->items[holder];
		q.partner = sales_partner(sales, q.registration->mpn_id);
	}
	return q;
}

bool eligibility_applies(enum reason reason, const struct question *question)
{
	return rules[reason](question);
}

static struct answer answer_for(const struct sales *sales, const struct registrations *registrations,
	const struct line *sale, const struct candidate *candidate)
{
	struct question q =
		eligibility_question(sales, registrations, sale, candidate->campaign);
	enum reason reason = 0;

	while (reason < REASON_STACKING && !eligibility_applies(reason, &q))
		reason++;
	return (struct answer){
		candidate, q.partner, reason == REASON_STACKING ? REASON_NONE : reason};
}

/* The campaign of the group, with a lower priority number, that takes this sale too. */
static const struct campaign *stacked(const struct sales *sales, const struct line *sale,
	size_t campaign, const struct answer *answers, size_t count)
{
	const struct campaign *mine = &sales->campaigns[campaign];

	if (!mine->exclusive_group)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		const struct campaign *other = &sales->campaigns[answers[i].candidate->campaign];
		if (answers[i].reason == REASON_NONE && other->exclusive_group &&
			strcmp(other->exclusive_group, mine->exclusive_group) == 0 &&
			other->priority < mine->priority && sale->date >= other->start)
			return other;
	}
	return NULL;
}

/* The answers of all campaigns whose card and window the sale is in. */
static size_t ask_all(const struct sales *sales, struct candidates list,
	const struct registrations *registrations, const struct line *sale, struct answer *answers)
{
	size_t count = 0;

	for (size_t at = 0; at < list.count;) {
		const struct campaign *campaign = &sales->campaigns[list.items[at].campaign];
		const struct candidate *candidate = cards_in_force(list, &at, sale->date);
		if (candidate && date_within(sale->date, campaign->count_from, campaign->end))
			answers[count++] = answer_for(sales, registrations, sale, candidate);
	}
	return count;
}

const struct campaign *eligibility_stacked(const struct sales *sales, const struct cards *cards,
	const struct registrations *registrations, const struct line *sale, size_t campaign)
{
	struct answer *answers AUTOFREE =
		mem_alloc(sales->campaign_count * sizeof(*answers));
	struct candidates list = cards_of(cards, sales_text(sales, sale->sku));
	size_t count = ask_all(sales, list, registrations, sale, answers);

	return stacked(sales, sale, campaign, answers, count);
}

static void claim_sale(struct eligibility *e, const struct sales *sales, uint32_t index,
	const struct answer *answer, uint32_t partner)
{
	uint32_t campaign = answer->candidate->campaign;
	struct claims *claims = &e->claims[campaign];
	size_t entry = (size_t)(answer->candidate->entry - sales->campaigns[campaign].entries);

	MEM_GROW(claims->items, claims->count, claims->cap);
	claims->items[claims->count++] = (struct claim){index, partner, (uint32_t)entry};
}

static void count_sale(struct eligibility *e, const struct line *sale, uint32_t campaign,
	enum reason reason)
{
	struct counted *counted = &e->counted[campaign * COUNTED_REASONS + reason];

	counted->lines++;
	counted->quantity += sale->quantity;
}

/* True where the sale is named by what is recorded. */
static bool record(struct eligibility *e, const struct sales *sales, const struct line *sale,
	uint32_t index, const struct answer *answer, enum reason reason)
{
	uint32_t campaign = answer->candidate->campaign;

	if (reason < COUNTED_REASONS) {
		count_sale(e, sale, campaign, reason);
		return false;
	}
	uint32_t partner = (uint32_t)(answer->partner - sales->partners);
	if (reason == REASON_NONE) {
		claim_sale(e, sales, index, answer, partner);
		return true;
	}
	MEM_GROW(e->exclusions.items, e->exclusions.count, e->exclusions.cap);
	e->exclusions.items[e->exclusions.count++] = (struct exclusion){.line = index,
		.partner = partner,
		.campaign = campaign,
		.reason = reason,
		.date = sale->date,
		.quantity = sale->quantity};
	return true;
}

void eligibility_init(struct eligibility *e, const struct sales *sales)
{
	*e = (struct eligibility){
		.claims = mem_alloc(sales->campaign_count * sizeof(*e->claims)),
		.counted = mem_alloc(sales->campaign_count * COUNTED_REASONS * sizeof(*e->counted)),
		.answers = mem_alloc(sales->campaign_count * sizeof(*e->answers)),
	};
}

bool eligibility_ask(struct eligibility *e, const struct sales *sales, struct candidates list,
	const struct registrations *registrations, const struct line *line, uint32_t index)
{
	bool named = false;
	size_t count =
		line->quantity > 0 ? ask_all(sales, list, registrations, line, e->answers) : 0;

	for (size_t a = 0; a < count; a++) {
		const struct answer *answer = &e->answers[a];
		enum reason reason = answer->reason;
		if (reason == REASON_NONE &&
			stacked(sales, line, answer->candidate->campaign, e->answers, count))
			reason = REASON_STACKING;
		named |= record(e, sales, line, index, answer, reason);
	}
	return named;
}

static void absorb_claims(struct claims *claims, const struct claims *found, uint32_t first)
{
	for (size_t i = 0; i < found->count; i++) {
		MEM_GROW(claims->items, claims->count, claims->cap);
		claims->items[claims->count] = found->items[i];
		claims->items[claims->count++].sale += first;
	}
}

void eligibility_absorb(struct eligibility *e, const struct eligibility *found,
	size_t campaign_count, uint32_t first)
{
	for (size_t c = 0; c < campaign_count; c++)
		absorb_claims(&e->claims[c], &found->claims[c], first);
	for (size_t i = 0; i < found->exclusions.count; i++) {
		MEM_GROW(e->exclusions.items, e->exclusions.count, e->exclusions.cap);
		e->exclusions.items[e->exclusions.count] = found->exclusions.items[i];
		e->exclusions.items[e->exclusions.count++].line += first;
	}
	for (size_t i = 0; i < campaign_count * COUNTED_REASONS; i++) {
		e->counted[i].lines += found->counted[i].lines;
		e->counted[i].quantity += found->counted[i].quantity;
	}
}

void eligibility_release(struct eligibility *e, size_t campaign_count)
{
	for (size_t c = 0; c < campaign_count; c++)
		free(e->claims[c].items);
	free(e->claims);
	free(e->exclusions.items);
	free(e->counted);
	free(e->answers);
	*e = (struct eligibility){0};
}
