/* The steps of extract, in their order. */
#include "stages/extract/extract.h"

#include "pipeline/base/mem.h"
#include "stages/extract/campaign_store.h"
#include "stages/extract/intaking.h"
#include "stages/extract/limits.h"
#include "stages/extract/outcome.h"
#include "stages/extract/query.h"

static int take_files(const struct extract *extract, const struct store *store,
	const struct extract_feeds *feeds, struct deliveries *deliveries, json_t *summary,
	struct error *err)
{
	const struct conf *conf = extract->conf;

	if (deliveries_find(deliveries, conf, store, err) < 0 ||
		query_take(deliveries, conf, err) < 0 ||
		intaking_run(deliveries, feeds, extract, err) < 0 ||
		limits_check_controls(deliveries, err) < 0 || limits_check(deliveries, feeds, err) < 0)
		return -1;
	return outcome_summary(deliveries, summary, err);
}

int extract_take_in(const struct extract *extract, struct manifest *ret_manifest,
	struct store *ret_catalog, json_t *summary, struct error *err)
{
	struct store store CLEANUP(store_release) = {0};
	struct extract_feeds feeds CLEANUP(extract_feeds_release) = {0};
	struct deliveries deliveries CLEANUP(deliveries_release) = {0};

	if (extract_feeds_open(&feeds, extract->conf, err) < 0 ||
		store_read(&store, extract->conf->var, err) < 0 ||
		campaign_store_take(extract->conf, extract->draft, &store, ret_catalog, err) < 0 ||
		take_files(extract, &store, &feeds, &deliveries, summary, err) < 0)
		return -1;
	outcome_list(&deliveries, extract, ret_manifest, ret_catalog);
	return 0;
}
