/*
 * A workbook, and the only user of libxlsxwriter. The house rules for all workbooks are kept here:
 *
 * - text is always a string cell, never a formula or a link; identifiers stay text;
 * - amounts and counts are numbers with a format, dates are real dates;
 * - a formula always carries the value that the engine computed, in integers;
 * - the same data gives the same bytes: no clock, no locale;
 * - every sheet prints: landscape, one page wide, its header on each page, page numbers.
 *
 * Cells are written row by row, never upwards. A cell that cannot be written is remembered and
 * reported by book_close, so that writers need not check each call. What was written is kept
 * as an expectation, for book_check to hold against the file.
 */
#ifndef CASHBACK_REPORTS_WORKBOOK_H
#define CASHBACK_REPORTS_WORKBOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/base/date.h"
#include "pipeline/base/error.h"
#include "pipeline/base/money.h"
#include "pipeline/base/str.h"
#include "reports/workbook_check.h"

#define BOOK_ROWS 1048576 /* of one sheet */
#define BOOK_COLUMN_NAME 4

enum cell_role {
	ROLE_BODY,
	ROLE_HEADER,        /* of a column of text */
	ROLE_HEADER_RIGHT,  /* of a column of numbers */
	ROLE_HEADER_FILTER, /* of a column of numbers, with room for a filter's button */
	ROLE_HEADER_CENTER, /* of a column of dates */
	ROLE_TOTAL,
	ROLE_TITLE,
	ROLE_HEADING,
	ROLE_LABEL,
	ROLE_FACT,
	ROLE_NOTE,
	ROLE_COUNT
};

enum cell_kind {
	CELL_TEXT, /* words: wraps */
	CELL_CODE, /* an identifier: stays text when somebody edits it */
	CELL_INTEGER,
	CELL_ORDINAL, /* a number that is a name: no thousands marks */
	CELL_DATE,
	CELL_SHARE, /* percent */
	CELL_MONEY /* by places: CELL_MONEY + 0 to 4 */
};

struct cell_at {
	int64_t row;
	int column; /* both from 0 */
	enum cell_role role;
};

struct book_about {
	const char *title, *subject;
	date_t as_of; /* stands as the date of creation */
};

struct book; /* opaque */

/* temp_dir: where libxlsxwriter may keep rows until the file is put together. */
int book_open(struct book **ret, const char *path, const char *temp_dir,
	const struct book_about *about, struct error *err);
/* The next sheet; the calls below write to it. The name has at most 31 characters, none of []:*?/\ */
void book_sheet(struct book *book, const char *name, const char *footer);

/* Blank text and MONEY_NONE, DATE_NONE leave the cell empty. */
void book_text(struct book *book, struct cell_at at, enum cell_kind kind, struct span text);
/* Numbers of more than 15 digits do not fit a spreadsheet: written as text. */
void book_integer(struct book *book, struct cell_at at, enum cell_kind kind, int64_t value);
/* An amount of more than 15 digits is an error. */
void book_money(struct book *book, struct cell_at at, int places, struct money value);
void book_date(struct book *book, struct cell_at at, date_t date);
/* Without a leading =; with the value that the engine computed. */
void book_sum(struct book *book, struct cell_at at, int places, const char *formula,
	struct money value);
void book_count(struct book *book, struct cell_at at, const char *formula, int64_t value);
/* An empty cell in the role's dress: keeps a total row in one piece. */
void book_blank(struct book *book, struct cell_at at);

/* Width in characters of content. */
void book_width(struct book *book, int column, int characters);
/* Before the row's cells: how many lines of text it has to show. */
void book_height(struct book *book, int64_t row, int lines);
/* The rows above `row` stay on the screen. */
void book_freeze(struct book *book, int64_t row);
/* The header row that is printed on each page; with a filter down to last_row. */
void book_header(struct book *book, int64_t row);
/* Prints the sheet on one page. */
void book_one_page(struct book *book);
void book_filter(struct book *book, int64_t row, int64_t last_row, int last_column);

/* Bars in the cells of a column that hold 0 to 100: the same scale for all. */
void book_bars(struct book *book, int column, int64_t first_row, int64_t last_row);

/* Stacked columns: a series for each row below the header, with its name in the first column; the
 * header's cells from first_column to last_column are the categories. */
struct book_chart {
	int64_t row; /* where it stands */
	int rows;    /* that it covers */
	int64_t header;
	int series, first_column, last_column, places;
};
void book_chart(struct book *book, const struct book_chart *chart);

/* A, B, ... AA. */
const char *book_column_name(int column, char name[BOOK_COLUMN_NAME]);

/* Puts the file together. The workbook has to be released afterwards all the same. */
int book_close(struct book *book, struct error *err);
/* What the closed file must hold; lives until the workbook is released. */
const struct book_expectation *book_expected(const struct book *book);
void book_release(struct book **book);

#endif
