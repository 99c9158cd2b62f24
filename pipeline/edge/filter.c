/* Words of bits. */
#include "pipeline/edge/filter.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "pipeline/base/mem.h"

#define FIRST_WORDS 16
#define MOST_WORDS (UINT64_C(1) << 26)

uint64_t filter_text(struct span text)
{
	return XXH3_64bits(text.at, text.len);
}

void filter_init(struct filter *filter, uint64_t bits)
{
	uint64_t words = FIRST_WORDS;

	while (words * 64 < bits && words < MOST_WORDS)
		words *= 2;
	*filter = (struct filter){mem_alloc(words * sizeof(*filter->words)), words - 1};
}

static uint64_t bits_set(const struct filter *filter)
{
	uint64_t set = 0;

	for (uint64_t i = 0; i <= filter->mask; i++)
		set += (uint64_t)__builtin_popcountll(filter->words[i]);
	return set;
}

/* The lower half takes over what the upper one has: that is where a smaller mask looks for it. */
static void fold(struct filter *filter)
{
	uint64_t half = (filter->mask + 1) / 2;

	for (uint64_t i = 0; i < half; i++)
		filter->words[i] |= filter->words[half + i];
	filter->mask /= 2;
}

void filter_shrink(struct filter *filter, uint64_t bits)
{
	if (!filter->words)
		return;
	uint64_t wanted = bits_set(filter) * bits;
	while (filter->mask >= FIRST_WORDS && (filter->mask + 1) / 2 * 64 >= wanted)
		fold(filter);
	filter->words = mem_resize(filter->words, filter->mask + 1, sizeof(*filter->words));
}

void filter_release(struct filter *filter)
{
	free(filter->words);
	*filter = (struct filter){0};
}
