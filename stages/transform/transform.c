/* The paragraphs of the rules, one after the other. */
#include "stages/transform/transform.h"

#include "pipeline/edge/files.h"
#include "stages/transform/lookback.h"

static int load_campaigns(struct campaigns *campaigns, const char *var,
	const struct manifest *manifest, struct error *err)
{
	struct names folders CLEANUP(names_release) = {0};

	for (size_t i = 0; i < manifest->campaign_count; i++) {
		char *folder AUTOFREE = store_campaign_path(var, manifest->campaigns[i].sha256);
		names_add(&folders, folder);
	}
	return campaigns_load(campaigns, folders.items, folders.count, err);
}

/* What lines and registrations are compared with, among the texts. */
static void name_campaigns(struct transform *t)
{
	for (size_t c = 0; c < t->campaigns.count; c++) {
		const struct campaign *campaign = &t->campaigns.items[c];
		dict_add(&t->sales.texts, span_of(campaign->id));
		dict_add(&t->sales.texts, span_of(campaign->terms_version));
		dict_add(&t->sales.texts, span_of(campaign->currency));
		for (size_t i = 0; i < campaign->license_type_count; i++)
			dict_add(&t->sales.texts, span_of(campaign->license_types[i]));
		for (size_t i = 0; i < campaign->entry_count; i++)
			dict_add(&t->sales.texts, span_of(campaign->entries[i].sku));
	}
}

int transform_read(struct transform *t, const struct transform_source *source, struct error *err)
{
	*t = (struct transform){.intake = {.var = source->var,
								.manifest = source->manifest,
								.watched = source->watched,
								.jobs = source->jobs}};
	if (load_campaigns(&t->campaigns, source->var, source->manifest, err) < 0)
		return -1;
	t->sales.campaigns = t->campaigns.items;
	t->sales.campaign_count = t->campaigns.count;
	name_campaigns(t);
	cards_init(&t->cards, t->campaigns.items, t->campaigns.count);
	return intake_read(&t->intake, &t->sales, &t->cards, err);
}

/* A line is kept where something comes of it, or where it makes a customer known. */
static bool keep(const struct registrations *registrations, const struct sales *sales,
	struct eligibility *found, struct candidates list, const struct line *line, uint32_t index)
{
	if (eligibility_ask(found, sales, list, registrations, line, index))
		return true;
	return line->quantity > 0 && registrations_name(registrations, line->account) &&
		   lookback_any(sales, line->date);
}

int transform_settle(struct transform *t, struct error *err)
{
	struct asked asked = {keep, &t->registrations, &t->eligibility};

	registrations_settle(&t->registrations, &t->sales);
	eligibility_init(&t->eligibility, &t->sales);
	if (intake_lines(&t->intake, &t->sales, &t->cards, &asked, err) < 0)
		return -1;
	return transform_fold(t, err);
}

int transform_fold(struct transform *t, struct error *err)
{
	struct settling settling = {.sales = &t->sales,
		.registrations = &t->registrations,
		.returns = &t->returns,
		.watched = dict_find(&t->sales.texts, t->intake.watched)};

	returns_match(&t->returns, &t->sales);
	return settlement_make(&t->settlement, &settling, &t->eligibility, t->intake.jobs, err);
}

void transform_release(struct transform *t)
{
	settlement_release(&t->settlement);
	if (t->eligibility.claims)
		eligibility_release(&t->eligibility, t->sales.campaign_count);
	returns_release(&t->returns);
	registrations_release(&t->registrations);
	cards_release(&t->cards);
	sales_release(&t->sales);
	intake_release(&t->intake);
	campaigns_release(&t->campaigns);
}
