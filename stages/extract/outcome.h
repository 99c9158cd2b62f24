/* What extract leaves: the store's catalog, the run's manifest, and the counts of run_results. */
#ifndef CASHBACK_STAGES_EXTRACT_OUTCOME_H
#define CASHBACK_STAGES_EXTRACT_OUTCOME_H

#include <jansson.h>

#include "stages/extract/delivered.h"
#include "stages/extract/extract.h"

/* Lists the files in the manifest and in the catalog, which holds the campaigns already. */
void outcome_list(const struct deliveries *deliveries, const struct extract *extract,
	struct manifest *manifest, struct store *catalog);

/* Rows read, accepted, rejected (by reason) and duplicates, by feed; files in force, fresh,
 * replaced and retracted. EXIT_DATA where the rows do not add up. */
int outcome_summary(const struct deliveries *deliveries, json_t *summary, struct error *err);

#endif
