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

/* Reads one cell into its place in the row; on a rejection that place is left alone. Text that must
 * be converted goes to the end of `text`, which must have room for 4 bytes a byte of the cell, so
 * that what is there already does not move. Other text stays where it is. */
enum reject dialect_cell(const struct dialect *dialect, int field, struct span cell,
	struct str *text, void *row);
/* The same for a cell that is known to be ASCII (text_is_ascii). */
enum reject dialect_ascii_cell(const struct dialect *dialect, int field, struct span cell,
	void *row);

#endif
