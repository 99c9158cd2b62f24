/*
 * Replays files through a harness, without libFuzzer: every file of the folders that are named, or
 * the files themselves. Or every text of up to LENGTH characters of an alphabet:
 *
 *     replay_SUBJECT FILE|FOLDER...
 *     replay_SUBJECT --every HEADER LENGTH ALPHABET
 *
 * HEADER is what the harness takes off the front, a digit for each byte. Bytes that a harness cuts
 * are cut at every place here. Ends with the number of inputs; a violated property ends the process
 * before, behind the name of its file.
 */
#include <stdio.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/files.h"
#include "tests/fuzz/fuzz.h"

#define FILE_LIMIT ((size_t)1024 * 1024)

/* In memory of exactly its size, so that a sanitizer notices a byte too many that is read. */
static int replay_file(const char *path, struct error *err)
{
	struct str text AUTOSTR = STR_INIT;

	if (file_read(path, FILE_LIMIT, &text, err) < 0)
		return -1;
	fprintf(stderr, "# %s\n", path);
	uint8_t *bytes AUTOFREE = mem_alloc(text.len);
	if (text.len > 0)
		memcpy(bytes, text.s, text.len);
	LLVMFuzzerTestOneInput(bytes, text.len);
	return 1;
}

/* How many files; -1. */
static int replay(const char *path, struct error *err)
{
	struct names names = {0};
	int count = 0, result = 0;

	if (!path_is_dir(path))
		return replay_file(path, err);
	if (dir_list(path, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.count && result >= 0; i++) {
		char *file AUTOFREE = path_join(path, names.items[i]);
		result = replay_file(file, err);
		count += result;
	}
	names_release(&names);
	return result < 0 ? -1 : count;
}

/* How many texts: those of `left` characters more, behind the ones that `input` has. */
static int replay_texts(struct str *input, int left, const char *alphabet)
{
	int count = 1;

	LLVMFuzzerTestOneInput((const uint8_t *)str_text(input), input->len);
	for (const char *c = alphabet; *c && left > 0; c++) {
		str_add_char(input, *c);
		count += replay_texts(input, left - 1, alphabet);
		input->len--;
	}
	return count;
}

static int replay_every(const char *header, int length, const char *alphabet)
{
	struct str input AUTOSTR = STR_INIT;

	for (const char *digit = header; *digit; digit++)
		str_add_char(&input, (char)(*digit - '0'));
	printf("%d\n", replay_texts(&input, length, alphabet));
	return 0;
}

int main(int argc, char **argv)
{
	struct error err CLEANUP(error_release) = ERROR_INIT;
	int total = 0;

	fuzz_every_split = true;
	if (argc == 5 && strcmp(argv[1], "--every") == 0)
		return replay_every(argv[2], argv[3][0] - '0', argv[4]);
	for (int i = 1; i < argc; i++) {
		int count = replay(argv[i], &err);
		if (count < 0) {
			fprintf(stderr, "%s\n", error_text(&err));
			return err.code;
		}
		total += count;
	}
	printf("%d\n", total);
	return total > 0 ? 0 : EXIT_NOINPUT;
}
