/*
 * cashback-transform: settles what the run's manifest names. Reads the staged feeds and the stored
 * campaigns, computes, writes the run's result tables. It needs no database and asks no clock.
 */
#include "pipeline/base/mem.h"
#include "pipeline/core/manifest.h"
#include "pipeline/core/stage.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/json.h"
#include "stages/transform/intake.h"
#include "stages/transform/output.h"
#include "stages/transform/transform.h"

static int load_campaigns(const struct stage_context *context, const struct manifest *manifest,
	struct campaigns *campaigns, struct error *err)
{
	struct names folders CLEANUP(names_release) = {0};

	for (size_t i = 0; i < manifest->campaign_count; i++) {
		char *folder AUTOFREE =
			store_campaign_path(context->conf.var, manifest->campaigns[i].sha256);
		names_add(&folders, folder);
	}
	return campaigns_load(campaigns, folders.items, folders.count, err);
}

static int settle(struct stage_context *context, const struct manifest *manifest,
	const struct campaigns *campaigns, json_t *summary, struct error *err)
{
	struct transform t = {
		.sales = {.campaigns = campaigns->items, .campaign_count = campaigns->count}};
	struct intake intake = {.var = context->conf.var, .manifest = manifest};

	cards_init(&t.cards, campaigns->items, campaigns->count);
	int result = intake_read(&intake, &t.sales, &t.cards, err);
	if (result == 0)
		result = transform_settle(&t, err);
	if (result == 0) {
		struct output output = {&context->run, manifest, &t.sales, &t.registrations, &t.returns,
			&t.eligibility, &t.settlement};
		json_put_int(summary, "lines_read", intake.lines_read);
		result = output_write(&output, summary, err);
	}
	transform_release(&t);
	intake_release(&intake);
	return result;
}

static int perform(struct stage_context *context, json_t *summary, struct error *err)
{
	char *path AUTOFREE = run_path(&context->run, "manifest.json");
	struct manifest manifest CLEANUP(manifest_release) = {0};
	struct campaigns campaigns CLEANUP(campaigns_release) = {0};

	if (manifest_read(&manifest, path, err) < 0 ||
		load_campaigns(context, &manifest, &campaigns, err) < 0)
		return -1;
	return settle(context, &manifest, &campaigns, summary, err);
}

static const struct stage stage = {
	.name = "transform",
	.about = "Matches the extracted sales against the campaigns and settles every event.",
	.perform = perform,
};

int main(int argc, char **argv)
{
	return stage_main(&stage, argc, argv);
}
