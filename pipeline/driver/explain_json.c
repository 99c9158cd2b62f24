/* From indices to names, for one line. */
#include "pipeline/driver/explain_json.h"

#include "pipeline/base/mem.h"
#include "pipeline/edge/json.h"

static void put_id(json_t *object, const char *key, const struct transform *t, text_id id)
{
	struct span text = sales_text(&t->sales, id);
	char *copy AUTOFREE = text.at ? mem_strndup(text.at, text.len) : NULL;

	json_put_text(object, key, copy);
}

static void put_date(json_t *object, const char *key, date_t date)
{
	char text[DATE_TEXT];

	json_put_text(object, key,
		date == DATE_NONE || date == DATE_MIN || date == DATE_MAX ? NULL : date_format(date, text));
}

static void put_money(json_t *object, const char *key, struct money amount, int places)
{
	char text[MONEY_TEXT];

	json_put_text(object, key, money_is_none(amount) ? NULL : money_format(amount, places, text));
}

static void put_line(json_t *object, const struct transform *t, const struct line *line)
{
	put_id(object, "invoice_number", t, line->invoice);
	json_put_int(object, "line_number", line->number);
	put_date(object, "invoice_date", line->date);
	put_id(object, "sku", t, line->sku);
	json_put_int(object, "quantity", line->quantity);
}

static void put_origin(json_t *object, const struct manifest *manifest, struct origin origin)
{
	json_put_text(object, "source_file", manifest->inputs[origin.file].name);
	json_put_int(object, "source_line", (long long)origin.line);
	json_put_text(object, "sha256", manifest->inputs[origin.file].sha256);
}

static json_t *tiers_to_json(const struct tier *tiers, size_t count, int places)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++) {
		json_t *tier = json_object();
		json_put_int(tier, "minimum", tiers[i].minimum);
		if (tiers[i].maximum != UNITS_NO_LIMIT)
			json_put_int(tier, "maximum", tiers[i].maximum);
		put_money(tier, "rate", tiers[i].rate, places);
		json_put_int(tier, "card_line", (long long)tiers[i].line);
		json_array_append_new(list, tier);
	}
	return list;
}

static json_t *card_to_json(const struct campaign *campaign, const struct card_entry *entry)
{
	json_t *card = json_object();
	char *sku AUTOFREE = mem_printf("%s%s", entry->sku, entry->prefix ? "*" : "");
	bool frequency = campaign->kind == KIND_FREQUENCY;

	json_put_text(card, "sku", sku);
	json_put_text(card, "file", frequency ? "products.csv" : "rate_card.csv");
	json_put_int(card, "line", (long long)entry->line);
	put_date(card, "valid_from", entry->valid_from);
	put_date(card, "valid_to", entry->valid_to);
	json_object_set_new(card, frequency ? "thresholds" : "tiers",
		frequency ? tiers_to_json(campaign->thresholds, campaign->threshold_count, campaign->places)
				  : tiers_to_json(entry->tiers, entry->tier_count, campaign->places));
	return card;
}

static json_t *registration_to_json(const struct transform *t, const struct question *q)
{
	static const char *const found_name[] = {NULL, "invoice", "agreement"};
	json_t *registration = json_object();

	put_id(registration, "registration_id", t, q->registration->id);
	put_id(registration, "mpn_id", t, q->registration->mpn_id);
	put_id(registration, "identification_number", t, q->registration->number);
	json_put_text(registration, "found_in", found_name[q->resolution->found_in]);
	put_id(registration, "reseller_id", t, q->resolution->account);
	json_put_text(registration, "state", registration_state_name[q->resolution->state]);
	put_date(registration, "registered_on", q->registration->registered_on);
	return registration;
}

static json_t *steps_to_json(const struct trace *trace)
{
	json_t *list = json_array();

	for (size_t i = 0; i < trace->count; i++) {
		json_t *step = json_object();
		json_put_text(step, "rule", trace->steps[i].rule);
		json_object_set_new(step, "applies", json_boolean(trace->steps[i].applies));
		json_put_text(step, "compared", trace->steps[i].compared);
		json_array_append_new(list, step);
	}
	return list;
}

static json_t *earning_to_json(const struct transform *t, const struct earning *earning)
{
	const struct campaign *campaign = &t->sales.campaigns[earning->campaign];
	json_t *object = json_object();

	put_id(object, "mpn_id", t, t->sales.partners[earning->partner].mpn_id);
	put_date(object, "event_date", earning->date);
	json_put_int(object, "quantity", earning->quantity);
	json_put_int(object, "measure_before", earning->measure_before);
	json_put_int(object, "measure_after", earning->measure_after);
	put_money(object, "payout_before", earning->payout_before, campaign->places);
	put_money(object, "payout_after", earning->payout_after, campaign->places);
	put_money(object, "withheld", earning->withheld, campaign->places);
	put_money(object, "amount", earning->amount, campaign->places);
	json_put_text(object, "currency", campaign->currency);
	json_put_text(object, "note", earning->note == NOTE_NONE ? NULL : note_name[earning->note]);
	return object;
}

