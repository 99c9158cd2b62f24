/*
 * What the fuzz harnesses share. A harness is one file, fuzz_SUBJECT.c, with the function that
 * libFuzzer calls; it takes bytes apart, and states what must hold for all of them. The same file
 * is linked with replay.c, without libFuzzer, and then goes over tests/fuzz/corpus/SUBJECT.
 *
 * A harness looks for more than crashes: a property that does not hold ends the process, with a
 * sentence that says which.
 */
#ifndef CASHBACK_TESTS_FUZZ_H
#define CASHBACK_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "pipeline/base/error.h"
#include "pipeline/base/str.h"

/* What every harness defines; 0: the input was looked at. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process where `condition` does not hold; the rest is a printf sentence. */
#define MUST(condition, ...)                                                                       \
	do {                                                                                           \
		if (!(condition))                                                                          \
			fuzz_violated(__FILE__, __LINE__, __VA_ARGS__);                                        \
	} while (0)

void fuzz_violated(const char *file, int line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4), noreturn));

/* The bytes of an input, taken from the front. */
struct fuzz_input {
	const uint8_t *at;
	size_t left;
};

/* 0 where the input is used up. */
uint8_t fuzz_byte(struct fuzz_input *input);
/* 8 bytes, the first one the highest. */
int64_t fuzz_number(struct fuzz_input *input);
/* What is left. Never NULL, also where it is empty. */
struct span fuzz_rest(const struct fuzz_input *input);

/* The same bytes, delivered in pieces: at most `piece` at once, and none across `split`. */
struct fuzz_cut {
	size_t piece, split;
};

#define FUZZ_WHOLE ((struct fuzz_cut){SIZE_MAX, SIZE_MAX})

struct fuzz_pieces {
	struct span text;
	size_t at;
	struct fuzz_cut cut;
};

/* A csvin source; `context` is a struct fuzz_pieces. */
ssize_t fuzz_pieces_read(void *context, void *bytes, size_t room, struct error *err);

/* False by default: bytes are cut in pieces of one and at one place that the input names. A replay
 * sets it: at every place. */
extern bool fuzz_every_split;

/* Calls `look` with pieces of one byte and with the splits of a text of `length` bytes. */
void fuzz_cuts(size_t length, size_t split, void (*look)(void *context, struct fuzz_cut cut),
	void *context);

/* The path of a file in memory with these bytes in it, until the next call. */
const char *fuzz_file(struct span bytes);
/* A folder of this process, in memory where the system has such; removed when it ends. */
const char *fuzz_folder(void);

#endif
