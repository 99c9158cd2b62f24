/* The whole computation: from a run's manifest to its result tables. */
#ifndef CASHBACK_TRANSFORM_TRANSFORM_H
#define CASHBACK_TRANSFORM_TRANSFORM_H

#include "stages/transform/cards.h"
#include "stages/transform/eligibility.h"
#include "stages/transform/registrations.h"
#include "stages/transform/returns.h"
#include "stages/transform/settle.h"

/* Everything that is known when a run is settled; also what `explain` and `plan` look at. */
struct transform {
	struct sales sales;
	struct cards cards;
	struct registrations registrations;
	struct returns returns;
	struct eligibility eligibility;
	struct settlement settlement;
};

/* Settles t->sales (complete, with its campaigns); t->cards is initialised by the caller. */
int transform_settle(struct transform *t, struct error *err);
void transform_release(struct transform *t);

#endif
