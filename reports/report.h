/*
 * A report is data: a workbook is a list of sheets, a sheet a table of columns and a query of
 * schemas/queries. To add a sheet: write the query, write its table of columns in a file of its
 * own, name it in sheets.h and in the list of its workbook (partner.c, summary.c).
 *
 * Queries name their columns in the order of the table; they may have more columns after these,
 * which only the sentences use ({name}). A query with an amount in it has a column `currency`,
 * ISO 4217, and every total is by currency.
 *
 * Where many queries of a report would each go over a large table, its `gather` goes over it once: a
 * file of schemas/queries with any number of statements, which leave temporary tables (ON COMMIT DROP)
 * to the queries.
 */
#ifndef CASHBACK_REPORTS_REPORT_H
#define CASHBACK_REPORTS_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/base/date.h"
#include "pipeline/edge/db.h"
#include "reports/words.h"

enum report_type {
	REPORT_CODE,    /* an identifier */
	REPORT_TEXT,    /* words, which wrap; with `words`, the sentence for a code */
	REPORT_BYTES,   /* bytea: bytes as they were delivered, shown as text */
	REPORT_INTEGER,
	REPORT_ORDINAL, /* a number that is a name, like a line's */
	REPORT_MONEY,
	REPORT_RATE,  /* an amount with as many places as it has, of up to 4 */
	REPORT_SHARE, /* whole percent from 0 to 100: a number with a bar */
	REPORT_DATE,
};

struct report_column {
	const char *name; /* of the query's column */
	const char *title;
	enum report_type type;
	bool total;
	int width;                 /* at least; in characters */
	int most;                  /* longer text wraps; 0: as wide as text may be */
	const struct words *words; /* the query gives a code, the sheet its sentence */
	const char *formula;       /* # is the row; the query's value is stored with it */
};

struct report_table {
	const char *heading; /* NULL: none */
	const char *query;   /* a file of schemas/queries; parameters as in struct report_job */
	const struct report_column *columns;
	int column_count;
	const char *empty; /* what to say where there are no lines; NULL: leave the table out */
};

/* Stacked columns, and below them the table that they are drawn from, for each currency. The query
 * gives series (a row of the table), column, currency and amount, row by row; every series of a
 * currency has the same columns, of which there are at most 13. */
struct report_chart {
	const char *heading;
	const char *query;
};

struct report_fact {
	const char *label;
	const char *text; /* a sentence with {names}; left out where nothing remains of it */
	bool date;        /* the text is a date, and becomes a real one */
};

/* A sheet either lists one table, any number of lines long: totals on top, a filter, the header
 * always in sight. Or it is a page to read: facts, tables with their totals below, notes. */
struct report_sheet {
	const char *name;  /* on the tab */
	const char *title; /* NULL: the name */
	bool list;
	bool prose;      /* its facts are sentences: they wrap, and the second column is wide */
	bool one_page;   /* printed on one, as long as that can be read */
	const struct report_table *tables;
	int table_count;
	const struct report_fact *facts;
	int fact_count;
	const struct report_chart *chart; /* of a page, below its tables; NULL: none */
	const char *const *notes;
	int note_count;
};

struct report {
	const char *title;    /* sentences with {names} */
	const char *subtitle; /* below the title of each sheet, and in the footer */
	const char *gather;   /* statements that make what its queries share; NULL: none */
	const char *head;     /* a query of one row: its columns are the {names}; NULL: none */
	const struct report_sheet *const *sheets;
	int sheet_count;
};

/* One workbook to make. {as_of}, {version}, {mpn_id} and {period} are known to every sentence; the
 * queries of a partner's workbook have the partner as $1, those of a period's also that as $2. */
struct report_job {
	const struct report *report;
	struct db *db;
	const char *mpn_id; /* NULL: all partners */
	const char *period; /* NULL: none */
	const char *minimum_payout; /* of the summary: $1 of the queries that ask for it; else NULL */
	date_t as_of;
	const char *path;
	const char *sha256; /* NULL, or what the file has to be: EXIT_DATA, and no file, where it differs */
	bool read_only;     /* the file is, from its first moment */
	const char *scratch;    /* a folder for what is no workbook yet; NULL: that of path */
	bool alone;             /* no other is made meanwhile: its queries may use all processors */
	int64_t rows_per_sheet; /* 0: as many as a spreadsheet has */
};

enum report_outcome { REPORT_WRITTEN, REPORT_UNCHANGED };

/*
 * Reads, writes beside `path`, checks the file, and only then puts it in place; a file that has
 * the same bytes already is left alone. Everything is read in one transaction, which is read-only but
 * for what `gather` makes, and is rolled back. Call it in a process of its own: running out of memory
 * ends it.
 */
int report_render(const struct report_job *job, enum report_outcome *ret_outcome,
	struct error *err);

#endif
