/*
 * cashback-extract: takes delivered files and campaign folders into the store, makes checked rows of
 * the files, and writes the run's manifest. It decides nothing about money.
 */
#include "pipeline/base/mem.h"
#include "pipeline/core/stage.h"
#include "stages/extract/campaign_store.h"
#include "stages/extract/intaking.h"
#include "stages/extract/limits.h"
#include "stages/extract/outcome.h"
#include "stages/extract/query.h"

/* Nothing is taken in before the last line: until then the catalog and the run have no word of it. */
static int take_in(struct stage_context *context, const struct store *store,
	const struct extract_feeds *feeds, json_t *summary, struct error *err)
{
	const struct conf *conf = &context->conf;
	struct deliveries deliveries CLEANUP(deliveries_release) = {0};
	struct store next CLEANUP(store_release) = {0};

	if (campaign_store_take(conf, store, &next, err) < 0 ||
		deliveries_find(&deliveries, conf, store, err) < 0 ||
		query_take(&deliveries, conf, err) < 0 ||
		intaking_run(&deliveries, feeds, conf, context->run.id, err) < 0 ||
		limits_check_controls(&deliveries, err) < 0 ||
		limits_check(&deliveries, conf, err) < 0 ||
		outcome_summary(&deliveries, summary, err) < 0)
		return -1;
	return outcome_write(&deliveries, &next, conf, &context->run, err);
}

static int perform(struct stage_context *context, json_t *summary, struct error *err)
{
	struct store store CLEANUP(store_release) = {0};
	struct extract_feeds feeds CLEANUP(extract_feeds_release);

	if (extract_feeds_open(&feeds, &context->conf, err) < 0 ||
		store_read(&store, context->conf.var, err) < 0)
		return -1;
	return take_in(context, &store, &feeds, summary, err);
}

static const struct stage stage = {
	.name = "extract",
	.about = "Takes delivered files into the store, checked row by row, and writes the manifest.",
	.perform = perform,
};

int main(int argc, char **argv)
{
	return stage_main(&stage, argc, argv);
}
