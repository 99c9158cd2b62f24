/* Putting small worlds together. */
#include "tests/support/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "pipeline/base/mem.h"

struct world *world_new(void)
{
	struct world *w = mem_alloc(sizeof(*w));
	struct sales *s = &w->t.sales;

	s->partners = w->partners;
	s->agreements = w->agreements;
	s->registrations = w->registrations;
	s->lines = w->lines;
	s->campaigns = w->campaigns;
	s->as_of = DAY(365);
	s->currency = world_text(w, "CAD");
	s->files = mem_alloc(sizeof(*s->files));
	s->files[0] = span_of("invoices.csv");
	s->file_count = 1;
	world_partner(w, "0012345");
	world_agreement(w, "A-1", "R-1");
	world_registration(w, "REG-1", "campaign", "0012345", "A-1");
	return w;
}

void world_free(struct world *w)
{
	struct sales *s = &w->t.sales;

	s->partners = NULL;
	s->agreements = NULL;
	s->registrations = NULL;
	s->lines = NULL;
	transform_release(&w->t);
	error_release(&w->err);
	free(w);
}

text_id world_text(struct world *w, const char *text)
{
	return dict_add(&w->t.sales.texts, span_of(text));
}

struct campaign *world_campaign(struct world *w, const char *id)
{
	struct campaign *c = &w->campaigns[w->t.sales.campaign_count++];

	*c = (struct campaign){.id = (char *)id,
		.currency = (char *)"CAD",
		.places = 2,
		.start = DAY(1),
		.count_from = DAY(1),
		.end = DAY(90),
		.returns_days = 10,
		.register_by = DATE_MAX,
		.final_date = DATE_MAX,
		.partner_cap = MONEY_NONE,
		.budget = MONEY_NONE,
		.scope = SCOPE_PARTNER,
		.minimum_quantity = 1,
		.minimum_amount = MONEY_NONE};
	return c;
}

struct campaign *world_frequency(struct world *w, const char *id)
{
	struct campaign *c = world_campaign(w, id);

	c->kind = KIND_FREQUENCY;
	c->pay = PAY_EACH;
	return c;
}

static struct card_entry *add_entry(struct world *w, struct campaign *c, const char *sku)
{
	struct card_entry *entry = &w->entries[w->entry_count++];

	if (c->entry_count == 0)
		c->entries = entry;
	c->entry_count++;
	*entry = (struct card_entry){
		.sku = (char *)sku, .valid_from = DATE_MIN, .valid_to = DATE_MAX};
	return entry;
}

static struct tier *add_tier(struct world *w, struct tier **list, size_t *count)
{
	struct tier *tier = &w->tiers[w->tier_count++];

	if (*count == 0)
		*list = tier;
	(*count)++;
	return tier;
}

void world_product(struct world *w, struct campaign *c, const char *sku)
{
	add_entry(w, c, sku);
}

void world_tier(struct world *w, struct campaign *c, const char *sku, int64_t minimum,
	int64_t maximum, struct money rate)
{
	struct card_entry *entry = c->entry_count ? &c->entries[c->entry_count - 1] : NULL;

	if (!entry || strcmp(entry->sku, sku) != 0)
		entry = add_entry(w, c, sku);
	*add_tier(w, &entry->tiers, &entry->tier_count) = (struct tier){
		.minimum = minimum, .maximum = maximum ? maximum : UNITS_NO_LIMIT, .rate = rate};
}

void world_threshold(struct world *w, struct campaign *c, int64_t threshold, struct money amount)
{
	*add_tier(w, &c->thresholds, &c->threshold_count) =
		(struct tier){.minimum = threshold, .maximum = UNITS_NO_LIMIT, .rate = amount};
}

struct partner *world_partner(struct world *w, const char *mpn_id)
{
	struct partner *partner = &w->partners[w->t.sales.partner_count++];

	*partner = (struct partner){.mpn_id = world_text(w, mpn_id),
		.name = world_text(w, mpn_id),
		.membership_start = DATE_NONE,
		.membership_end = DATE_NONE};
	return partner;
}

struct agreement *world_agreement(struct world *w, const char *number, const char *account)
{
	struct agreement *agreement = &w->agreements[w->t.sales.agreement_count++];

