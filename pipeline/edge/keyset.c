/* Open addressing with linear probing; a slot whose number is 0 is free. */
#include "pipeline/edge/keyset.h"

#include <stdbool.h>
#include <xxhash.h>

#include "pipeline/base/mem.h"

#define FIRST_SLOTS 1024

struct keyset_slot {
	struct key key;
	uint64_t number;
};

struct key key_of(const void *bytes, size_t length)
{
	XXH128_hash_t hash = XXH3_128bits(bytes, length);

	return (struct key){hash.low64, hash.high64};
}

static struct keyset_slot *slot_of(const struct keyset *set, struct key key)
{
	size_t at = key.low & (set->cap - 1);

	for (;;) {
		struct keyset_slot *slot = &set->slots[at];
		bool same = slot->key.low == key.low && slot->key.high == key.high;
		if (slot->number == 0 || same)
			return slot;
		at = (at + 1) & (set->cap - 1);
	}
}

static void grow(struct keyset *set)
{
	struct keyset old = *set;

	set->cap = old.cap ? old.cap * 2 : FIRST_SLOTS;
	set->slots = mem_alloc(set->cap * sizeof(*set->slots));
	for (size_t i = 0; i < old.cap; i++)
		if (old.slots[i].number != 0)
			*slot_of(set, old.slots[i].key) = old.slots[i];
	free(old.slots);
}

uint64_t *keyset_at(struct keyset *set, struct key key)
{
	if (set->count >= set->cap / 8 * 7)
		grow(set);
	struct keyset_slot *slot = slot_of(set, key);
	if (slot->number == 0) {
		slot->key = key;
		set->count++;
	}
	return &slot->number;
}

uint64_t keyset_get(const struct keyset *set, struct key key)
{
	return set->cap ? slot_of(set, key)->number : 0;
}

void keyset_release(struct keyset *set)
{
	free(set->slots);
	*set = (struct keyset){0};
}
