/* Allocation that does not fail, and arenas. */
#include "pipeline/base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/base/error.h"

#define ARENA_BLOCK (256 * 1024)

struct arena_block {
	struct arena_block *previous;
	size_t used, size;
	unsigned char bytes[];
};

void mem_exhausted(void)
{
	static const char message[] = "cashback: out of memory\n";

	if (write(STDERR_FILENO, message, sizeof(message) - 1) < 0)
		_exit(EXIT_OSERR);
	_exit(EXIT_OSERR);
}

void mem_free_at(void *pointer_to_pointer)
{
	free(*(void **)pointer_to_pointer);
}

void *mem_alloc(size_t size)
{
	void *p = calloc(1, size ? size : 1);

	if (!p)
		mem_exhausted();
	return p;
}

void *mem_resize(void *old, size_t count, size_t size)
{
	void *p = reallocarray(old, count ? count : 1, size);

	if (!p)
		mem_exhausted();
	return p;
}

char *mem_strdup(const char *text)
{
	return mem_strndup(text, strlen(text));
}

char *mem_strndup(const char *text, size_t length)
{
	char *copy = mem_alloc(length + 1);

	if (length > 0)
		memcpy(copy, text, length);
	return copy;
}

char *mem_vprintf(const char *fmt, va_list args)
{
	char *text = NULL;

	if (vasprintf(&text, fmt, args) < 0)
		mem_exhausted();
	return text;
}

char *mem_printf(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	char *text = mem_vprintf(fmt, args);
	va_end(args);
	return text;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	size_t need = (size + 7) & ~(size_t)7;
	struct arena_block *block = arena->last;

	if (!block || block->size - block->used < need) {
		size_t room = need > ARENA_BLOCK ? need : ARENA_BLOCK;
		block = malloc(sizeof(*block) + room);
		if (!block)
			mem_exhausted();
		*block = (struct arena_block){.previous = arena->last, .size = room};
		arena->last = block;
	}
	void *p = block->bytes + block->used;
	block->used += need;
	return p;
}

void arena_release(struct arena *arena)
{
	while (arena->last) {
		struct arena_block *block = arena->last;
		arena->last = block->previous;
		free(block);
	}
}
