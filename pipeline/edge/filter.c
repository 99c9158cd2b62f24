/* A bit a place. */
#include "pipeline/edge/filter.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "pipeline/base/mem.h"

#define FIRST_BITS 1024
#define MOST_BITS (UINT64_C(1) << 32)

uint64_t filter_text(struct span text)
{
	return XXH3_64bits(text.at, text.len);
}

void filter_init(struct filter *filter, uint64_t bits)
{
	uint64_t size = FIRST_BITS;

	while (size < bits && size < MOST_BITS)
		size *= 2;
	*filter = (struct filter){mem_alloc(size / 8), size - 1};
}

static uint64_t places_taken(const struct filter *filter)
{
	uint64_t taken = 0;

	for (uint64_t i = 0; i <= filter->mask / 64; i++)
		taken += (uint64_t)__builtin_popcountll(filter->words[i]);
	return taken;
}

/* The lower half takes over the places of the upper one: that is where a smaller mask looks for them. */
static void fold(struct filter *filter)
{
	uint64_t half = (filter->mask + 1) / 2 / 64;

	for (uint64_t i = 0; i < half; i++)
		filter->words[i] |= filter->words[half + i];
	filter->mask /= 2;
}

void filter_shrink(struct filter *filter, uint64_t bits)
{
	if (!filter->words)
		return;
	uint64_t wanted = places_taken(filter) * bits;
	while (filter->mask >= FIRST_BITS && (filter->mask + 1) / 2 >= wanted)
		fold(filter);
	filter->words = mem_resize(filter->words, (filter->mask + 1) / 64, sizeof(*filter->words));
}

void filter_release(struct filter *filter)
{
	free(filter->words);
	*filter = (struct filter){0};
}
