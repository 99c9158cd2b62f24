/* The tables that output.c does not write itself; nothing else includes this, but a test. */
#ifndef CASHBACK_TRANSFORM_OUTPUT_TABLES_H
#define CASHBACK_TRANSFORM_OUTPUT_TABLES_H

#include "pipeline/core/table.h"
#include "stages/transform/output.h"

/* Writes all rows of one table. */
typedef void (*write_rows)(const struct output *output, struct pgcopy_writer *w);

/* Rows of which threads make a piece each: those from `first` to before `end`. What a piece is written
 * to needs no other. */
typedef void (*write_piece)(const struct output *output, size_t first, size_t end,
	struct pgcopy_writer *piece);

/* output_pieces.c */
int write_in_pieces(const struct output *output, write_piece write, size_t rows,
	struct pgcopy_writer *w, struct error *err);
/* Lines, and the texts that rows tell of them, lie in memory in no order of theirs: to be called some
 * rows before they are written, and with at most OUTPUT_AHEAD lines. */
#define OUTPUT_AHEAD 64
void fetch_lines(const struct sales *sales, const uint32_t *lines, size_t count);

/* output_earnings.c */
size_t count_earnings(const struct output *output);
void write_earnings(const struct output *output, size_t first, size_t end,
	struct pgcopy_writer *piece);

/* output_exclusions.c */
size_t count_exclusions(const struct output *output);
void write_exclusions(const struct output *output, size_t first, size_t end,
	struct pgcopy_writer *piece);

/* output_campaigns.c */
void write_campaigns(const struct output *output, struct pgcopy_writer *w);
void write_campaign_terms(const struct output *output, struct pgcopy_writer *w);
void write_campaign_card(const struct output *output, struct pgcopy_writer *w);

/* output_standings.c */
size_t count_standings(const struct output *output);
void write_standings(const struct output *output, size_t first, size_t end,
	struct pgcopy_writer *piece);

/* output.c */
struct span text_of(const struct output *output, text_id id);
struct span mpn_of(const struct output *output, uint32_t partner);
struct span name_or_null(const char *name);
struct span file_of(const struct output *output, struct origin origin);

#define MEASURED_TEXT 32
/* What the group of a sale is called: its invoice, its customer, its month (2026-08) or quarter
 * (2026-Q3), or "" where everything is one group. The text may be in `period`. */
struct span measured_by(const struct sales *sales, const struct campaign *campaign, uint32_t sale,
	char period[MEASURED_TEXT]);

#endif
