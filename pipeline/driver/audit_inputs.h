/*
 * The inputs of a run, into the tables of schemas/audit/010_inputs.sql: delivered files as they are
 * read once more from the store's bytes, campaigns as their stored folders say, and the settings of
 * the manifest. Nothing that transform or load has made is looked at.
 */
#ifndef CASHBACK_DRIVER_AUDIT_INPUTS_H
#define CASHBACK_DRIVER_AUDIT_INPUTS_H

#include "pipeline/core/manifest.h"
#include "pipeline/core/scratch.h"
#include "pipeline/driver/audit.h"

/* Rows that are not what was staged are differences. -1 where something cannot be read at all. */
int audit_load_inputs(struct audit *audit, struct scratch *scratch, const struct manifest *manifest,
	struct error *err);
/* One campaign folder; the campaign's id in the manifest is that of its file. */
int audit_load_campaign(struct db *db, const char *folder, struct error *err);

#endif
