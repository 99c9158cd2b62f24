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

/* What is settled, and how. */
struct transform_source {
	const char *var; /* of the store */
	const struct manifest *manifest;
	struct span watched; /* an invoice whose lines are kept whatever they are; SPAN_NONE: none */
	int jobs;            /* threads */
};

/* Reads what the manifest names, from the store: campaigns and feeds, of the invoices as much as
 * registrations need. */
int transform_read(struct transform *t, const struct transform_source *source, struct error *err);
/* Settles: reads the invoice lines once more and asks about each whether it counts; then the rest. Of a
 * watched invoice, earnings keep their group's payouts. */
int transform_settle(struct transform *t, struct error *err);
/* The rest: returns, and what is paid, of lines that were asked about (eligibility_ask). */
int transform_fold(struct transform *t, struct error *err);
void transform_release(struct transform *t);

#endif
