/* Rules in words. */
#include "stages/transform/trace.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"

/* What a rule compared, added to text. */
typedef void (*describe_rule)(const struct question *q, struct str *text);

/* Texts of the dictionary are not terminated: they are added by length. */
static void add_text(const struct question *q, struct str *text, const char *label, text_id id)
{
	struct span value = sales_text(q->sales, id);

	str_addf(text, "%s%s ", text->len ? ", " : "", label);
	if (value.len)
		str_add_span(text, value);
	else
		str_add(text, "(blank)");
}

static void add_date(struct str *text, const char *label, date_t date)
{
	char formatted[DATE_TEXT];

	str_addf(text, "%s%s %s", text->len ? ", " : "", label,
		date == DATE_NONE || date == DATE_MAX ? "(open)" : date_format(date, formatted));
}

static void describe_account(const struct question *q, struct str *text)
{
	add_text(q, text, "reseller account", q->sale->account);
}

static void describe_registration(const struct question *q, struct str *text)
{
	if (!q->registration) {
		add_text(q, text, "no registration names account", q->sale->account);
		return;
	}
	add_text(q, text, "registration", q->registration->id);
	add_text(q, text, "of", q->registration->mpn_id);
}

static void describe_state(const struct question *q, struct str *text)
{
	add_text(q, text, "status", q->registration->status);
	str_addf(text, ", state %s", registration_state_name[q->resolution->state]);
}

static void describe_terms(const struct question *q, struct str *text)
{
	str_addf(text, "terms %s", q->campaign->terms_version ? q->campaign->terms_version : "(none)");
	add_text(q, text, "accepted", q->registration->terms_version);
	add_date(text, "signed", q->registration->terms_signed_on);
}

static void describe_register_by(const struct question *q, struct str *text)
{
	add_date(text, "registered", q->registration->registered_on);
	add_date(text, "register by", q->campaign->register_by);
}

static void describe_membership(const struct question *q, struct str *text)
{
	add_date(text, "sale", q->sale->date);
	add_date(text, "member from", q->partner->membership_start);
	add_date(text, "to", q->partner->membership_end);
}

static void describe_registered_on(const struct question *q, struct str *text)
{
	add_date(text, "sale", q->sale->date);
	add_date(text, "registered", q->registration->registered_on);
	if (q->campaign->sales_from == SALES_FROM_START)
		str_add(text, ", sales count from the start");
}

static void describe_agreement(const struct question *q, struct str *text)
{
	const struct agreement *agreement = sales_agreement(q->sales, q->sale->agreement);

	add_text(q, text, "agreement", q->sale->agreement);
	if (!agreement) {
		str_add(text, ", not in the agreements");
		return;
	}
	add_date(text, "sale", q->sale->date);
	add_date(text, "in force from", agreement->start);
	add_date(text, "to", agreement->end);
}

static void describe_license(const struct question *q, struct str *text)
{
	add_text(q, text, "license type", q->sale->license_type);
	str_add(text, ", eligible:");
	for (size_t i = 0; i < q->campaign->license_type_count; i++)
		str_addf(text, "%s %s", i ? "," : "", q->campaign->license_types[i]);
	if (q->campaign->license_type_count == 0)
		str_add(text, " all");
}

static void describe_currency(const struct question *q, struct str *text)
{
	add_text(q, text, "sale in", q->sale->currency);
	str_addf(text, ", campaign in %s", q->campaign->currency);
}

static const describe_rule describe[] = {
	[REASON_NO_RESELLER] = describe_account,
	[REASON_NOT_REGISTERED] = describe_registration,
	[REASON_NOT_APPROVED] = describe_state,
	[REASON_TERMS_NOT_ACCEPTED] = describe_terms,
	[REASON_REGISTERED_LATE] = describe_register_by,
	[REASON_ACCOUNT_TAKEN] = describe_state,
	[REASON_MEMBERSHIP_INACTIVE] = describe_membership,
	[REASON_BEFORE_REGISTRATION] = describe_registered_on,
	[REASON_AGREEMENT_UNKNOWN] = describe_agreement,
	[REASON_AGREEMENT_INACTIVE] = describe_agreement,
	[REASON_LICENSE_TYPE] = describe_license,
	[REASON_CURRENCY] = describe_currency,
};

static void add_step(struct trace *trace, enum reason rule, bool applies, struct str *compared)
{
	MEM_GROW(trace->steps, trace->count, trace->cap);
	trace->steps[trace->count++] =
		(struct trace_step){reason_name[rule], applies, str_detach(compared)};
	if (applies)
		trace->reason = rule;
}

static void ask_rules(struct trace *trace)
{
	for (enum reason rule = 0; rule < REASON_STACKING && trace->reason == REASON_NONE; rule++) {
		struct str compared = STR_INIT;
		describe[rule](&trace->question, &compared);
		add_step(trace, rule, eligibility_applies(rule, &trace->question), &compared);
	}
}

static void ask_stacking(struct trace *trace, struct transform *t, const struct line *sale,
	size_t campaign)
{
	const struct campaign *own = &t->sales.campaigns[campaign];
	const struct campaign *other =
		eligibility_stacked(&t->sales, &t->cards, &t->registrations, sale, campaign);
	struct str compared = STR_INIT;

	if (!own->exclusive_group)
		str_add(&compared, "in no exclusive group");
	else if (other)
		str_addf(&compared, "group %s: campaign %s takes the sale first", own->exclusive_group,
			other->id);
	else
		str_addf(&compared, "group %s: no campaign before this one takes the sale",
			own->exclusive_group);
	add_step(trace, REASON_STACKING, other != NULL, &compared);
}

/* The card entry of the campaign that is in force for the sale. */
static const struct candidate *candidate_of(struct transform *t, const struct line *sale,
	size_t campaign)
{
	struct candidates list = cards_of(&t->cards, sales_text(&t->sales, sale->sku));

	for (size_t at = 0; at < list.count;) {
		bool wanted = list.items[at].campaign == campaign;
		const struct candidate *found = cards_in_force(list, &at, sale->date);
		if (wanted)
			return found;
	}
	return NULL;
}

bool trace_sale(struct trace *trace, struct transform *t, const struct line *sale, size_t campaign)
{
	const struct campaign *terms = &t->sales.campaigns[campaign];

	*trace = (struct trace){.reason = REASON_NONE,
		.candidate = candidate_of(t, sale, campaign),
		.question = eligibility_question(&t->sales, &t->registrations, sale, campaign)};
	if (!trace->candidate || !date_within(sale->date, terms->count_from, terms->end))
		return false;
	ask_rules(trace);
	if (trace->reason == REASON_NONE)
		ask_stacking(trace, t, sale, campaign);
	return true;
}

void trace_release(struct trace *trace)
{
	for (size_t i = 0; i < trace->count; i++)
		free(trace->steps[i].compared);
	free(trace->steps);
	*trace = (struct trace){0};
}
