/*
 * Memory. Running out of it is the one error that ends the process on the spot: one line on
 * stderr and status 71. That is safe here because nothing is ever published before it is
 * complete (edge/outfile.h), and it spares every caller a path that could not be tested. The same
 * holds for what libraries allocate (mem_libraries.c).
 */
#ifndef CASHBACK_BASE_MEM_H
#define CASHBACK_BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

/* A sanitizer brings an allocator of its own, which ends the process by itself. */
#ifdef __has_feature
#define MEM_HAS_FEATURE(name) __has_feature(name)
#else
#define MEM_HAS_FEATURE(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || MEM_HAS_FEATURE(address_sanitizer)
#define MEM_SANITIZER 1
#else
#define MEM_SANITIZER 0
#endif

/* Runs `fn` on the variable's address when it goes out of scope. */
#define CLEANUP(fn) __attribute__((cleanup(fn)))

/* `char *p AUTOFREE = ...`: freed when it goes out of scope. */
#define AUTOFREE CLEANUP(mem_free_at)

void mem_free_at(void *pointer_to_pointer);

void mem_exhausted(void) __attribute__((noreturn));

/* Never NULL; the bytes are zero. */
void *mem_alloc(size_t size) __attribute__((malloc, returns_nonnull));

/* An array of count items; the multiplication is checked. */
void *mem_resize(void *old, size_t count, size_t size) __attribute__((returns_nonnull));

char *mem_strdup(const char *text) __attribute__((malloc, returns_nonnull));
char *mem_strndup(const char *text, size_t length) __attribute__((malloc, returns_nonnull));
char *mem_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2), returns_nonnull));
char *mem_vprintf(const char *fmt, va_list args)
	__attribute__((format(printf, 1, 0), returns_nonnull));

/* Makes room for one more item in the array `items` of `count`, whose capacity is `cap`. */
#define MEM_GROW(items, count, cap)                                                                \
	do {                                                                                           \
		if ((count) == (cap)) {                                                                    \
			(cap) = (cap) ? (cap) * 2 : 16;                                                        \
			(items) = mem_resize((items), (cap), sizeof(*(items)));                                \
		}                                                                                          \
	} while (0)

/* Makes room for items[index]. What is new is not cleared. */
#define MEM_REACH(items, index, cap)                                                               \
	do {                                                                                           \
		size_t reach_ = (cap) ? (cap) : 16;                                                        \
		while (reach_ <= (index))                                                                  \
			reach_ *= 2;                                                                           \
		if (reach_ > (cap)) {                                                                      \
			(items) = mem_resize((items), reach_, sizeof(*(items)));                               \
			(cap) = reach_;                                                                        \
		}                                                                                          \
	} while (0)

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* An arena: many small allocations, freed together. Zero-initialise it. */
struct arena_block;
struct arena {
	struct arena_block *last;
};

/* Aligned to 8 bytes; the bytes are not cleared. */
void *arena_alloc(struct arena *arena, size_t size) __attribute__((returns_nonnull));
void arena_release(struct arena *arena);

#endif
