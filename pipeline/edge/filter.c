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

void filter_release(struct filter *filter)
{
	free(filter->words);
	*filter = (struct filter){0};
}
