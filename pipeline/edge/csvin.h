/*
 * Delimited text: records cut out of a stream of bytes, and their cells.
 *
 * Records are cut here and each is parsed on its own (by libcsv where it has quotes), so that a
 * record knows its line, its offset and its bytes, and a damaged one does not harm the next. A
 * stray quote must not swallow the file: a quoted cell spans lines only where the record so cut has
 * as many cells as the header; otherwise the record is its first line, and reading goes on with the
 * next line.
 *
 * Lines end in LF or CRLF, the last one may lack its end. Lines of nothing but blanks are skipped.
 * A UTF-8 byte order mark at the beginning is skipped. Blanks and tabs around a cell are dropped,
 * outside and inside of its quotes. Bytes are not converted, and not checked.
 */
#ifndef CASHBACK_EDGE_CSVIN_H
#define CASHBACK_EDGE_CSVIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "pipeline/base/error.h"
#include "pipeline/base/str.h"

#define CSVIN_RECORD_MAX ((size_t)1024 * 1024) /* bytes of a record, without its line break */
#define CSVIN_CELLS_MAX 1000

/* Where the bytes come from: at most `room` of them; 0 at the end; -1. */
struct csvin_source {
	ssize_t (*read)(void *context, void *bytes, size_t room, struct error *err);
	void *context;
};

enum csvin_fault {
	CSVIN_GOOD,
	CSVIN_STRAY_QUOTE, /* the cells are not known */
	CSVIN_TOO_LARGE,   /* so are they; raw has the first CSVIN_RECORD_MAX bytes */
};

/* Lives until the next call. */
struct csvin_record {
	int64_t line;             /* in which it begins; the first is 1 */
	int64_t offset;           /* of its first byte, in the stream */
	struct span raw;          /* without its line break */
	const struct span *cells; /* at most CSVIN_CELLS_MAX of them */
	int count;                /* how many there are, beyond CSVIN_CELLS_MAX too */
	bool ascii; /* no byte of it is a NUL or above 127; false where that was not looked at */
	enum csvin_fault fault;
};

struct csvin {
	struct csvin_source source;
	char delimiter;
	size_t record_max; /* CSVIN_RECORD_MAX; a test makes it small */
	int columns; /* cells of the header; 0: not known yet, quoted cells may span lines */
	char *buffer;
	size_t start, end, cap; /* what is read and not used yet: buffer[start..end) */
	size_t quote; /* none of the bytes from start up to here is a quote */
	bool begun, ended, skipping;
	int64_t line, offset; /* of buffer[start] */
	struct span *cells;
	struct str text; /* cells that libcsv took the quotes off */
	void *parser;    /* struct csv_parser */
};

void csvin_open(struct csvin *in, struct csvin_source source, char delimiter);
/* The first bytes of the stream, at most `length`; nothing is used up. */
int csvin_head(struct csvin *in, size_t length, struct span *ret_head, struct error *err);
/* 1: a record; 0: the end; -1: the source failed. */
int csvin_next(struct csvin *in, struct csvin_record *ret_record, struct error *err);
void csvin_close(struct csvin *in);

/* Appends a cell such that csvin reads it back, quoted where that is needed. */
void csvin_put_cell(struct str *out, struct span cell, char delimiter);

#endif
