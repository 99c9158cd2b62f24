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

/* Their ids and terms are texts like those that registrations name. */
static void name_campaigns(struct transform *t)
{
	for (size_t c = 0; c < t->campaigns.count; c++) {
		dict_add(&t->sales.texts, span_of(t->campaigns.items[c].id));
		dict_add(&t->sales.texts, span_of(t->campaigns.items[c].terms_version));
	}
}

int transform_read(struct transform *t, const char *var, const struct manifest *manifest,
	struct span watched, struct error *err)
{
	*t = (struct transform){.intake = {.var = var, .manifest = manifest, .watched = watched}};
	if (load_campaigns(&t->campaigns, var, manifest, err) < 0)
		return -1;
	t->sales.campaigns = t->campaigns.items;
	t->sales.campaign_count = t->campaigns.count;
	name_campaigns(t);
	cards_init(&t->cards, t->campaigns.items, t->campaigns.count);
	return intake_read(&t->intake, &t->sales, &t->cards, err);
}

/* A line is kept where something comes of it, or where it makes a customer known. */
static bool keep(void *context, const struct line *line, struct candidates list, uint32_t index)
{
	struct transform *t = context;

	if (eligibility_ask(&t->eligibility, &t->sales, list, &t->registrations, line, index))
		return true;
	return line->quantity > 0 && registrations_name(&t->registrations, line->account) &&
		   lookback_any(&t->sales, line->date);
}

int transform_settle(struct transform *t, int jobs, struct error *err)
{
	struct asked asked = {keep, t};

	registrations_settle(&t->registrations, &t->sales);
	eligibility_init(&t->eligibility, &t->sales);
	if (intake_lines(&t->intake, &t->sales, &t->cards, &asked, err) < 0)
		return -1;
	return transform_fold(t, jobs, err);
}

int transform_fold(struct transform *t, int jobs, struct error *err)
{
	struct settling settling = {.sales = &t->sales,
		.registrations = &t->registrations,
		.returns = &t->returns,
		.watched = dict_find(&t->sales.texts, t->intake.watched)};

	returns_match(&t->returns, &t->sales);
	return settlement_make(&t->settlement, &settling, &t->eligibility, jobs, err);
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
