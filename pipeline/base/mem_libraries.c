/*
 * What mem.h says of running out of memory, for the libraries as well. Not every library survives
 * a failed allocation: libxlsxwriter leaves out a cell, a row's height or a style and says nothing,
 * or dies of a signal; libpq calls it a lost connection; libxml2 calls it broken XML. So the
 * allocator of the whole process is wrapped, and none of them ever sees one. It refuses to allocate
 * anything itself: behind it is whatever allocator the process would have had.
 */
#include <dlfcn.h>
#include <stddef.h>

#include "pipeline/base/mem.h"

#if !MEM_SANITIZER

/* The function behind ours: dlsym gives an object's address for it. */
#define BEHIND(type, name)                                                                         \
	static type *behind;                                                                           \
	if (!behind)                                                                                   \
		*(void **)&behind = dlsym(RTLD_NEXT, name)

typedef void *malloc_function(size_t size);
typedef void *calloc_function(size_t count, size_t size);
typedef void *realloc_function(void *old, size_t size);

static void *found(void *memory, size_t size)
{
	if (!memory && size > 0)
		mem_exhausted();
	return memory;
}

void *malloc(size_t size)
{
	BEHIND(malloc_function, "malloc");
	return found(behind(size), size);
}

void *calloc(size_t count, size_t size)
{
	BEHIND(calloc_function, "calloc");
	return found(behind(count, size), count > 0 ? size : 0);
}

void *realloc(void *old, size_t size)
{
	BEHIND(realloc_function, "realloc");
	return found(behind(old, size), size);
}

#endif
