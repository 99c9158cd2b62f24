/* cashback-load: posts a run to PostgreSQL. */
#include "pipeline/core/stage.h"
#include "stages/load/load.h"

static int perform(struct stage_context *context, json_t *summary, struct error *err)
{
	struct load load = {
		.conf = &context->conf,
		.run = &context->run,
		.progress = &context->progress,
		.released = json_is_true(json_object_get(context->run.results, "released")),
	};

	return load_perform(&load, summary, err);
}

static const struct stage stage = {
	.name = "load",
	.about = "Posts the results of a run to the ledger in PostgreSQL, all of it or nothing.",
	.perform = perform,
};

int main(int argc, char **argv)
{
	return stage_main(&stage, argc, argv);
}
