/*
 * A filter: a set of hashes that takes a bit or two for each, and in exchange says now and then that a
 * hash is in it which is not; never the other way round. It finds the few things that deserve an
 * exact look among many that do not: no result depends on it, but time and memory.
 */
#ifndef CASHBACK_EDGE_FILTER_H
#define CASHBACK_EDGE_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "pipeline/base/str.h"

struct filter {
	uint64_t *words; /* NULL: nothing is in it */
	uint64_t mask;   /* the number of bits, a power of two, - 1; at most 32 ones */
};

/* Hashes of a text, and of something that consists of two. */
uint64_t filter_text(struct span text);
static inline uint64_t filter_join(uint64_t a, uint64_t b)
{
	uint64_t mixed = (a ^ (b + 0x9e3779b97f4a7c15)) * 0xbf58476d1ce4e5b9;

	return (mixed ^ mixed >> 31) * 0x94d049bb133111eb;
}

/* At least so many bits. */
void filter_init(struct filter *filter, uint64_t bits);
/* Where a hash stands: two with the same place are one to the filter. */
static inline uint32_t filter_place(const struct filter *filter, uint64_t hash)
{
	return (uint32_t)((hash ^ hash >> 32) & filter->mask);
}
static inline bool filter_has_place(const struct filter *filter, uint32_t place)
{
	return filter->words && (filter->words[place / 64] >> place % 64 & 1);
}
static inline void filter_add_place(struct filter *filter, uint32_t place)
{
	filter->words[place / 64] |= UINT64_C(1) << place % 64;
}
static inline bool filter_has(const struct filter *filter, uint64_t hash)
{
	return filter_has_place(filter, filter_place(filter, hash));
}
static inline void filter_add(struct filter *filter, uint64_t hash)
{
	filter_add_place(filter, filter_place(filter, hash));
}
/* When everything is in it: as small as can be with so many bits for each place that is taken. The fewer
 * bytes there are, the sooner a processor has them at hand. */
void filter_shrink(struct filter *filter, uint64_t bits);
void filter_release(struct filter *filter);

#endif
