/*
 * Encodings: what a text becomes is UTF-8 without NUL, and becomes the same bytes again; a text
 * that is refused can still be shown; and ASCII is told by looking at each byte.
 *
 * Input: which encoding; then the text.
 */
#include "tests/fuzz/fuzz.h"

#include "pipeline/base/mem.h"
#include "pipeline/edge/charset.h"

static const char *const names[] = {"utf-8", "windows-1252", "iso-8859-1"};

static const struct charset *charset_of(size_t choice)
{
	static struct charset charsets[ARRAY_LEN(names)];
	static bool open[ARRAY_LEN(names)];
	struct error err = ERROR_INIT;

	if (!open[choice])
		MUST(charset_open(&charsets[choice], names[choice], &err) == 0, "%s is known",
			names[choice]);
	open[choice] = true;
	return &charsets[choice];
}

/* UTF-8 by the table of RFC 3629: the length of the character at `at`; 0: none. */
static size_t character(struct span text, size_t at)
{
	static const struct {
		unsigned char first, last, low, high;
		size_t length;
	} rows[] = {{0x01, 0x7F, 0, 0, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
		{0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
		{0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4}};
	const unsigned char *bytes = (const unsigned char *)text.at + at;

	for (size_t row = 0; row < ARRAY_LEN(rows); row++) {
		if (bytes[0] < rows[row].first || bytes[0] > rows[row].last ||
			rows[row].length > text.len - at)
			continue;
		if (rows[row].length > 1 && (bytes[1] < rows[row].low || bytes[1] > rows[row].high))
			continue;
		size_t i = 2;
		while (i < rows[row].length && bytes[i] >= 0x80 && bytes[i] <= 0xBF)
			i++;
		if (i >= rows[row].length)
			return rows[row].length;
	}
	return 0;
}

static bool is_text(struct span text)
{
	size_t at = 0, length = 1;

	while (at < text.len && length > 0) {
		length = character(text, at);
		at += length;
	}
	return length > 0;
}

static bool is_ascii(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] <= 0)
			return false;
	return true;
}

/* 0x00, and the five places that windows-1252 leaves empty. */
static bool is_known(struct span text, size_t choice)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] == '\0' ||
			(choice == 1 && memchr("\x81\x8D\x8F\x90\x9D", text.at[i], 5)))
			return false;
	return true;
}

/* Any text: where it is one of the encoding's, it is that when it is turned back. */
static void write_and_read(const struct charset *charset, struct span text)
{
	struct str bytes AUTOSTR = STR_INIT, back AUTOSTR = STR_INIT;

	if (!charset_from_utf8(charset, text, &bytes))
		return;
	MUST(charset_to_utf8(charset, (struct span){str_text(&bytes), bytes.len}, &back),
		"what was written can be read");
	MUST(span_equal((struct span){str_text(&back), back.len}, text), "as it was written");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = {data, size};
	size_t choice = fuzz_byte(&input) % ARRAY_LEN(names);
	const struct charset *charset = charset_of(choice);
	struct str utf8 AUTOSTR = STR_INIT, back AUTOSTR = STR_INIT, shown AUTOSTR = STR_INIT;
	struct span text = fuzz_rest(&input);
	bool good = choice == 0 ? is_text(text) : is_known(text, choice);

	write_and_read(charset, text);
	MUST(text_is_ascii(text) == is_ascii(text), "ASCII is ASCII");
	MUST(charset_to_utf8(charset, text, &utf8) == good, "text in %s is told", names[choice]);
	charset_show(charset, text, &shown);
	MUST(is_text((struct span){str_text(&shown), shown.len}), "what is shown is UTF-8");
	if (!good)
		return 0;
	struct span converted = {str_text(&utf8), utf8.len};
	MUST(is_text(converted), "what becomes of it is UTF-8");
	MUST(charset_from_utf8(charset, converted, &back), "it has characters of the encoding only");
	MUST(span_equal((struct span){str_text(&back), back.len}, text), "it becomes itself again");
	MUST(span_equal((struct span){str_text(&shown), shown.len}, converted), "it is shown as it is");
	return 0;
}
