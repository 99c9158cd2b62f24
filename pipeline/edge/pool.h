/*
 * Items of work, done by a number of forked processes. Each process takes the next item that
 * nobody has taken; what an item gives back is a text. A process that dies fails the item it was
 * at, and the one before where that was not finished, but no other. The processes end with their
 * parent.
 */
#ifndef CASHBACK_EDGE_POOL_H
#define CASHBACK_EDGE_POOL_H

#include <stdbool.h>
#include <stddef.h>

#include "pipeline/base/error.h"
#include "pipeline/base/str.h"
#include "pipeline/edge/progress.h"

struct pool_work {
	/* Called in another process: nothing that it changes in memory comes back. */
	int (*perform)(void *context, size_t item, struct str *ret_text, struct error *err);
	void *context;
	struct progress *progress; /* NULL: nobody is told how far it is */
	const char *unit;          /* what the items are called there */
	/* NULL, or what is left to be done of an item that was performed, whether it failed or not, and
	 * mostly waits for the disk. In the same process; where there are several of them, in a thread
	 * beside the next item: it may change nothing that perform(next item) looks at. */
	int (*finish)(void *context, size_t item, struct error *err);
};

struct pool_result {
	struct str text;  /* without NUL bytes */
	struct error err; /* code 0: the item is done */
	bool back;
};

/* Does items 0 to count - 1, and fills results[count]: one for each, whatever happens to it. -1
 * where no process could be started; an item that fails is no failure of the pool. */
int pool_run(const struct pool_work *work, size_t count, int jobs, struct pool_result *results,
	struct error *err);
void pool_results_release(struct pool_result *results, size_t count);

#endif
