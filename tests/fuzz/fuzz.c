/* Inputs, pieces and files in memory for the harnesses. */
#include "tests/fuzz/fuzz.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/files.h"

#define EVERY_SPLIT_UP_TO 1024 /* bytes; longer texts are split at so many places */

bool fuzz_every_split;

void fuzz_violated(const char *file, int line, const char *fmt, ...)
{
	va_list args;

	fprintf(stderr, "%s:%d: property violated: ", file, line);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fprintf(stderr, "\n");
	abort();
}

uint8_t fuzz_byte(struct fuzz_input *input)
{
	if (input->left == 0)
		return 0;
	input->left--;
	return *input->at++;
}

int64_t fuzz_number(struct fuzz_input *input)
{
	uint64_t number = 0;

	for (int i = 0; i < 8; i++)
		number = number << 8 | fuzz_byte(input);
	return (int64_t)number;
}

struct span fuzz_rest(const struct fuzz_input *input)
{
	return (struct span){input->left ? (const char *)input->at : "", input->left};
}

ssize_t fuzz_pieces_read(void *context, void *bytes, size_t room, struct error *err)
{
	struct fuzz_pieces *pieces = context;
	size_t n = pieces->text.len - pieces->at;

	(void)err;
	MUST(room > 0, "the reader asks for bytes and has room for them");
	if (pieces->at < pieces->cut.split && n > pieces->cut.split - pieces->at)
		n = pieces->cut.split - pieces->at;
	if (n > pieces->cut.piece)
		n = pieces->cut.piece;
	if (n > room)
		n = room;
	if (n > 0)
		memcpy(bytes, pieces->text.at + pieces->at, n);
	pieces->at += n;
	return (ssize_t)n;
}

void fuzz_cuts(size_t length, size_t split, void (*look)(void *context, struct fuzz_cut cut),
	void *context)
{
	look(context, (struct fuzz_cut){1, SIZE_MAX});
	if (!fuzz_every_split) {
		look(context, (struct fuzz_cut){SIZE_MAX, split});
		return;
	}
	size_t step = 1 + length / EVERY_SPLIT_UP_TO;
	for (size_t at = 1; at < length; at += step)
		look(context, (struct fuzz_cut){SIZE_MAX, at});
}

const char *fuzz_file(struct span bytes)
{
	static char path[64];
	static int fd = -1;

	if (fd < 0) {
		fd = memfd_create("fuzz", MFD_CLOEXEC);
		MUST(fd >= 0, "a file in memory can be made");
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	bool written = ftruncate(fd, 0) == 0 &&
		(bytes.len == 0 || pwrite(fd, bytes.at, bytes.len, 0) == (ssize_t)bytes.len);
	MUST(written, "a file in memory can be written");
	return path;
}

static char *folder;

static void remove_folder(void)
{
	struct error err CLEANUP(error_release) = ERROR_INIT;

	dir_remove(folder, &err);
	free(folder);
}

const char *fuzz_folder(void)
{
	if (folder)
		return folder;
	const char *of_tests = getenv("CASHBACK_TMP");
	const char *of_system = path_is_dir("/dev/shm") ? "/dev/shm" : "/tmp";
	folder = mem_printf("%s/fuzz.XXXXXX", of_tests ? of_tests : of_system);
	MUST(mkdtemp(folder), "a scratch folder can be made");
	atexit(remove_folder);
	return folder;
}
