/*
 * From earnings to the ledger: what a run posts, and what it would post when it is held. The
 * differences are formed in the database, by line, in the caller's transaction.
 */
#ifndef CASHBACK_STAGES_LOAD_POSTING_H
#define CASHBACK_STAGES_LOAD_POSTING_H

#include "pipeline/base/str.h"
#include "stages/load/load.h"

/* What moves in one currency; amounts as the database writes them. */
struct movement {
	char *currency, *lines, *amount, *absolute;
	bool above; /* [ledger] hold_above */
};

struct movements {
	struct movement *items;
	size_t count;
	bool adjusts; /* some of it is for lines that were posted before */
};

/* EXIT_USAGE where a run with a later as-of has posted. */
int posting_check_order(const struct load *load, struct error *err);

/* Writes the differences of the lines that changed: into the ledger, and those of campaigns whose
 * final date has passed into `unposted`. ret_movements is what went into the ledger, by currency. */
int posting_write(const struct load *load, struct movements *ret_movements, struct error *err);

/* The run's row: status (posted or held), the reason, what it read, and its movements. Held runs
 * from before this one are superseded; when it posts, those that still seem to be running have
 * failed: who deletes a run's folder ends it. */
int posting_record(const struct load *load, const char *status, const char *reason,
	const struct movements *movements, struct error *err);

/* From the database, as it stands after posting. */
int posting_summary(const struct load *load, json_t *summary, struct error *err);

void movements_release(struct movements *movements);

#endif
