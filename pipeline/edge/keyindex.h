/*
 * An index of rows that stand in a file: from the hash of a row's key to the row's place. The keys
 * themselves are not kept, and two keys may have one hash: whoever finds a place reads the row
 * there and compares, so that no answer depends on the odds of a hash.
 *
 * A slot has 10 bytes: 38 bits of hash, 2 for a mark, 40 of the place. The slots are sorted by
 * hash, each as near as can be behind the place that its hash is due in a table of this size
 * (linear probing). So the table can grow where it is, by a quarter: all slots are moved to the
 * end, and from there, in their order, to their new places. It grows when 87 slots in 100 are
 * taken; 69 are then, and that is the most that it ever costs: with some room at the end, 14.7
 * bytes a key.
 *
 * Among 50 million keys some 5 000 have a hash that another key has, and cost a look into the file.
 */
#ifndef CASHBACK_EDGE_KEYINDEX_H
#define CASHBACK_EDGE_KEYINDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEYINDEX_PLACE_MAX ((UINT64_C(1) << 40) - 1)

/* Hash and mark and the place's low 24 bits, from the lowest bit on; its high bits. Bit fields come
 * out of the compiler byte by byte. */
struct keyindex_slot {
	uint64_t word;
	uint16_t high;
} __attribute__((packed));

static inline uint64_t keyindex_place(const struct keyindex_slot *slot)
{
	return (uint64_t)slot->high << 24 | slot->word >> 40;
}

/* 0 to 3, the caller's; 0 at first. */
static inline unsigned keyindex_mark(const struct keyindex_slot *slot)
{
	return slot->word >> 38 & 3;
}

static inline void keyindex_set_mark(struct keyindex_slot *slot, unsigned mark)
{
	slot->word = (slot->word & ~(UINT64_C(3) << 38)) | (uint64_t)mark << 38;
}

struct keyindex {
	struct keyindex_slot *slots;
	size_t count;
	size_t cap;  /* hashes are due in slots[0..cap) */
	size_t room; /* slots there are: the last ones may be pushed beyond cap */
};

/* Hashes of 64 bits, of which a keyindex takes the lowest 38. */
uint64_t key_hash(const void *bytes, size_t length);
/* Of a key that consists of a group and a number: the members 4n to 4n + 3 of a group stand side by
 * side in the set, where one look into memory finds them all. `group` is a hash. */
uint64_t key_hash_near(uint64_t group, uint64_t member);

/* The hash will be asked for soon: fetches its slots from memory meanwhile. */
void keyindex_expect(const struct keyindex *set, uint64_t hash);
/* The first slot with this hash, and the next one; NULL where there is none. They live until
 * something is added. */
struct keyindex_slot *keyindex_find(const struct keyindex *set, uint64_t hash);
struct keyindex_slot *keyindex_next(struct keyindex_slot *slot);
/* `place` is 1 to KEYINDEX_PLACE_MAX. */
void keyindex_add(struct keyindex *set, uint64_t hash, uint64_t place);
void keyindex_release(struct keyindex *set);

#endif
