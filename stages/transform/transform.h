/* The whole computation: from a run's manifest to everything that is known about it. */
#ifndef CASHBACK_TRANSFORM_TRANSFORM_H
#define CASHBACK_TRANSFORM_TRANSFORM_H

#include "stages/transform/cards.h"
#include "stages/transform/eligibility.h"
#include "stages/transform/intake.h"
#include "stages/transform/registrations.h"
#include "stages/transform/returns.h"
#include "stages/transform/settle.h"

struct transform {
	struct campaigns campaigns;
	struct intake intake;
	struct sales sales;
	struct cards cards;
	struct registrations registrations;
	struct returns returns;
	struct eligibility eligibility;
	struct settlement settlement;
};

/* Reads what the manifest names, from the store below `var`: campaigns and feeds, of the invoices as
 * much as registrations need. `watched` is an invoice whose lines are kept whatever they are;
 * SPAN_NONE: none. */
int transform_read(struct transform *t, const char *var, const struct manifest *manifest,
	struct span watched, struct error *err);
/* Settles, with so many threads: reads the invoice lines once more and asks about each whether it
 * counts; then the rest. Of a watched invoice, earnings keep their group's payouts. */
int transform_settle(struct transform *t, int jobs, struct error *err);
/* The rest: returns, and what is paid, of lines that were asked about (eligibility_ask). */
int transform_fold(struct transform *t, int jobs, struct error *err);
void transform_release(struct transform *t);

#endif
