/* The rules of a campaign that concern several keys, or several rows of its cards, at once: dates
 * the wrong way round, keys that go together, overlaps, an SKU twice. What it would pay is in
 * campaign_payout.c. A value that could not be read is not looked at again. */
#include <inttypes.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/campaign_read.h"

/* `key` must not be before `other`. A date that is not given is later (DATE_MAX) or earlier
 * (DATE_NONE, as a bound) than every other. */
static void check_order(struct campaign_source *source, const char *key, date_t date,
	const char *other, date_t bound)
{
	char text[DATE_TEXT], bound_text[DATE_TEXT];

	if (date == DATE_NONE || date >= bound)
		return;
	campaign_key_problem(source, key, "%s %s is before %s %s: write the dates the right way round",
		key, date_format(date, text), other, date_format(bound, bound_text));
}

static void check_dates(struct campaign_source *source)
{
	const struct campaign *campaign = source->campaign;
	char text[DATE_TEXT], start[DATE_TEXT];

	check_order(source, "end", campaign->end, "start", campaign->start);
	check_order(source, "final_date", campaign->final_date, "start", campaign->start);
	if (campaign->start != DATE_NONE && campaign->count_from > campaign->start)
		campaign_key_problem(source, "count_from",
			"count_from %s is after start %s: write a date on or before start",
			date_format(campaign->count_from, text), date_format(campaign->start, start));
}

static bool given(struct campaign_source *source, const char *key)
{
	const struct ini_entry *entry = ini_get(&source->ini, "campaign", key);

	return entry && entry->value[0] != '\0';
}

static void check_group(struct campaign_source *source)
{
	bool group = given(source, "exclusive_group");
	bool priority = given(source, "priority");

	if (group && !priority)
		campaign_key_problem(source, "exclusive_group",
			"exclusive_group needs a priority: add one, such as priority = 1");
	if (priority && !group)
		campaign_key_problem(source, "priority",
			"priority says nothing without exclusive_group: add that, or take priority out");
}

static void check_new_customers(struct campaign_source *source)
{
	const struct campaign *campaign = source->campaign;
	bool new_customers = campaign->count == COUNT_NEW_CUSTOMERS;
	bool lookback = given(source, "lookback_days");

	if (!campaign_knows(source, "count"))
		return;
	if (new_customers && !lookback)
		campaign_key_problem(source, "count",
			"count = new_customers needs lookback_days: add it, such as lookback_days = 90");
	if (!new_customers && lookback)
		campaign_key_problem(source, "lookback_days",
			"lookback_days goes with count = new_customers only: take it out");
	if (new_customers && campaign_knows(source, "per") && campaign->per != PER_CAMPAIGN)
		campaign_key_problem(source, "per",
			"count = new_customers goes with per = campaign only: write per = campaign");
}

void campaign_check_keys(struct campaign_source *source)
{
	check_dates(source);
	check_group(source);
	check_new_customers(source);
}

static const char *card_name(const struct campaign_source *source)
{
	return source->campaign->kind == KIND_FREQUENCY ? "products.csv" : "rate_card.csv";
}

/* Names an overlap at the row that comes later in the file. */
static void report_overlap(struct campaign_source *source, const struct card_entry *entry,
	const char *what, size_t a, size_t b)
{
	campaign_card_problem(source, card_name(source), a > b ? a : b,
		"sku %s%s: %s overlaps that of line %zu: write ranges that do not", entry->sku,
		entry->prefix ? "*" : "", what, a > b ? b : a);
}

/* Tiers come in ascending order of their minimum. */
static void check_tiers(struct campaign_source *source, const struct card_entry *entry)
{
	const struct tier *widest = entry->tiers;

	for (size_t i = 1; i < entry->tier_count; i++) {
		const struct tier *tier = &entry->tiers[i];
		if (tier->minimum <= widest->maximum)
			report_overlap(source, entry, "the range min_quantity to max_quantity", widest->line,
				tier->line);
		if (tier->maximum > widest->maximum)
			widest = tier;
	}
}

static bool same_sku(const struct card_entry *a, const struct card_entry *b)
{
	return a->prefix == b->prefix && strcmp(a->sku, b->sku) == 0;
}

/* Entries of one SKU stand together, in order of valid_from. */
static void check_validity(struct campaign_source *source)
{
	const struct campaign *campaign = source->campaign;
	const struct card_entry *widest = campaign->entries;

	for (size_t i = 1; i < campaign->entry_count; i++) {
		const struct card_entry *entry = &campaign->entries[i];
		if (!same_sku(entry, widest)) {
			widest = entry;
			continue;
		}
		if (entry->valid_from <= widest->valid_to)
			report_overlap(source, entry, "its time valid_from to valid_to", widest->line,
				entry->line);
		if (entry->valid_to > widest->valid_to)
			widest = entry;
	}
}

static void check_products(struct campaign_source *source)
{
	const struct campaign *campaign = source->campaign;

	for (size_t i = 1; i < campaign->entry_count; i++) {
		const struct card_entry *a = &campaign->entries[i - 1], *b = &campaign->entries[i];
		if (same_sku(a, b))
			campaign_card_problem(source, "products.csv", b->line,
				"sku %s%s stands on line %zu already: write it once", b->sku, b->prefix ? "*" : "",
				a->line);
	}
}

static void check_thresholds(struct campaign_source *source)
{
	const struct tier *tiers = source->campaign->thresholds;

	for (size_t i = 1; i < source->campaign->threshold_count; i++)
		if (tiers[i].minimum <= tiers[i - 1].minimum)
			campaign_card_problem(source, "thresholds.csv", tiers[i].line,
				"threshold %" PRId64 " is not above %" PRId64
				" of line %zu: write the thresholds in rising order, each once",
				tiers[i].minimum, tiers[i - 1].minimum, tiers[i - 1].line);
}

void campaign_check_entries(struct campaign_source *source)
{
	const struct campaign *campaign = source->campaign;

	if (!source->kind_known)
		return;
	if (campaign->kind == KIND_FREQUENCY) {
		check_products(source);
		check_thresholds(source);
		return;
	}
	check_validity(source);
	for (size_t i = 0; i < campaign->entry_count; i++)
		check_tiers(source, &campaign->entries[i]);
}
