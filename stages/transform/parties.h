/* Partners, agreements and registrations, restated, as arrays: what is small enough to be kept whole. */
#ifndef CASHBACK_TRANSFORM_PARTIES_H
#define CASHBACK_TRANSFORM_PARTIES_H

#include "pipeline/core/manifest.h"
#include "stages/transform/sales.h"

/* Into sales, with their look-ups (sales_finish_parties). Registrations after sales->as_of are left
 * out. */
int parties_read(struct sales *sales, const char *var, const struct manifest *manifest,
	struct error *err);

#endif