	*agreement = (struct agreement){.number = world_text(w, number),
		.license_type = world_text(w, "Open"),
		.account = world_text(w, account),
		.start = DATE_NONE,
		.end = DATE_NONE};
	return agreement;
}

struct registration *world_registration(struct world *w, const char *id, const char *campaign,
	const char *mpn_id, const char *number)
{
	struct registration *r = &w->registrations[w->t.sales.registration_count++];

	*r = (struct registration){.id = world_text(w, id),
		.campaign_id = world_text(w, campaign),
		.mpn_id = world_text(w, mpn_id),
		.number = world_text(w, number),
		.status = world_text(w, "approved"),
		.registered_on = DAY(0),
		.terms_signed_on = DATE_NONE};
	return r;
}

struct line *world_line(struct world *w, const char *invoice, int64_t number, date_t date,
	int64_t quantity)
{
	struct line *line = &w->lines[w->t.sales.line_count++];

	*line = (struct line){.invoice = world_text(w, invoice),
		.account = world_text(w, "R-1"),
		.customer = world_text(w, "C-1"),
		.sku = world_text(w, "SEAT"),
		.currency = world_text(w, "CAD"),
		.date = date,
		.carded = true,
		.number = number,
		.quantity = quantity,
		.net_amount = {quantity * MONEY_SCALE},
		.origin = {0, w->t.sales.line_count + 1}};
	return line;
}

static void ask(struct world *w)
{
	struct transform *t = &w->t;

	cards_init(&t->cards, w->campaigns, t->sales.campaign_count);
	sales_finish_parties(&t->sales);
	sales_finish(&t->sales);
	registrations_settle(&t->registrations, &t->sales);
	eligibility_init(&t->eligibility, &t->sales);
	for (uint32_t i = 0; i < t->sales.line_count; i++)
		eligibility_ask(&t->eligibility, &t->sales,
			cards_of(&t->cards, sales_text(&t->sales, w->lines[i].sku)), &t->registrations,
			&w->lines[i], i);
}

void world_ask(struct world *w)
{
	ask(w);
	returns_match(&w->t.returns, &w->t.sales);
}

int world_try(struct world *w)
{
	ask(w);
	w->t.intake.jobs = 2;
	return transform_fold(&w->t, &w->err);
}

void world_settle(struct world *w)
{
	if (world_try(w) < 0)
		fail_msg("%s", error_text(&w->err));
}

static bool is_line(struct world *w, uint32_t index, const char *invoice, int64_t number)
{
	const struct line *line = &w->lines[index];

	return line->number == number && span_is(sales_text(&w->t.sales, line->invoice), invoice);
}

const struct earning *world_earning(struct world *w, const char *invoice, int64_t number)
{
	const struct settlement *settlement = &w->t.settlement;

	for (size_t i = 0; i < settlement->earnings.total; i++) {
		w->found = settlement_earning(settlement, i);
		if (is_line(w, w->found.line, invoice, number))
			return &w->found;
	}
	return NULL;
}

const struct exclusion *world_exclusion(struct world *w, const char *invoice, int64_t number)
{
	const struct exclusions *exclusions = &w->t.eligibility.exclusions;

	for (size_t i = 0; i < exclusions->count; i++)
		if (is_line(w, exclusions->items[i].line, invoice, number))
			return &exclusions->items[i];
	return NULL;
}

enum registration_state world_state(struct world *w, const char *registration_id)
{
	for (size_t i = 0; i < w->t.sales.registration_count; i++)
		if (span_is(sales_text(&w->t.sales, w->registrations[i].id), registration_id))
			return w->t.registrations.items[i].state;
	fail_msg("no registration %s", registration_id);
	return STATE_ACTIVE;
}

struct money world_paid(struct world *w)
{
	struct money sum = MONEY_ZERO;

	for (size_t i = 0; i < w->t.settlement.payouts.count; i++)
		money_add(sum, w->t.settlement.payouts.items[i].amount, &sum);
	return sum;
}

void assert_cents(struct money amount, int64_t cents)
{
	assert_int_equal(amount.e4, cents * 100);
}
