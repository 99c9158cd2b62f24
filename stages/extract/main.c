/*
 * cashback-extract: takes delivered files and campaign folders into the store, makes checked rows of
 * the files, and writes the run's manifest. It decides nothing about money.
 */
#include <string.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/stage.h"
#include "pipeline/edge/hash.h"
#include "stages/extract/extract.h"

/* What a run has posted, or is held with, stays what its manifest says: extract may be repeated, but
 * only where it finds the same again. */
static int check_settled(const struct run *run, const struct manifest *manifest, const char *path,
	struct error *err)
{
	char *again AUTOFREE = run_path(run, ".manifest.again");
	char before[HASH_TEXT], now[HASH_TEXT];

	if (strcmp(run_status(run), "running") == 0)
		return 0;
	if (manifest_write(manifest, again, err) < 0)
		return -1;
	bool read = hash_file(path, before, err) == 0 && hash_file(again, now, err) == 0;
	unlink(again);
	if (!read || strcmp(before, now) == 0)
		return read ? 0 : -1;
	error_set(err, EXIT_USAGE, "run %s is %s, and other data was delivered since: its manifest stays",
		run->id, run_status(run));
	return error_hint(err, "`cashback run` takes in what is new");
}

/* Nothing is part of the data before the catalog is written, and no other stage reads a run whose
 * manifest is not. */
static int perform(struct stage_context *context, json_t *summary, struct error *err)
{
	struct extract extract = {
		.conf = &context->conf,
		.run_id = context->run.id,
		.as_of = context->run.as_of,
		.progress = &context->progress,
	};
	struct manifest manifest CLEANUP(manifest_release) = {0};
	struct store catalog CLEANUP(store_release) = {0};
	char *path AUTOFREE = run_path(&context->run, "manifest.json");

	if (extract_take_in(&extract, &manifest, &catalog, summary, err) < 0 ||
		check_settled(&context->run, &manifest, path, err) < 0 ||
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
