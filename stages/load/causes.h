/*
 * Which line made a run adjust others: a late sale reaches a tier, and every sale after it earns
 * otherwise. A statement shows such adjustments as one row with the line that caused them, where
 * they add up to nothing.
 */
#ifndef CASHBACK_STAGES_LOAD_CAUSES_H
#define CASHBACK_STAGES_LOAD_CAUSES_H

#include "stages/load/load.h"

/* Before anything is replaced: remembers the lines that are about to be. */
int causes_remember(const struct load *load, struct error *err);
/* When the run's postings are in the ledger. */
int causes_write(const struct load *load, struct error *err);

#endif
