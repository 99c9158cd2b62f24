/*
 * Reads a finished workbook back before anybody else does: the container with its checksums, each
 * part's XML, the sheets and their names, every cell, and every formula with its stored value.
 * libxlsxwriter does not notice a full disk; this does. By minizip and reports/xml_scan.h; it knows
 * nothing of how the file was written, only what it must hold.
 */
#ifndef CASHBACK_REPORTS_WORKBOOK_CHECK_H
#define CASHBACK_REPORTS_WORKBOOK_CHECK_H

#include <stddef.h>
#include <stdint.h>

#include "pipeline/base/error.h"
#include "pipeline/base/money.h"
#include "pipeline/base/str.h"
#include "pipeline/edge/keyset.h"

#define CELL_NAME 32 /* room for any cell's name, like XFD1048576 */

struct formula_expectation {
	char cell[CELL_NAME];
	char value[MONEY_TEXT]; /* decimal, without trailing zeros */
};

/* Of every cell with its content, in their order; zero-initialise it. */
struct cell_digest {
	struct key before;
	struct str pending; /* what is not hashed yet */
};

/* A formula's content is "=FORMULA=VALUE". */
void cell_digest_add(struct cell_digest *digest, const char *cell, struct span content);

struct sheet_expectation {
	char *name;
	int64_t rows, cells;
	struct cell_digest digest;
	struct formula_expectation *formulas; /* in the order of the rows */
	size_t formula_count, formula_cap;
};

struct book_expectation {
	struct sheet_expectation *sheets;
	size_t sheet_count, sheet_cap;
};

/* EXIT_IOERR, naming the file and the first thing that is not as expected. */
int book_check(const char *path, const struct book_expectation *expected,
	struct error *err);

void book_expectation_release(struct book_expectation *expected);

#endif
