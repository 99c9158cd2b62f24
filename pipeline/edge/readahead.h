/*
 * A stream of bytes that is read ahead of whoever takes them, by a thread of its own: where reading
 * means inflating, that is done beside what the bytes are read for.
 */
#ifndef CASHBACK_EDGE_READAHEAD_H
#define CASHBACK_EDGE_READAHEAD_H

#include <stddef.h>
#include <sys/types.h>

#include "pipeline/base/error.h"

/* At most `room` bytes: how many; 0 at the end; -1. */
typedef ssize_t readahead_source(void *context, void *bytes, size_t room, struct error *err);

struct readahead {
	struct readahead_ring *ring; /* NULL: not started */
};

/* Until it is stopped, only the thread may touch `context`. -1 where no thread can be started: nothing
 * is read then, and no error is set, since the source can be read without it. */
int readahead_start(struct readahead *ahead, readahead_source *source, void *context);
/* What the source would give, in the same order, its error included; of the type of a source. */
ssize_t readahead_read(void *readahead, void *bytes, size_t room, struct error *err);
/* Safe twice, and without a start. */
void readahead_stop(struct readahead *ahead);

#endif
