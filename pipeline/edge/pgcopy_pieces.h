/*
 * The rows of a COPY file in pieces of whole rows, for who reads all of it from front to back: what
 * one piece is about can then be found out beside that of others (edge/ahead.h), and no more of the
 * file is in memory than the pieces at hand. pgcopy.h maps files instead.
 */
#ifndef CASHBACK_EDGE_PGCOPY_PIECES_H
#define CASHBACK_EDGE_PGCOPY_PIECES_H

#include "pipeline/edge/pgcopy.h"

struct pgcopy_pieces {
	int fd;
	char *path;
	int fields;    /* of each row */
	uint64_t rows; /* of the pieces so far */
	uint64_t at;   /* where the next piece begins, in the file */
	struct str rest; /* what was read of it */
	bool ended;
};

#define PGCOPY_PIECES_INIT                                                                         \
	{                                                                                              \
		.fd = -1                                                                                   \
	}

/* Rows of so many fields. */
int pgcopy_pieces_open(struct pgcopy_pieces *pieces, const char *path, int fields,
	struct error *err);
/* 1: bytes hold the next rows, one after the other, and nothing else; 0: that was all; -1: the file
 * is damaged, or cannot be read. What bytes held before is gone. */
int pgcopy_pieces_next(struct pgcopy_pieces *pieces, struct str *bytes, struct error *err);
/* The fields of the row that stands at *at, NULL ones as SPAN_NONE; *at moves behind it. */
static inline void pgcopy_split(const unsigned char **at, struct span *ret_fields, int fields)
{
	const unsigned char *field = *at + 2;
	uint32_t length;

	for (int i = 0; i < fields; i++) {
		memcpy(&length, field, sizeof(length));
		length = be32toh(length);
		field += sizeof(length);
		bool null = length == UINT32_MAX;
		ret_fields[i] = (struct span){null ? NULL : (const char *)field, null ? 0 : length};
		field += null ? 0 : length;
	}
	*at = field;
}
/* Safe twice. */
void pgcopy_pieces_close(struct pgcopy_pieces *pieces);

#endif
