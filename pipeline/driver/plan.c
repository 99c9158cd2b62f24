/*
 * cashback plan: what a run would post, by campaign and partner, against the ledger as it stands.
 * Nothing is posted and no run begins. With --campaign DIR a draft campaign takes part: what would
 * it have cost on the invoices that there are?
 */
#include <stdio.h>
#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/database.h"
#include "pipeline/core/lock.h"
#include "pipeline/driver/command.h"
#include "pipeline/driver/listing.h"
#include "stages/extract/extract.h"
#include "stages/transform/draft.h"
#include "stages/transform/transform.h"

struct plan {
	struct command_context *context;
	date_t as_of;
	struct manifest manifest;
	struct transform t;
	struct database database;
	struct db_result posted; /* campaign_id, mpn_id, currency, amount */
	struct listing listing;
};

static int settle(struct plan *plan, struct error *err)
{
	const struct conf *conf = &plan->context->conf;
	const char *draft = plan->context->cli.campaign;
	struct extract extract = {
		.conf = conf, .run_id = "plan", .as_of = plan->as_of, .draft = draft};
	struct store catalog CLEANUP(store_release) = {0};
	json_t *summary = json_object();
	int result = extract_take_in(&extract, &plan->manifest, &catalog, summary, err);

	json_decref(summary);
	if (result < 0 ||
		transform_read(&plan->t, conf->var, &plan->manifest, SPAN_NONE, err) < 0)
		return -1;
	if (draft && draft_register_everybody(&plan->t, draft, err) > 0)
		fprintf(stderr, "nobody has registered for this draft: every account with an approved "
						"registration takes part\n");
	return err->count ? -1 : transform_settle(&plan->t, conf_jobs(conf), err);
}

static const char *const columns[] = {
	"campaign_id", "mpn_id", "currency", "payout", "withheld", "posted", "would_post"};

/* What was posted for a partner in a campaign so far, in that campaign's currency; the row is
 * marked as used. */
static struct money posted_so_far(struct plan *plan, bool *used, struct span campaign,
	struct span mpn_id, struct span currency)
{
	struct money amount = MONEY_ZERO;

	for (int row = 0; row < plan->posted.count; row++) {
		if (!span_is(campaign, db_cell(&plan->posted, row, 0)) ||
			!span_is(mpn_id, db_cell(&plan->posted, row, 1)) ||
			!span_is(currency, db_cell(&plan->posted, row, 2)))
			continue;
		used[row] = true;
		number_money(span_of(db_cell(&plan->posted, row, 3)), &number_plain, &amount);
	}
	return amount;
}

/* After its final date, differences are listed and not posted. */
static bool is_final(const struct plan *plan, struct span campaign)
{
	for (size_t c = 0; c < plan->t.sales.campaign_count; c++)
		if (span_is(campaign, plan->t.sales.campaigns[c].id))
			return plan->t.sales.campaigns[c].final_date < plan->as_of;
	return false;
}

struct plan_row {
	struct span campaign, mpn_id, currency;
	struct money payout, withheld, posted;
	int places;
};

static int add_row(struct plan *plan, const struct plan_row *row, struct error *err)
{
	char texts[4][MONEY_TEXT];
	struct money difference;

	if (!money_subtract(row->payout, row->posted, &difference))
		return error_set(err, EXIT_DATA, "the difference of MPN ID %.*s does not fit",
			SPAN_ARG(row->mpn_id));
	if (is_final(plan, row->campaign))
		difference = MONEY_ZERO;
	char *campaign AUTOFREE = mem_strndup(row->campaign.at, row->campaign.len);
	char *mpn_id AUTOFREE = mem_strndup(row->mpn_id.at, row->mpn_id.len);
	char *currency AUTOFREE = mem_strndup(row->currency.at, row->currency.len);
	const char *cells[] = {campaign, mpn_id, currency,
		money_format(row->payout, row->places, texts[0]),
		money_format(row->withheld, row->places, texts[1]),
		money_format(row->posted, row->places, texts[2]),
		money_format(difference, row->places, texts[3])};
	listing_add_row(&plan->listing, cells);
	return 0;
}

static int add_payouts(struct plan *plan, size_t index, bool *used, struct error *err)
{
	const struct sales *sales = &plan->t.sales;
	const struct campaign *campaign = &sales->campaigns[index];

	for (size_t i = 0; i < plan->t.settlement.payouts.count; i++) {
		const struct payout *payout = &plan->t.settlement.payouts.items[i];
		if (payout->campaign != index)
			continue;
		struct plan_row row = {.campaign = span_of(campaign->id),
			.mpn_id = sales_text(sales, sales->partners[payout->partner].mpn_id),
			.currency = span_of(campaign->currency),
			.payout = payout->amount,
			.withheld = payout->withheld,
			.places = campaign->places};
		row.posted = posted_so_far(plan, used, row.campaign, row.mpn_id, row.currency);
		if (add_row(plan, &row, err) < 0)
			return -1;
	}
	return 0;
}

/* Postings whose lines have vanished: the run would take them back. */
static int add_vanished(struct plan *plan, const bool *used, struct error *err)
{
	for (int i = 0; i < plan->posted.count; i++) {
		struct plan_row row = {.campaign = span_of(db_cell(&plan->posted, i, 0)),
			.mpn_id = span_of(db_cell(&plan->posted, i, 1)),
			.currency = span_of(db_cell(&plan->posted, i, 2))};
		row.places = currency_places(row.currency);
		number_money(span_of(db_cell(&plan->posted, i, 3)), &number_plain, &row.posted);
		if (!used[i] && row.posted.e4 != 0 && add_row(plan, &row, err) < 0)
			return -1;
	}
	return 0;
}

static int compare(struct plan *plan, struct error *err)
{
	if (database_open_migrated(&plan->database, &plan->context->conf, err) < 0 ||
		database_query(&plan->database.db, "queries/plan_posted.sql", NULL, 0, &plan->posted, err) <
			0)
		return -1;
	bool *used AUTOFREE = mem_alloc((size_t)plan->posted.count + 1);
	for (size_t i = 0; i < ARRAY_LEN(columns); i++)
		listing_add_column(&plan->listing, columns[i], i < 3 ? DB_TEXT : DB_NUMBER);
	for (size_t c = 0; c < plan->t.sales.campaign_count; c++)
		if (add_payouts(plan, c, used, err) < 0)
			return -1;
	return add_vanished(plan, used, err);
}

int command_plan(struct command_context *context, struct error *err)
{
	struct plan plan = {.context = context};
	int result = -1;

	if (command_as_of(context, &plan.as_of, err) == 0 &&
		lock_take(context->conf.var, err) == 0 && settle(&plan, err) == 0 &&
		compare(&plan, err) == 0) {
		listing_print(&plan.listing, context->cli.json);
		result = 0;
	}
	listing_release(&plan.listing);
	db_result_release(&plan.posted);
	database_close(&plan.database);
	transform_release(&plan.t);
	manifest_release(&plan.manifest);
	return result;
}
