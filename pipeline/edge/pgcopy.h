/*
 * PostgreSQL's binary COPY format (PostgreSQL manual, COPY, "Binary Format"), in which the
 * stages hand their tables on. `\copy t from 'f' (format binary)` reads each of these files.
 *
 * Writing is buffered and its errors are kept until pgcopy_commit. Reading maps the file; the
 * spans that come back look into the map and live until pgcopy_close. What has been read does not
 * stay in memory: who looks at it again has it read again.
 */
#ifndef CASHBACK_EDGE_PGCOPY_H
#define CASHBACK_EDGE_PGCOPY_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "pipeline/base/date.h"
#include "pipeline/base/error.h"
#include "pipeline/base/money.h"
#include "pipeline/base/str.h"
#include "pipeline/edge/outfile.h"

/* SQL NULL as a value of C. Text: SPAN_NONE; dates: DATE_NONE; money: MONEY_NONE. */
#define INT_NONE INT64_MIN

struct pgcopy_writer {
	struct outfile out;
	uint64_t rows;
	unsigned char *bytes; /* of rows: not in `out` yet */
	size_t begun;         /* where in them the last row begins */
	size_t length, cap;
	bool piece; /* there is no file */
};

int pgcopy_create(struct pgcopy_writer *w, const char *path, struct error *err);
/* Right after it: the commit gives the file's SHA-256 (outfile_hash). */
void pgcopy_hash(struct pgcopy_writer *w, char ret_sha256[HASH_TEXT]);
/* Begins a row of `fields` fields; exactly that many calls of the following must come next. */
void pgcopy_row(struct pgcopy_writer *w, int fields);
static inline void pgcopy_null(struct pgcopy_writer *w);
static inline void pgcopy_text(struct pgcopy_writer *w, struct span value); /* also bytea */
static inline void pgcopy_int(struct pgcopy_writer *w, int64_t value);      /* bigint */
static inline void pgcopy_date(struct pgcopy_writer *w, date_t value);      /* date */
/* numeric, with at least `places` decimal places shown. */
static inline void pgcopy_money(struct pgcopy_writer *w, struct money value, int places);
/* The row that was begun last: its bytes so far, until the next call; where they will stand in the
 * file; and as if it had never been begun. */
struct span pgcopy_written(const struct pgcopy_writer *w);
uint64_t pgcopy_place(const struct pgcopy_writer *w);
void pgcopy_take_back(struct pgcopy_writer *w);
/* The length of the row that bytes begin with; 0: they do not hold all of one. */
size_t pgcopy_row_length(struct span bytes);
/* The front of a row's bytes that its first fields take; one of its fields. */
size_t pgcopy_row_front(struct span row, int fields);
struct span pgcopy_row_field(struct span row, int field);
/* Hands the rows before it to the system, and moves it. An error where a write has failed. */
int pgcopy_flush(struct pgcopy_writer *w, struct error *err);
int pgcopy_commit(struct pgcopy_writer *w, struct error *err);
void pgcopy_abort(struct pgcopy_writer *w);

/* Rows that stay in memory, about `bytes` of them, until they are appended to a file's (which does
 * not take them away): several threads can write one file. pgcopy_abort releases. */
void pgcopy_piece(struct pgcopy_writer *w, size_t bytes);
void pgcopy_append(struct pgcopy_writer *w, const struct pgcopy_writer *piece);

/* What stands before the rows of a file, and after them: for sending a part of its rows. */
struct span pgcopy_header(void);
struct span pgcopy_trailer(void);

struct pgcopy_reader {
	char *path;
	const unsigned char *map;
	size_t size, at;
	size_t given_back; /* the memory of the bytes before */
	uint64_t rows;
};

int pgcopy_open(struct pgcopy_reader *r, const char *path, struct error *err);
/* 1: the next row begins and has `fields` fields; 0: the end; -1: the file is damaged. What was read
 * is still there, but the process gives its memory back now and then. */
int pgcopy_next(struct pgcopy_reader *r, int fields, struct error *err);
/* The next field's bytes; false where it runs over the end of the file. */
bool pgcopy_field(struct pgcopy_reader *r, struct span *ret_field);
/* For who looks at the map by itself: the bytes before `end` have been looked at. */
void pgcopy_let_go(struct pgcopy_reader *r, size_t end);
/* Decode one field; false where the bytes do not have that type's form. NULL gives X_NONE. */
bool pgcopy_to_int(struct span field, int64_t *ret);
bool pgcopy_to_date(struct span field, date_t *ret);
bool pgcopy_to_money(struct span field, struct money *ret);
/* EXIT_DATA, with the file, the row and what to do. Returns -1. */
int pgcopy_damaged(const struct pgcopy_reader *r, struct error *err);
void pgcopy_close(struct pgcopy_reader *r);

