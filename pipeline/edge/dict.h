/*
 * Dictionaries: texts as small numbers, and pairs of numbers as small numbers. Hashed with XXH3;
 * the hash decides nothing but where to look, so that no result depends on it.
 */
#ifndef CASHBACK_EDGE_DICT_H
#define CASHBACK_EDGE_DICT_H

#include <stddef.h>
#include <stdint.h>

#include "pipeline/base/mem.h"
#include "pipeline/base/str.h"

/* A text's number. 0 stands for a blank text; ids go up from 1 in order of first sight. */
typedef uint32_t text_id;

/* Keeps copies; the spans that it gives live as long as it does. Zero-initialise it. */
struct dict {
	const unsigned char **texts; /* by id: the length (4 bytes) and the bytes */
	uint64_t *slots;             /* the hash's upper half, and the id; 0 is free; NULL: sealed, or empty */
	size_t count, cap, slot_count;
	struct arena arena;
	unsigned char *room; /* of the arena, for the next texts */
	size_t room_left;
};

text_id dict_add(struct dict *dict, struct span text);
/* 0 where it was never added. */
text_id dict_find(const struct dict *dict, struct span text);
/* SPAN_NONE for 0. */
static inline struct span dict_text(const struct dict *dict, text_id id)
{
	uint32_t length;

	if (!id)
		return SPAN_NONE;
	memcpy(&length, dict->texts[id], sizeof(length));
	return (struct span){(const char *)dict->texts[id] + sizeof(length), length};
}
/* When the last text is in it: gives back what look-ups need, a third of its memory. A text can still be
 * found, slowly. */
void dict_seal(struct dict *dict);
/* The hash that texts are looked up by; and what look-ups of texts with these hashes will read is asked
 * for from memory, all at once. */
uint64_t dict_hash(struct span text);
void dict_fetch(const struct dict *dict, const uint64_t *hashes, size_t count);
/* A look-up of its own, for other threads while texts are added to the dictionary: the texts that
 * there are now, under their numbers, and one more number, `other`, whose text is blank. It lives as
 * long as the dictionary. */
struct dict dict_snapshot(const struct dict *dict, text_id *ret_other);
/* rank[id] grows with the bytes of the text; rank[0] is 0. The caller frees it. */
uint32_t *dict_ranks(const struct dict *dict);
void dict_release(struct dict *dict);

/* Numbers (0, 1, 2 ...) for pairs of 64-bit keys, in order of first sight. Zero-initialise it. */
struct pair {
	uint64_t a, b;
};

struct pairs {
	struct pair *items;
	uint32_t *slots;
	size_t count, cap, slot_count;
};

#define PAIR_NONE UINT32_MAX

uint32_t pairs_add(struct pairs *pairs, uint64_t a, uint64_t b);
uint32_t pairs_find(const struct pairs *pairs, uint64_t a, uint64_t b);
void pairs_release(struct pairs *pairs);

#endif
