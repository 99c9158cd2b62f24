/* cashback campaigns: the campaigns that the configuration names, and which of them are open on the
 * business date. Read from their folders alone: no run and no database are needed. */
#include <stdio.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/campaign.h"
#include "pipeline/driver/command.h"
#include "pipeline/driver/listing.h"
#include "pipeline/edge/files.h"

static const char *state_of(const struct campaign *campaign, date_t as_of)
{
	if (as_of < campaign->start)
		return "coming";
	return as_of > campaign->end ? "closed" : "open";
}

static void add_columns(struct listing *listing)
{
	static const char *const texts[] = {
		"campaign_id", "name", "kind", "start", "end", "state", "currency"};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		listing_add_column(listing, texts[i], DB_TEXT);
	listing_add_column(listing, "budget", DB_NUMBER);
}

/* A budget that is not given is no value: there is no limit. */
static void add_campaign(struct listing *listing, const struct campaign *campaign, date_t as_of)
{
	char start[DATE_TEXT], end[DATE_TEXT], budget[MONEY_TEXT];
	const char *const cells[] = {
		campaign->id,
		campaign->name,
		campaign_kind_name[campaign->kind],
		date_format(campaign->start, start),
		date_format(campaign->end, end),
		state_of(campaign, as_of),
		campaign->currency,
		money_is_none(campaign->budget) ? NULL
										: money_format(campaign->budget, campaign->places, budget),
	};

	listing_add_row(listing, cells);
}

static void print(const struct campaigns *campaigns, date_t as_of, bool json)
{
	struct listing listing CLEANUP(listing_release) = {0};

	add_columns(&listing);
	for (size_t i = 0; i < campaigns->count; i++)
		add_campaign(&listing, &campaigns->items[i], as_of);
	if (campaigns->count == 0 && !json)
		printf("no campaigns\n");
	else
		listing_print(&listing, json);
}

int command_campaigns(struct command_context *context, struct error *err)
{
	struct names folders CLEANUP(names_release) = {0};
	struct campaigns campaigns CLEANUP(campaigns_release) = {0};
	date_t as_of;

	if (command_as_of(context, &as_of, err) < 0)
		return -1;
	if (campaigns_find(context->conf.campaigns, &folders, err) < 0 ||
		campaigns_load(&campaigns, folders.items, folders.count, err) < 0)
		return -1;
	print(&campaigns, as_of, context->cli.json);
	return 0;
}
