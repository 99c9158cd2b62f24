/*
 * A night with nothing new: where the last finished run settled the same data by the same program,
 * its tables are this run's too, and become a second name of the same files. Whatever is not
 * certain (another manifest, another program, a file that is not what that run's SHA256SUMS says)
 * is computed again. Delivered rows that are dated after a run's business date make the next one
 * compute, too; without such rows a later business date changes nothing (settlement rules, as-of).
 */
#ifndef CASHBACK_TRANSFORM_REUSE_H
#define CASHBACK_TRANSFORM_REUSE_H

#include <jansson.h>
#include <stdbool.h>

#include "pipeline/core/conf.h"
#include "pipeline/core/run.h"

/* True: the run's tables are in its folder, and summary is that of the run that made them, with its
 * id as `reused_from`. False: they are to be computed. */
bool reuse_try(const struct conf *conf, const struct run *run, json_t *summary);
/* Into the summary of a run that has computed: what the next one wants to know. `waits`: rows are
 * dated after the business date. */
int reuse_remember(json_t *summary, bool waits, struct error *err);

#endif
