/* The campaigns: what they are, their terms, and their cards. */
#include "pipeline/base/mem.h"
#include "stages/transform/output_tables.h"

void write_campaigns(const struct output *output, struct pgcopy_writer *w)
{
	for (size_t i = 0; i < output->sales->campaign_count; i++) {
		const struct campaign *campaign = &output->sales->campaigns[i];
		struct campaign_result row = {
			.campaign_id = span_of(campaign->id),
			.name = span_of(campaign->name),
			.kind = span_of(campaign_kind_name[campaign->kind]),
			.currency = span_of(campaign->currency),
			.start_date = campaign->start,
			.end_date = campaign->end,
			.partner_cap = campaign->partner_cap,
			.budget = campaign->budget,
			.calculation_date = campaign->calculation_date,
			.final_date = campaign->final_date == DATE_MAX ? DATE_NONE : campaign->final_date,
			.definition_sha256 = span_of(output->manifest->campaigns[i].sha256),
			.places = campaign->places,
		};
		table_write(&table_campaign_result, w, &row);
	}
}

static void join_license_types(struct str *out, const struct campaign *campaign)
{
	for (size_t i = 0; i < campaign->license_type_count; i++)
		str_addf(out, "%s%s", i ? ", " : "", campaign->license_types[i]);
}

/* What only a campaign by thresholds has. */
static void add_thresholds(struct campaign_terms_result *row, const struct campaign *campaign)
{
	row->count_by = span_of(campaign_count_name[campaign->count]);
	row->per = span_of(campaign_per_name[campaign->per]);
	row->pay = span_of(campaign_pay_name[campaign->pay]);
	row->minimum_quantity = campaign->minimum_quantity;
	row->minimum_amount = campaign->minimum_amount;
	if (campaign->count == COUNT_NEW_CUSTOMERS)
		row->lookback_days = campaign->lookback_days;
}

static void write_terms(const struct campaign *campaign, struct pgcopy_writer *w)
{
	struct str license_types AUTOSTR = STR_INIT;
	struct campaign_terms_result row = {
		.campaign_id = span_of(campaign->id),
		.tiers = span_of(campaign_tiers_name[campaign->tiers]),
		.count_from = campaign->count_from,
		.returns_days = campaign->returns_days,
		.terms_version = span_of(campaign->terms_version),
		.register_by = campaign->register_by == DATE_MAX ? DATE_NONE : campaign->register_by,
		.sales_from =
			span_of(campaign->sales_from == SALES_FROM_REGISTRATION ? "registration" : "start"),
		.require_active_agreement = span_of(campaign->require_active_agreement ? "yes" : "no"),
		.minimum_quantity = INT64_MIN,
		.minimum_amount = MONEY_NONE,
		.lookback_days = INT64_MIN,
		.exclusive_group = span_of(campaign->exclusive_group),
		.priority = campaign->exclusive_group ? campaign->priority : INT64_MIN,
		.places = campaign->places,
	};

	join_license_types(&license_types, campaign);
	if (license_types.len > 0)
		row.license_types = (struct span){license_types.s, license_types.len};
	if (campaign->kind == KIND_FREQUENCY)
		add_thresholds(&row, campaign);
	else
		row.scope = span_of(campaign_scope_name[campaign->scope]);
	table_write(&table_campaign_terms_result, w, &row);
}

void write_campaign_terms(const struct output *output, struct pgcopy_writer *w)
{
	for (size_t i = 0; i < output->sales->campaign_count; i++)
		write_terms(&output->sales->campaigns[i], w);
}

static void add_tier(struct campaign_card_result *row, const struct tier *tier)
{
	row->card_line = (int64_t)tier->line;
	row->minimum = tier->minimum;
	row->maximum = tier->maximum == UNITS_NO_LIMIT ? INT64_MIN : tier->maximum;
	row->rate = tier->rate;
}

/* An SKU without tiers is a row as well. */
static void write_entry(const struct campaign *campaign, const struct card_entry *entry,
	struct pgcopy_writer *w)
{
	char *sku AUTOFREE = mem_printf("%s%s", entry->sku, entry->prefix ? "*" : "");
	struct campaign_card_result row = {
		.campaign_id = span_of(campaign->id),
		.card_file = span_of(entry->tier_count > 0 ? "rate_card.csv" : "products.csv"),
		.card_line = (int64_t)entry->line,
		.entry_line = (int64_t)entry->line,
		.sku = span_of(sku),
		.valid_from = entry->valid_from == DATE_MIN ? DATE_NONE : entry->valid_from,
		.valid_to = entry->valid_to == DATE_MAX ? DATE_NONE : entry->valid_to,
		.minimum = INT64_MIN,
		.maximum = INT64_MIN,
		.rate = MONEY_NONE,
		.places = MONEY_PLACES,
	};

	if (entry->tier_count == 0)
		table_write(&table_campaign_card_result, w, &row);
	for (size_t i = 0; i < entry->tier_count; i++) {
		add_tier(&row, &entry->tiers[i]);
		table_write(&table_campaign_card_result, w, &row);
	}
}

static void write_card(const struct campaign *campaign, struct pgcopy_writer *w)
{
	struct campaign_card_result row = {.campaign_id = span_of(campaign->id),
		.card_file = span_of("thresholds.csv"),
		.valid_from = DATE_NONE,
		.valid_to = DATE_NONE,
		.places = campaign->places};

	for (size_t i = 0; i < campaign->entry_count; i++)
		write_entry(campaign, &campaign->entries[i], w);
	for (size_t i = 0; i < campaign->threshold_count; i++) {
		add_tier(&row, &campaign->thresholds[i]);
		table_write(&table_campaign_card_result, w, &row);
	}
}

void write_campaign_card(const struct output *output, struct pgcopy_writer *w)
{
	for (size_t i = 0; i < output->sales->campaign_count; i++)
		write_card(&output->sales->campaigns[i], w);
}