static json_t *earnings_to_json(const struct transform *t, uint32_t line, size_t campaign)
{
	const struct earnings *earnings = &t->settlement.outcomes[campaign].earnings;
	json_t *list = json_array();

	for (size_t i = 0; i < earnings->count; i++) {
		if (earnings->items[i].line != line)
			continue;
		struct earning earning = earnings_get(earnings, i);
		json_array_append_new(list, earning_to_json(t, &earning));
	}
	return list;
}

static json_t *exclusions_to_json(const struct transform *t, uint32_t line, size_t campaign)
{
	const struct exclusions *exclusions = &t->eligibility.exclusions;
	json_t *list = json_array();

	for (size_t i = 0; i < exclusions->count; i++) {
		const struct exclusion *exclusion = &exclusions->items[i];
		if (exclusion->line != line || exclusion->campaign != campaign)
			continue;
		json_t *object = json_object();
		put_id(object, "mpn_id", t, t->sales.partners[exclusion->partner].mpn_id);
		put_date(object, "event_date", exclusion->date);
		json_put_int(object, "quantity", exclusion->quantity);
		json_put_text(object, "reason", reason_name[exclusion->reason]);
		json_array_append_new(list, object);
	}
	return list;
}

/* What the rules say of a sale; nothing for a return, whose sale was asked. */
static bool put_trace(json_t *object, struct transform *t, const struct line *line, size_t campaign)
{
	struct trace trace;
	bool looks = trace_sale(&trace, t, line, campaign);

	if (looks) {
		const struct question *q = &trace.question;
		json_object_set_new(object, "card", card_to_json(q->campaign, trace.candidate->entry));
		json_object_set_new(object, "registration",
			q->registration ? registration_to_json(t, q) : json_null());
		json_object_set_new(object, "rules", steps_to_json(&trace));
		json_put_text(object, "reason",
			trace.reason == REASON_NONE ? NULL : reason_name[trace.reason]);
	}
	trace_release(&trace);
	return looks;
}

/* NULL where the campaign has nothing to do with the line. */
static json_t *campaign_to_json(struct transform *t, const struct line *line, size_t campaign)
{
	uint32_t index = (uint32_t)(line - t->sales.lines);
	json_t *object = json_object();
	json_t *earnings = earnings_to_json(t, index, campaign);
	json_t *exclusions = exclusions_to_json(t, index, campaign);

	json_put_text(object, "campaign_id", t->sales.campaigns[campaign].id);
	json_put_text(object, "name", t->sales.campaigns[campaign].name);
	bool looks = line->quantity > 0 && put_trace(object, t, line, campaign);
	looks = looks || json_array_size(earnings) > 0 || json_array_size(exclusions) > 0;
	json_object_set_new(object, "earnings", earnings);
	json_object_set_new(object, "exclusions", exclusions);
	if (looks)
		return object;
	json_decref(object);
	return NULL;
}

static json_t *campaigns_to_json(struct transform *t, const struct line *line)
{
	json_t *list = json_array();

	for (size_t c = 0; c < t->sales.campaign_count; c++) {
		json_t *campaign = campaign_to_json(t, line, c);
		if (campaign)
			json_array_append_new(list, campaign);
	}
	return list;
}

static void put_takes(json_t *object, const struct transform *t, uint32_t line)
{
	json_t *list = json_array();
	long long unmatched = 0;

	for (size_t i = 0; i < t->returns.take_count; i++) {
		const struct take *take = &t->returns.takes[i];
		if (take->back != line)
			continue;
		json_t *sale = json_object();
		put_line(sale, t, &t->sales.lines[take->sale]);
		json_put_int(sale, "units", take->units);
		json_array_append_new(list, sale);
	}
	for (size_t i = 0; i < t->returns.unmatched_count; i++)
		if (t->returns.unmatched[i].line == line)
			unmatched = t->returns.unmatched[i].units;
	json_object_set_new(object, "takes_back", list);
	json_put_int(object, "unmatched_quantity", unmatched);
}

json_t *explain_line(struct transform *t, const struct manifest *manifest, const struct line *line)
{
	json_t *object = json_object();

	put_line(object, t, line);
	put_id(object, "reseller_id", t, line->account);
	put_id(object, "customer_id", t, line->customer);
	put_id(object, "agreement_number", t, line->agreement);
	put_id(object, "license_type", t, line->license_type);
	put_id(object, "reference_invoice", t, line->reference);
	put_money(object, "net_amount", line->net_amount, 2);
	put_id(object, "currency", t, line->currency);
	put_origin(object, manifest, line->origin);
	if (line->quantity < 0)
		put_takes(object, t, (uint32_t)(line - t->sales.lines));
	json_object_set_new(object, "campaigns", campaigns_to_json(t, line));
	return object;
}
