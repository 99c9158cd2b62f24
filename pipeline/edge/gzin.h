/*
 * The bytes of a delivered file, plain or gzipped. zlib's gzread passes truncated and damaged
 * files through; this reader does not: every member's CRC and length must agree, the last member
 * must be complete, and nothing may come after it.
 *
 * It refuses to guess: whoever opens the file says whether it is gzipped.
 */
#ifndef CASHBACK_EDGE_GZIN_H
#define CASHBACK_EDGE_GZIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "pipeline/base/error.h"

enum gzin_form { GZIN_PLAIN, GZIN_GZIP };

/* A gzip that has given this many bytes, and a thousand times what it took, is refused. */
#define GZIN_GROWTH_FROM ((uint64_t)256 * 1024 * 1024)
#define GZIN_GROWTH 1000

struct gzin {
	int fd; /* -1: not open */
	enum gzin_form form;
	size_t piece;         /* bytes asked for in one read; a test makes it 1 */
	uint64_t growth_from; /* GZIN_GROWTH_FROM; a test makes it small */
	uint64_t taken;       /* bytes of the file used up */
	uint64_t given;       /* bytes given out */
	unsigned char *buffer;
	void *stream;   /* z_stream */
	bool in_member; /* a gzip member has begun and is not complete */
	bool ended;     /* the file has no more bytes */
};

int gzin_open(struct gzin *in, const char *path, enum gzin_form form, struct error *err);
/* At most `room` bytes: how many; 0 at the end; -1. Errors name a byte of the file, and leave the
 * file's name to the caller. Its type is that of a csvin source. */
ssize_t gzin_read(void *gzin, void *bytes, size_t room, struct error *err);
/* Safe twice. */
void gzin_close(struct gzin *in);

#endif
