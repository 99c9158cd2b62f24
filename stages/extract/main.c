/*
 * cashback-extract: takes delivered files and campaign folders into the store, makes checked rows of
 * the files, and writes the run's manifest. It decides nothing about money.
 */
#include "pipeline/base/mem.h"
#include "pipeline/core/stage.h"
#include "stages/extract/extract.h"

/* Nothing is part of the data before the catalog is written, and no other stage reads a run whose
 * manifest is not. */
static int perform(struct stage_context *context, json_t *summary, struct error *err)
{
	struct extract extract = {
		.conf = &context->conf, .run_id = context->run.id, .as_of = context->run.as_of};
	struct manifest manifest CLEANUP(manifest_release) = {0};
	struct store catalog CLEANUP(store_release) = {0};
	char *path AUTOFREE = run_path(&context->run, "manifest.json");

	if (extract_take_in(&extract, &manifest, &catalog, summary, err) < 0 ||
		store_write(&catalog, context->conf.var, err) < 0)
		return -1;
	return manifest_write(&manifest, path, err);
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
