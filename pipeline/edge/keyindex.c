/* Sorted slots with linear probing; a slot whose hash is 0 is free. */
#include "pipeline/edge/keyindex.h"

#include <string.h>
#include <sys/mman.h>
#include <xxhash.h>

#include "pipeline/base/mem.h"

#define HASH_BITS 38
#define HASH_MASK ((UINT64_C(1) << HASH_BITS) - 1)
#define FIRST_SLOTS 1024
#define LOAD 87 /* of 100 slots, before it grows */
#define LINE 64 /* bytes that memory gives at once */

uint64_t key_hash(const void *bytes, size_t length)
{
	return XXH3_128bits(bytes, length).low64;
}

uint64_t key_hash_near(uint64_t group, uint64_t member)
{
	uint64_t block = group + (member >> 2);

	return XXH3_64bits(&block, sizeof(block)) << 2 | (member & 3);
}

/* What a slot keeps of a hash: never 0. */
static uint64_t kept(uint64_t hash)
{
	hash &= HASH_MASK;
	return hash ? hash : 1;
}

static uint64_t hash_of(const struct keyindex_slot *slot)
{
	return slot->word & HASH_MASK;
}

/* Where a hash is due: the hashes are spread over the table in their order. */
static size_t due(const struct keyindex *set, uint64_t hash)
{
	return (size_t)((unsigned __int128)hash * set->cap >> HASH_BITS);
}

/* Slots beyond `cap`, for those that the last ones push there. */
static size_t room_for(size_t cap)
{
	return cap + cap / 64 + 64;
}

/* There is one slot more, which is never taken: every search ends there. */
static size_t bytes_for(size_t room)
{
	return (room + 1) * sizeof(struct keyindex_slot);
}

static void set_cap(struct keyindex *set, size_t cap)
{
	size_t room = room_for(cap);
	void *slots = set->slots
		? mremap(set->slots, bytes_for(set->room), bytes_for(room), MREMAP_MAYMOVE)
		: mmap(NULL, bytes_for(room), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (slots == MAP_FAILED)
		mem_exhausted();
	set->slots = slots;
	set->cap = cap;
	set->room = room;
}

/* Moves what is taken of the first slots to the end, in its order; returns where it begins. */
static size_t move_to_end(struct keyindex *set, size_t used)
{
	size_t to = set->room;

	for (size_t from = used; from-- > 0;)
		if (hash_of(&set->slots[from]) != 0)
			set->slots[--to] = set->slots[from];
	return to;
}

static void clear(struct keyindex *set, size_t from, size_t to)
{
	memset(set->slots + from, 0, (to - from) * sizeof(*set->slots));
}

/* Moves the slots from there to where they are due, or as near behind as can be. No slot is written
 * before it was read: those that are still to come need all the room behind it. false: they would
 * need more, and are to be spread over a larger table. */
static bool spread(struct keyindex *set, size_t from)
{
	size_t to = 0, at;

	for (; from < set->room; from++) {
		struct keyindex_slot slot = set->slots[from];
		at = due(set, hash_of(&slot));
		at = at > to ? at : to;
		if (at > from)
			break;
		clear(set, to, at);
		set->slots[at] = slot;
		to = at + 1;
	}
	clear(set, to, from);
	return from == set->room;
}

static void grow(struct keyindex *set)
{
	size_t used;

	do {
		used = set->room;
		set_cap(set, set->cap ? set->cap / 4 * 5 : FIRST_SLOTS);
	} while (!spread(set, move_to_end(set, used)));
}

void keyindex_expect(const struct keyindex *set, uint64_t hash)
{
	const char *at = (const char *)(set->slots + due(set, kept(hash)));

	__builtin_prefetch(at);
	__builtin_prefetch(at + LINE);
}

/* The first slot from where the hash is due that is free or has no lower hash. */
static struct keyindex_slot *search(const struct keyindex *set, uint64_t hash)
{
	struct keyindex_slot *slot = set->slots + due(set, hash);

	while (hash_of(slot) != 0 && hash_of(slot) < hash)
		slot++;
	return slot;
}

struct keyindex_slot *keyindex_find(const struct keyindex *set, uint64_t hash)
{
	if (set->count == 0)
		return NULL;
	struct keyindex_slot *slot = search(set, kept(hash));
	return hash_of(slot) == kept(hash) ? slot : NULL;
}

struct keyindex_slot *keyindex_next(struct keyindex_slot *slot)
{
	return hash_of(slot + 1) == hash_of(slot) ? slot + 1 : NULL;
}

void keyindex_add(struct keyindex *set, uint64_t hash, uint64_t place)
{
	if (set->count >= set->cap / 100 * LOAD)
		grow(set);
	struct keyindex_slot *slot = search(set, kept(hash)), *stop = slot;
	while (hash_of(stop) != 0)
		stop++;
	if (stop == set->slots + set->room) {
		grow(set);
		keyindex_add(set, hash, place);
		return;
	}
	memmove(slot + 1, slot, (size_t)(stop - slot) * sizeof(*slot));
	*slot = (struct keyindex_slot){kept(hash) | place << 40, (uint16_t)(place >> 24)};
	set->count++;
}

void keyindex_release(struct keyindex *set)
{
	if (set->slots)
		munmap(set->slots, bytes_for(set->room));
	*set = (struct keyindex){0};
}
