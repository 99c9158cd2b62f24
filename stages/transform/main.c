/*
 * cashback-transform: settles what the run's manifest names. Reads the staged feeds and the stored
 * campaigns, computes, writes the run's result tables; or takes those of the last run, where nothing
 * is new. It needs no database and asks no clock.
 */
#include "pipeline/core/stage.h"
#include "pipeline/edge/json.h"
#include "stages/transform/output.h"
#include "stages/transform/reuse.h"
#include "stages/transform/transform.h"

static int write(const struct stage_context *context, const struct manifest *manifest,
	const struct transform *t, json_t *summary, struct error *err)
{
	struct output output = {&context->run, manifest, &t->sales, &t->registrations, &t->returns,
		&t->eligibility, &t->settlement, conf_jobs(&context->conf)};

	json_put_int(summary, "lines_read", t->intake.lines_read);
	if (reuse_remember(summary, t->sales.waits, err) < 0)
		return -1;
	return output_write(&output, summary, err);
}

static int perform(struct stage_context *context, json_t *summary, struct error *err)
{
	char *path AUTOFREE = run_path(&context->run, "manifest.json");
	struct manifest manifest CLEANUP(manifest_release) = {0};
	struct transform t CLEANUP(transform_release) = {0};
	struct transform_source source = {
		context->conf.var, &manifest, SPAN_NONE, conf_jobs(&context->conf)};

	if (reuse_try(&context->conf, &context->run, summary))
		return 0;
	if (manifest_read(&manifest, path, err) < 0 || transform_read(&t, &source, err) < 0 ||
		transform_settle(&t, err) < 0)
		return -1;
	return write(context, &manifest, &t, summary, err);
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
