/*
 * The load stage: posts a run to PostgreSQL. Everything that it sends, the differences that go to
 * the ledger, and the run's status `posted` are one transaction: the database holds all of it or
 * nothing. A run that the database knows as posted is not sent again.
 */
#ifndef CASHBACK_STAGES_LOAD_LOAD_H
#define CASHBACK_STAGES_LOAD_LOAD_H

#include <jansson.h>
#include <stdbool.h>

#include "pipeline/core/conf.h"
#include "pipeline/core/manifest.h"
#include "pipeline/core/run.h"
#include "pipeline/edge/db.h"
#include "pipeline/edge/progress.h"
#include "stages/load/changes.h"

struct load {
	const struct conf *conf;
	struct run *run;
	bool released; /* `cashback run --release`: nothing holds it */
	struct manifest manifest;
	struct db *db;
	bool *news; /* by input of the manifest: no run that posted has read it so */
	struct changes *changes;
	struct progress *progress; /* NULL: nobody is told how far it is */
};

/* All of it. EXIT_DATA where the run is held: then the database and the run's folder say so, and
 * nothing was posted. EXIT_USAGE where a later run has posted. The counts go into summary. */
int load_perform(struct load *load, json_t *summary, struct error *err);

#endif
