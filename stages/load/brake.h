/*
 * The brake: a run that would move more than [ledger] hold_above, or that changes the definition
 * of a campaign that has postings, is held until somebody releases it.
 */
#ifndef CASHBACK_STAGES_LOAD_BRAKE_H
#define CASHBACK_STAGES_LOAD_BRAKE_H

#include "pipeline/base/str.h"
#include "stages/load/posting.h"

/* Why the run is to be held, in one line; nothing is added where it is not. To be asked before the
 * campaigns are sent: the database's definitions are those that posted. */
int brake_definitions(const struct load *load, struct str *reason, struct error *err);
/* To be asked when the postings are written: they are named, the largest first. */
int brake_movements(const struct load *load, const struct movements *movements, struct str *reason,
	struct error *err);

#endif
