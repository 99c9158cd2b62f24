/*
 * A map from keys to a 64-bit number, for keys of which only a 128-bit hash (XXH3) is kept: 24
 * bytes a slot, whatever the keys' length. Two different keys would have to share all 128 bits to
 * be taken for one; among a thousand million keys the odds of that are below 1 in 10^20. For sets that
 * are small: rows of a file are indexed by edge/keyindex.h.
 */
#ifndef CASHBACK_EDGE_KEYSET_H
#define CASHBACK_EDGE_KEYSET_H

#include <stddef.h>
#include <stdint.h>

struct key {
	uint64_t low, high;
};

struct keyset {
	struct keyset_slot *slots;
	size_t count, cap;
};

struct key key_of(const void *bytes, size_t length);

/* The key's number, which is 0 where the key was not there. The caller must store another number
 * than 0 there before the next call; the pointer lives until then. */
uint64_t *keyset_at(struct keyset *set, struct key key);
/* The key's number, 0 where it is not there. */
uint64_t keyset_get(const struct keyset *set, struct key key);
void keyset_release(struct keyset *set);

#endif
