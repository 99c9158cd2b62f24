/*
 * A look back at a COPY file that is still being written: whether it has given bytes at a place.
 * Bytes are read, not mapped, so that the file takes no memory of the process. The look goes on
 * when the writer is gone, and its file with it.
 */
#ifndef CASHBACK_EDGE_PGCOPY_BACK_H
#define CASHBACK_EDGE_PGCOPY_BACK_H

#include "pipeline/edge/pgcopy.h"

struct pgcopy_back {
	int fd; /* -1: not open */
	char *path;
};

#define PGCOPY_BACK_INIT                                                                           \
	{                                                                                              \
		.fd = -1                                                                                   \
	}

int pgcopy_back_open(struct pgcopy_back *back, const struct pgcopy_writer *w, struct error *err);
/* 1: the file has these bytes there, 0: others or fewer, -1: it cannot be read. What the writer was
 * given is seen after pgcopy_flush, without the row that was begun last. */
int pgcopy_back_holds(const struct pgcopy_back *back, uint64_t place, struct span bytes,
	struct error *err);
/* Gives `take` each row that was handed over and stands before `end`, where another one begins; until
 * it refuses one (-1). The row lives until `take` returns. */
struct pgcopy_each {
	int (*take)(void *context, uint64_t place, struct span row, struct error *err);
	void *context;
};

int pgcopy_back_each(const struct pgcopy_back *back, uint64_t end, const struct pgcopy_each *each,
	struct error *err);
/* Safe twice. */
void pgcopy_back_close(struct pgcopy_back *back);

#endif
