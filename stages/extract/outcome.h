/* What extract leaves: the store's catalog, the run's manifest, and the counts of run_results. */
#ifndef CASHBACK_STAGES_EXTRACT_OUTCOME_H
#define CASHBACK_STAGES_EXTRACT_OUTCOME_H

#include <jansson.h>

#include "pipeline/core/conf.h"
#include "pipeline/core/run.h"
#include "pipeline/core/store.h"
#include "stages/extract/delivered.h"

/* Writes the catalog, and then the manifest. `next` holds the campaigns of this run; its files
 * are added here. */
int outcome_write(const struct deliveries *deliveries, struct store *next, const struct conf *conf,
	const struct run *run, struct error *err);

/* Rows read, accepted, rejected (by reason) and duplicates, by feed; files in force, fresh, replaced
 * and retracted. EXIT_DATA where the rows do not add up. */
int outcome_summary(const struct deliveries *deliveries, json_t *summary, struct error *err);

#endif
