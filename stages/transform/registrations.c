/* The states of registrations, first that applies, and the holders of accounts. */
#include "stages/transform/registrations.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"

const char *const registration_state_name[] = {
	[STATE_UNKNOWN_CAMPAIGN] = "unknown-campaign",
	[STATE_UNKNOWN_PARTNER] = "unknown-partner",
	[STATE_NOT_APPROVED] = "not-approved",
	[STATE_TERMS_NOT_ACCEPTED] = "terms-not-accepted",
	[STATE_REGISTERED_LATE] = "registered-late",
	[STATE_NUMBER_NOT_FOUND] = "number-not-found",
	[STATE_ACCOUNT_TAKEN] = "account-taken",
	[STATE_ACTIVE] = "active",
};

/* The line that names an invoice's account: the lowest-numbered one that has an account. */
static uint32_t *naming_lines(const struct sales *sales)
{
	uint32_t *naming = mem_alloc(sales->texts.count * sizeof(*naming));

	for (size_t i = 0; i < sales->line_count; i++) {
		const struct line *line = &sales->lines[i];
		uint32_t best = naming[line->invoice];
		if (line->account && (!best || line->number < sales->lines[best - 1].number))
			naming[line->invoice] = (uint32_t)i + 1;
	}
	return naming;
}

static void resolve(const struct sales *sales, const uint32_t *naming, text_id number,
	struct resolution *resolution)
{
	const struct agreement *agreement = sales_agreement(sales, number);

	if (naming[number]) {
		resolution->account = sales->lines[naming[number] - 1].account;
		resolution->found_in = FOUND_INVOICE;
	} else if (agreement) {
		resolution->account = agreement->account;
		resolution->found_in = FOUND_AGREEMENT;
	}
}

/* Index of the campaign that a registration names, or -1. */
static int64_t campaign_of(const struct sales *sales, const struct registration *registration)
{
	struct span id = sales_text(sales, registration->campaign_id);

	for (size_t c = 0; c < sales->campaign_count; c++)
		if (span_is(id, sales->campaigns[c].id))
			return (int64_t)c;
	return -1;
}

static bool terms_accepted(const struct sales *sales, const struct campaign *campaign,
	const struct registration *registration)
{
	if (!campaign->terms_version)
		return true;
	return registration->terms_signed_on != DATE_NONE &&
		   span_is(sales_text(sales, registration->terms_version), campaign->terms_version);
}

/* Everything but account-taken; STATE_ACTIVE where nothing stands against it. */
static enum registration_state own_state(const struct sales *sales, int64_t campaign_index,
	const struct registration *registration, const struct resolution *resolution)
{
	if (campaign_index < 0)
		return STATE_UNKNOWN_CAMPAIGN;
	const struct campaign *campaign = &sales->campaigns[campaign_index];
	if (!sales_partner(sales, registration->mpn_id))
		return STATE_UNKNOWN_PARTNER;
	if (!span_is(sales_text(sales, registration->status), "approved"))
		return STATE_NOT_APPROVED;
	if (!terms_accepted(sales, campaign, registration))
		return STATE_TERMS_NOT_ACCEPTED;
	if (registration->registered_on > campaign->register_by)
		return STATE_REGISTERED_LATE;
	if (!resolution->account)
		return STATE_NUMBER_NOT_FOUND;
	return STATE_ACTIVE;
}

static void number_accounts(struct registrations *r, const struct sales *sales)
{
	r->account_ids = sales->texts.count;
	r->account_slot = mem_alloc(r->account_ids * sizeof(*r->account_slot));
	for (size_t i = 0; i < sales->registration_count; i++) {
		text_id account = r->items[i].account;
		if (account && !r->account_slot[account])
			r->account_slot[account] = (uint32_t)++r->slot_count;
	}
	r->holders = mem_alloc(sales->campaign_count * r->slot_count * sizeof(*r->holders));
}

bool registrations_name(const struct registrations *r, text_id account)
{
	return account && account < r->account_ids && r->account_slot[account];
}

static struct holder *holder_at(const struct registrations *r, size_t campaign, text_id account)
{
	uint32_t slot = registrations_name(r, account) ? r->account_slot[account] : 0;

	return slot ? &r->holders[campaign * r->slot_count + slot - 1] : NULL;
}

/* Registrations come in order: the first active one holds the account, and where none has been
 * active so far, the first of a known partner speaks for it. */
static void claim(struct registrations *r, const struct sales *sales, size_t index, size_t campaign)
{
	struct resolution *own = &r->items[index];
	struct holder *holder = holder_at(r, campaign, own->account);
	const struct registration *before =
		holder && holder->registration ? &sales->registrations[holder->registration - 1] : NULL;
	bool held = before && r->items[holder->registration - 1].state == STATE_ACTIVE;

	if (own->state == STATE_ACTIVE && held &&
		before->mpn_id != sales->registrations[index].mpn_id)
		own->state = STATE_ACCOUNT_TAKEN;
	if (!holder || own->state == STATE_UNKNOWN_PARTNER)
		return;
	if (!before || (own->state == STATE_ACTIVE && !held))
		holder->registration = (uint32_t)index + 1;
}

void registrations_settle(struct registrations *r, const struct sales *sales)
{
	uint32_t *naming AUTOFREE = naming_lines(sales);

	*r = (struct registrations){
		.items = mem_alloc(sales->registration_count * sizeof(*r->items))};
	for (size_t i = 0; i < sales->registration_count; i++)
		resolve(sales, naming, sales->registrations[i].number, &r->items[i]);
	number_accounts(r, sales);
	for (size_t i = 0; i < sales->registration_count; i++) {
		const struct registration *registration = &sales->registrations[i];
		int64_t campaign = campaign_of(sales, registration);
		r->items[i].state = own_state(sales, campaign, registration, &r->items[i]);
		if (campaign >= 0)
			claim(r, sales, i, (size_t)campaign);
	}
}

int64_t registrations_holder(const struct registrations *r, size_t campaign, text_id account)
{
	const struct holder *holder = holder_at(r, campaign, account);

	return holder ? (int64_t)holder->registration - 1 : -1;
}

void registrations_release(struct registrations *r)
{
	free(r->items);
	free(r->account_slot);
	free(r->holders);
	*r = (struct registrations){0};
}
