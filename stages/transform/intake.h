/*
 * Reads what the manifest names into the arrays that are settled: each feed restated, nothing
 * dated after the as-of, and of the invoices only the lines that can matter: SKUs on some card,
 * invoices that a registration names, and sales in a look-back window.
 */
#ifndef CASHBACK_TRANSFORM_INTAKE_H
#define CASHBACK_TRANSFORM_INTAKE_H

#include "pipeline/core/manifest.h"
#include "pipeline/edge/pgcopy.h"
#include "stages/transform/cards.h"
#include "stages/transform/sales.h"

struct intake {
	const char *var;
	const struct manifest *manifest;
	struct span watched; /* an invoice that is kept whatever it is; SPAN_NONE: none */
	struct pgcopy_reader *readers; /* the mapped files that all texts point into */
	size_t reader_count;
	int64_t lines_read;
};

/* sales->campaigns is set by the caller. After success sales is complete (sales_finish). */
int intake_read(struct intake *intake, struct sales *sales, struct cards *cards,
	struct error *err);
void intake_release(struct intake *intake);

#endif
