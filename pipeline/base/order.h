/*
 * Sorting by numbers: what is sorted is first given a key of 64 bits that tells most of its order,
 * and moves as a small item in place of itself. Digit by digit, in place, so that it takes no memory
 * and asks a comparison only where keys are equal.
 */
#ifndef CASHBACK_BASE_ORDER_H
#define CASHBACK_BASE_ORDER_H

#include <stddef.h>
#include <stdint.h>

struct keyed {
	uint64_t key;
	uint32_t index; /* what the key is of; no two items have the same index and the same `also` */
	uint32_t also;  /* the caller's */
};

/* Below, at or above 0, as qsort_r has it; both are struct keyed. */
typedef int (*keyed_tie)(const void *a, const void *b, void *context);

/* By key; where keys are equal, by `tie`; where that calls them equal or is NULL, by index and `also`:
 * there is one order, whatever order the items come in. */
void keyed_sort(struct keyed *items, size_t count, keyed_tie tie, void *context);
/* By key alone: what has the same key comes in any order. */
void keyed_sort_keys(struct keyed *items, size_t count);

#endif
