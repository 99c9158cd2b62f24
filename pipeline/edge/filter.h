/*
 * A filter: a set of hashes that takes two bits for each, and in exchange says now and then that a
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
	uint64_t mask;   /* the number of words, a power of two, - 1 */
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
/* A hash has two bits of one word. */
static inline uint64_t filter_bits(uint64_t hash)
{
	return UINT64_C(1) << (hash & 63) | UINT64_C(1) << (hash >> 6 & 63);
}
static inline uint64_t *filter_word(const struct filter *filter, uint64_t hash)
{
	return &filter->words[(hash >> 12) & filter->mask];
}
static inline bool filter_has(const struct filter *filter, uint64_t hash)
{
	uint64_t bits = filter_bits(hash);

	return filter->words && (*filter_word(filter, hash) & bits) == bits;
}
static inline void filter_add(struct filter *filter, uint64_t hash)
{
	*filter_word(filter, hash) |= filter_bits(hash);
}
/* When everything is in it: as small as can be with so many bits for each one that is set. The fewer
 * bytes there are, the sooner a processor has them at hand. */
void filter_shrink(struct filter *filter, uint64_t bits);
void filter_release(struct filter *filter);

#endif