/* The fields that are written most: a call would cost more than what it does. */

#define PGCOPY_EPOCH 10957 /* 2000-01-01 */

/* Makes room for so many bytes more of the row. */
void pgcopy_grow(struct pgcopy_writer *w, size_t bytes);

/* The same as the functions above, at a place where there is room for it; what comes back is where
 * the next field begins. */

#define PGCOPY_SHORT 64 /* bytes of a text */
#define PGCOPY_ROOM 96  /* of any field but a longer text */

static inline unsigned char *pgcopy_put_32(unsigned char *at, uint32_t value)
{
	value = htobe32(value);
	memcpy(at, &value, sizeof(value));
	return at + sizeof(value);
}

/* Most texts are short: a call would cost more than the bytes. Of 4 to 16 bytes, the first half and
 * the last one, which may overlap. */
static inline void pgcopy_put_bytes(unsigned char *to, const char *from, size_t length)
{
	uint64_t first, last;
	uint32_t short_first, short_last;

	if (length >= sizeof(first) && length <= 2 * sizeof(first)) {
		memcpy(&first, from, sizeof(first));
		memcpy(&last, from + length - sizeof(last), sizeof(last));
		memcpy(to, &first, sizeof(first));
		memcpy(to + length - sizeof(last), &last, sizeof(last));
	} else if (length >= sizeof(short_first) && length < sizeof(first)) {
		memcpy(&short_first, from, sizeof(short_first));
		memcpy(&short_last, from + length - sizeof(short_last), sizeof(short_last));
		memcpy(to, &short_first, sizeof(short_first));
		memcpy(to + length - sizeof(short_last), &short_last, sizeof(short_last));
	} else {
		memcpy(to, from, length);
	}
}

static inline unsigned char *pgcopy_put_text(unsigned char *at, struct span value)
{
	if (!value.at)
		return pgcopy_put_32(at, UINT32_MAX);
	at = pgcopy_put_32(at, (uint32_t)value.len);
	pgcopy_put_bytes(at, value.at, value.len);
	return at + value.len;
}

static inline unsigned char *pgcopy_put_int(unsigned char *at, int64_t value)
{
	uint64_t bytes = htobe64((uint64_t)value);

	if (value == INT_NONE)
		return pgcopy_put_32(at, UINT32_MAX);
	at = pgcopy_put_32(at, sizeof(bytes));
	memcpy(at, &bytes, sizeof(bytes));
	return at + sizeof(bytes);
}

static inline unsigned char *pgcopy_put_date(unsigned char *at, date_t value)
{
	if (value == DATE_NONE)
		return pgcopy_put_32(at, UINT32_MAX);
	at = pgcopy_put_32(at, 4);
	return pgcopy_put_32(at, (uint32_t)(value - PGCOPY_EPOCH));
}

unsigned char *pgcopy_put_money(unsigned char *at, struct money value, int places);

/* Room for so many bytes of the row that was begun; and how far they were used. */
static inline unsigned char *pgcopy_reserve(struct pgcopy_writer *w, size_t bytes)
{
	if (bytes > w->cap - w->length)
		pgcopy_grow(w, bytes);
	return w->bytes + w->length;
}

static inline void pgcopy_used(struct pgcopy_writer *w, const unsigned char *end)
{
	w->length = (size_t)(end - w->bytes);
}

static inline void pgcopy_null(struct pgcopy_writer *w)
{
	pgcopy_used(w, pgcopy_put_32(pgcopy_reserve(w, PGCOPY_ROOM), UINT32_MAX));
}

static inline void pgcopy_text(struct pgcopy_writer *w, struct span value)
{
	pgcopy_used(w, pgcopy_put_text(pgcopy_reserve(w, PGCOPY_ROOM + value.len), value));
}

static inline void pgcopy_int(struct pgcopy_writer *w, int64_t value)
{
	pgcopy_used(w, pgcopy_put_int(pgcopy_reserve(w, PGCOPY_ROOM), value));
}

static inline void pgcopy_date(struct pgcopy_writer *w, date_t value)
{
	pgcopy_used(w, pgcopy_put_date(pgcopy_reserve(w, PGCOPY_ROOM), value));
}

static inline void pgcopy_money(struct pgcopy_writer *w, struct money value, int places)
{
	pgcopy_used(w, pgcopy_put_money(pgcopy_reserve(w, PGCOPY_ROOM), value, places));
}

#endif
