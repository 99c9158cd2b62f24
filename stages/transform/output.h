/* Writes the results as the tables of a run (core/table.h), each in a fixed order, so that the
 * same results give the same bytes. */
#ifndef CASHBACK_TRANSFORM_OUTPUT_H
#define CASHBACK_TRANSFORM_OUTPUT_H

#include <jansson.h>

#include "pipeline/core/manifest.h"
#include "pipeline/core/run.h"
#include "stages/transform/settle.h"

struct output {
	const struct run *run;
	const struct manifest *manifest;
	const struct sales *sales;
	const struct registrations *registrations;
	const struct returns *returns;
	const struct eligibility *eligibility;
	const struct settlement *settlement;
	int jobs; /* threads */
};

/* The name of the i-th table, counted from 0; NULL: there are no more. */
const char *output_table(size_t i);
/* Puts the number of rows of each table into summary. */
int output_write(const struct output *output, json_t *summary, struct error *err);

#endif
