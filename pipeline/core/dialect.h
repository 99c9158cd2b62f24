/*
 * How a feed's files are written, as its section of pipeline.conf declares it: the encoding, which
 * header stands for which column, constants for columns that a file lacks, and how numbers and
 * dates look. Nothing is guessed: what does not fit the declaration is rejected with a reason.
 */
#ifndef CASHBACK_CORE_DIALECT_H
#define CASHBACK_CORE_DIALECT_H

#include "pipeline/base/error.h"
#include "pipeline/base/str.h"
#include "pipeline/core/feed.h"
#include "pipeline/edge/charset.h"
#include "pipeline/edge/csvin.h"

/* Why a row is not taken; Frictionless' names where one fits. */
enum reject {
	REJECT_NONE,
	REJECT_TYPE,         /* type-error: not a number or date as declared */
	REJECT_CONSTRAINT,   /* constraint-error: required and blank, too long, out of range ... */
	REJECT_MISSING_CELL, /* missing-cell: fewer cells than the header */
	REJECT_EXTRA_CELL,   /* extra-cell: more */
	REJECT_ENCODING,     /* encoding-error: not text in the declared encoding */
	REJECT_ROW,          /* row-error: a stray quote, too large a record, or the header again,
	                        or a byte order mark amid the file */
	REJECT_KEY_CONFLICT, /* key-conflict: other values under the same key in the same file */
	REJECT_COUNT
};

extern const char *const reject_names[REJECT_COUNT];

struct dialect {
	const struct feed_schema *schema;
	const struct feed_conf *conf;
	struct charset charset;
	bool iso_dates;
	void *blank_row; /* every column blank, or its constant */
	bool *constant;  /* by field: a constant is given for it */
};

/* Checks the section's column.NAME and value.NAME settings; all problems at once (EXIT_CONFIG).
 * `path` is the configuration's, for messages. schema and conf must outlive the dialect. */
int dialect_open(struct dialect *dialect, const struct feed_schema *schema,
	const struct feed_conf *conf, const char *path, struct error *err);
void dialect_release(struct dialect *dialect);

/* The header that stands for a field: column.NAME, or the field's own name. */
const char *dialect_header(const struct dialect *dialect, int field);

/* Which field each column of one file is. */
struct dialect_columns {
	char **headers; /* as UTF-8 */
	int *fields;    /* by column: the field; -1: a column that is not read */
	int *columns;   /* by field: the column; -1: the file lacks it */
	int count;
};

/* Reads a header record; all problems of the file at once (EXIT_DATA), without its name. */
int dialect_bind(const struct dialect *dialect, const struct span *cells, int count,
	struct dialect_columns *ret_columns, struct error *err);
void dialect_columns_release(struct dialect_columns *columns);

#define DIALECT_DATE 16 /* bytes of a date that is kept */

/* What is kept from one record to the next; zeros at first. */
struct dialect_memory {
	struct str text; /* the cells of this record that were converted */
	char date_text[DIALECT_DATE]; /* the last date: often all of a file are one */
	size_t date_length;
	date_t date;
};

/* Reads the cells of a record, each into its place in the row: at most as many as there are columns
 * and as the record has. The first column whose cell is rejected, and why; -1: none is. The place of
 * a cell that is rejected is left alone. Cells that must be converted live until the next call; the
 * others stay where they are. */
int dialect_cells(const struct dialect *dialect, const struct dialect_columns *columns,
	const struct csvin_record *from, struct dialect_memory *memory, void *row,
	enum reject *ret_reject);
void dialect_memory_release(struct dialect_memory *memory);

#endif
