/*
 * Reads what the manifest names: each feed restated, nothing dated after the as-of. The partners,
 * agreements and registrations become arrays. The invoice lines are too many for that: they are
 * looked at twice, and most of them are forgotten.
 *
 *     intake_read    the first look (survey.h), and the lines of invoices that a registration names
 *     intake_lines   the second (sift.h)
 *
 * Files are read from the last to the first (restatement.h).
 */
#ifndef CASHBACK_TRANSFORM_INTAKE_H
#define CASHBACK_TRANSFORM_INTAKE_H

#include "pipeline/core/manifest.h"
#include "stages/transform/cards.h"
#include "stages/transform/restatement.h"
#include "stages/transform/sales.h"
#include "stages/transform/sift.h"
#include "stages/transform/survey.h"

struct intake {
	const char *var;
	const struct manifest *manifest;
	int jobs; /* threads that look at lines */
	struct span watched; /* an invoice that is kept whatever it is; SPAN_NONE: none */
	int64_t lines_read;
	struct dict wanted; /* the numbers that registrations name */
	struct disputes disputes;
	struct survey survey;
};

/* sales->campaigns is set by the caller. After success the partners, agreements and registrations
 * are complete, and the lines are those of invoices that registrations name. */
int intake_read(struct intake *intake, struct sales *sales, const struct cards *cards,
	struct error *err);

/* Replaces sales->lines by those that matter. After success sales is complete (sales_finish), and
 * gets no text any more. */
int intake_lines(struct intake *intake, struct sales *sales, const struct cards *cards,
	const struct asked *asked, struct error *err);
void intake_release(struct intake *intake);

#endif
