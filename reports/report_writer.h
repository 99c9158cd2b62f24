/* Writing one report, between report.c (the workbook), report_sheet.c, report_table.c and
 * report_totals.c; nothing else includes this. */
#ifndef CASHBACK_REPORTS_REPORT_WRITER_H
#define CASHBACK_REPORTS_REPORT_WRITER_H

#include "pipeline/base/money.h"
#include "reports/lines.h"
#include "reports/report.h"
#include "reports/workbook.h"

#define REPORT_COLUMNS 24 /* at most, of one table */
#define REPORT_PARAMS 3

/* A value that sentences can name. */
struct report_value {
	char *name, *text;
};

struct report_writer {
	const struct report_job *job;
	struct book *book;
	struct report_value *values;
	size_t value_count, value_cap;
	char *title, *subtitle;

	/* the current sheet */
	const struct report_sheet *sheet;
	int64_t row; /* the next free one */
	int widths[REPORT_COLUMNS];
};

/* The parameters of every query: the partner, the period, the minimum payout, where there are. */
int report_params(const struct report_job *job, const char *ret_params[REPORT_PARAMS]);

/* Finds {names} among the values of the report. */
const char *report_value(const void *writer, struct span name);
/* A sentence with its values; the caller owns it. */
char *report_sentence(const struct report_writer *w, const char *sentence);

int report_sheet_write(struct report_writer *w, const struct report_sheet *sheet,
	struct error *err);

/* Begins a sheet with its title; part 2 and up are continuations. */
void report_sheet_begin(struct report_writer *w, int part);
void report_sheet_end(struct report_writer *w);
/* The name of a sheet's part; the caller owns it. */
char *report_sheet_part(const struct report_sheet *sheet, int part);
/* The lines that a text takes in a column of that width. */
int report_lines(const char *text, int width);
/* Makes a column wide enough for so many characters. */
void report_widen(struct report_writer *w, int column, int characters);

int report_table_write(struct report_writer *w, const struct report_table *table,
	struct error *err);

int report_chart_write(struct report_writer *w, const struct report_chart *chart,
	struct error *err);

/* Totals ------------------------------------------------------------------------------------- */

/* One currency's sums, by column: 1/10000 of amounts, or counts. */
struct report_sums {
	char *currency; /* "" where the table has no amounts */
	int places;
	int64_t sums[REPORT_COLUMNS];
};

struct report_totals {
	const struct report_table *table;
	int currency_column; /* of the query; -1: none */
	struct report_sums *items; /* by currency, in byte order */
	size_t count, cap;
	int64_t lines;
};

/* Adds the current line. */
int report_totals_add(struct report_totals *totals, const struct lines *lines, struct error *err);
void report_totals_release(struct report_totals *totals);

/* Lines first to last (rows from 0) of one sheet; name NULL: the sheet of the total itself. */
struct report_range {
	char *sheet;
	int64_t first, last;
};

/* One row a currency, at w->row. follow_filter: the totals are of the lines that are shown. */
void report_totals_write(struct report_writer *w, const struct report_totals *totals,
	const struct report_range *ranges, int range_count, bool follow_filter);

/* Parsing what the database gave; NULL is no amount, and no number: 0. */
int report_parse_money(const char *text, struct money *ret_value, struct error *err);
int report_parse_integer(const char *text, int64_t *ret_value, struct error *err);

#endif
