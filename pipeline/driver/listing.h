/*
 * A list for people (aligned columns, numbers to the right) or, with --json, an array of objects
 * whose keys are the names of the columns. Every command that lists prints one of these, on
 * stdout; main finds out whether stdout took it.
 *
 * Numbers stay what the database wrote, in JSON too: they are never read into a double.
 */
#ifndef CASHBACK_DRIVER_LISTING_H
#define CASHBACK_DRIVER_LISTING_H

#include <stdbool.h>
#include <stddef.h>

#include "pipeline/edge/db.h"

struct listing_column {
	char *name;
	enum db_kind kind;
	bool detail; /* too long for a table: in JSON only */
};

/* Zero-initialise it. Texts are copied. */
struct listing {
	struct listing_column *columns;
	size_t column_count, column_cap;
	char **cells; /* row after row; NULL: no value */
	size_t cell_count, cell_cap;
};

/* All columns before the first row. */
void listing_add_column(struct listing *listing, const char *name, enum db_kind kind);
/* One cell for each column; NULL: no value. A boolean is "t" or "f". */
void listing_add_row(struct listing *listing, const char *const *cells);
/* The columns of a query's result, where the listing has none yet, and its rows. */
void listing_add_result(struct listing *listing, const struct db_result *result);
size_t listing_row_count(const struct listing *listing);
void listing_print(const struct listing *listing, bool json);
void listing_release(struct listing *listing);

/* A whole result at once. */
void listing_print_result(const struct db_result *result, bool json);

/* The number of columns that text takes on a terminal; not printable characters count as one. */
size_t listing_width(const char *text);

#endif
