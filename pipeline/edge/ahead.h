/*
 * Items that threads prepare ahead, and that the caller takes one by one, in their order: what is
 * taken is the same with any number of threads. For computing on what does not change meanwhile;
 * what may die, or shall have memory of its own, is work for processes (edge/pool.h).
 */
#ifndef CASHBACK_EDGE_AHEAD_H
#define CASHBACK_EDGE_AHEAD_H

#include <stddef.h>
#include <stdint.h>

#include "pipeline/base/error.h"

struct ahead {
	/* Makes an item's result, in any thread. It may change nothing but the result, which begins as
	 * zeros, or as `begin` left it. What a failure leaves there is released. */
	int (*prepare)(void *context, size_t item, void *result, struct error *err);
	/* Uses it, in the caller's thread, from item 0 on; NULL: there is nothing to use. */
	int (*take)(void *context, size_t item, void *result, struct error *err);
	/* Frees it, in the caller's thread, whatever became of it; NULL: nothing to free. */
	void (*release)(void *context, void *result);
	void *context;
	size_t result_size;
	/* Begins an item's result before it is prepared: one item at a time and in their order, in any
	 * thread. 1: done; 0: there are no more items; -1: an error, and the result holds nothing. NULL:
	 * nothing to do. */
	int (*begin)(void *context, size_t item, void *result, struct error *err);
};

/* Prepares and takes items 0 to count - 1, or as many as `begin` has (AHEAD_ALL), with `jobs` threads
 * of which the caller is one. Ends with the first item, in their order, that fails. Where no thread
 * can be started there is one less. */
#define AHEAD_ALL SIZE_MAX
int ahead_run(const struct ahead *work, size_t count, int jobs, struct error *err);

#endif
