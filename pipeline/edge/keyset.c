/* Open addressing with linear probing; a slot whose number is 0 is free. */
#include "pipeline/edge/keyset.h"

#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <xxhash.h>

#include "pipeline/base/mem.h"

#define FIRST_SLOTS 1024
#define HUGE_PAGE ((size_t)2 * 1024 * 1024)

struct keyset_slot {
	struct key key;
	uint64_t number;
};

struct key key_of(const void *bytes, size_t length)
{
	XXH128_hash_t hash = XXH3_128bits(bytes, length);

	return (struct key){hash.low64, hash.high64};
}

struct key key_near(struct key key, uint64_t group, uint64_t member)
{
	uint64_t block = group + (member >> 2);

	return (struct key){XXH3_64bits(&block, sizeof(block)) << 2 | (member & 3), key.high ^ key.low};
}

uint64_t hash64(const void *bytes, size_t length)
{
	uint64_t hash = XXH3_64bits(bytes, length);

	return hash ? hash : 1;
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

/* Every look-up is a leap: without huge pages most of its time goes into finding the page. */
static struct keyset_slot *alloc_slots(size_t count)
{
	size_t size = count * sizeof(struct keyset_slot);

	if (size < HUGE_PAGE)
		return mem_alloc(size);
	size = (size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
	struct keyset_slot *slots = aligned_alloc(HUGE_PAGE, size);
	if (!slots)
		mem_exhausted();
	madvise(slots, size, MADV_HUGEPAGE);
	memset(slots, 0, size);
	return slots;
}

static void grow(struct keyset *set)
{
	struct keyset old = *set;

	set->cap = old.cap ? old.cap * 2 : FIRST_SLOTS;
	set->slots = alloc_slots(set->cap);
	for (size_t i = 0; i < old.cap; i++)
		if (old.slots[i].number != 0)
			*slot_of(set, old.slots[i].key) = old.slots[i];
	free(old.slots);
}

void keyset_expect(const struct keyset *set, struct key key)
{
	if (set->cap)
		__builtin_prefetch(&set->slots[key.low & (set->cap - 1)], 1);
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
