/*
 * What every stage executable shares: its command line (--config, --run, -v, -q, --help,
 * --version), the lock, the run it works on, recording that it is done, and printing its error.
 * A stage is a const descriptor and one function.
 */
#ifndef CASHBACK_CORE_STAGE_H
#define CASHBACK_CORE_STAGE_H

#include <jansson.h>
#include <stdbool.h>

#include "pipeline/base/error.h"
#include "pipeline/core/conf.h"
#include "pipeline/core/run.h"
#include "pipeline/edge/progress.h"

struct stage_context {
	const char *program; /* cashback-extract ... */
	struct conf conf;
	struct run run;
	int verbosity; /* -1: -q, 0, 1: -v */
	struct progress progress; /* begun, and ended when the stage is done */
};

struct stage {
	const char *name;  /* extract, transform, load, render */
	const char *about; /* one line for --help */
	/* Puts its counts into summary (run_results.json). Must be repeatable: the same inputs give
	 * the same outputs, also after it was cut off in the middle. */
	int (*perform)(struct stage_context *context, json_t *summary, struct error *err);
};

/* main() of a stage executable; returns the exit status. */
int stage_main(const struct stage *stage, int argc, char **argv);

#endif
