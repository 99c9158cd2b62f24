/*
 * The lines of a query, page by page where they are many, so that a partner with a million lines needs no more memory
 * than one with ten. They can be read again from the start: totals stand above the lines, so a
 * sheet is read once to add up and once to write. The caller holds a transaction open, which is
 * what makes both readings the same.
 */
#ifndef CASHBACK_REPORTS_LINES_H
#define CASHBACK_REPORTS_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/edge/db.h"

struct lines {
	struct db *db;
	struct db_result page;
	int row;        /* of the page; -1 before the first */
	bool first, last; /* the page is the first, the last one */
	bool open;
};

/* query: a file of schemas/queries, without folder and ending. It is given as many of the
 * parameters as it asks for. One cursor at a time. */
int lines_open(struct lines *lines, struct db *db, const char *query, const char *const *params,
	int param_count, struct error *err);
/* 1: there is a line, 0: there is none left. */
int lines_next(struct lines *lines, struct error *err);
/* Back before the first line. */
int lines_rewind(struct lines *lines, struct error *err);
/* Of the current line; NULL for SQL NULL. */
const char *lines_cell(const struct lines *lines, int column);
/* -1: the query has no such column. */
int lines_column(const struct lines *lines, const char *name);
void lines_close(struct lines *lines);

#endif
