/* The tables that output.c does not write itself; nothing else includes this. */
#ifndef CASHBACK_TRANSFORM_OUTPUT_TABLES_H
#define CASHBACK_TRANSFORM_OUTPUT_TABLES_H

#include "pipeline/core/table.h"
#include "stages/transform/output.h"

/* Writes all rows of one table. */
typedef void (*write_rows)(const struct output *output, struct pgcopy_writer *w);

/* output_campaigns.c */
void write_campaigns(const struct output *output, struct pgcopy_writer *w);
void write_campaign_terms(const struct output *output, struct pgcopy_writer *w);
void write_campaign_card(const struct output *output, struct pgcopy_writer *w);

/* output_standings.c */
void write_standings(const struct output *output, struct pgcopy_writer *w);

#define MEASURED_TEXT 32
/* What the group of a sale is called: its invoice, its customer, its month (2026-08) or quarter
 * (2026-Q3), or "" where everything is one group. The text may be in `period`. */
struct span measured_by(const struct sales *sales, const struct campaign *campaign, uint32_t sale,
	char period[MEASURED_TEXT]);

#endif
