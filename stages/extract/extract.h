/*
 * Taking in what was delivered: the steps that the stage and `cashback plan` share. The store gets
 * the bytes and the checked rows, which change nothing by being there; what is part of the data is
 * decided by the catalog and the manifest, which only the stage writes.
 */
#ifndef CASHBACK_STAGES_EXTRACT_EXTRACT_H
#define CASHBACK_STAGES_EXTRACT_EXTRACT_H

#include <jansson.h>

#include "pipeline/core/conf.h"
#include "pipeline/core/manifest.h"
#include "pipeline/core/store.h"
#include "pipeline/edge/progress.h"

struct extract {
	const struct conf *conf;
	const char *run_id;
	date_t as_of;
	struct progress *progress; /* NULL: nobody is told how far it is */
	const char *draft; /* a campaign folder that takes part beside the live ones; NULL: none */
};

/* Reads, checks and counts everything. ret_manifest and ret_catalog are what the run would settle
 * and what the catalog would be; nothing of that is written. */
int extract_take_in(const struct extract *extract, struct manifest *ret_manifest,
	struct store *ret_catalog, json_t *summary, struct error *err);

#endif
