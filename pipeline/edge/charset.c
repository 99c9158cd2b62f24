/* Encodings, by a table of 256 characters that iconv fills once. */
#include "pipeline/edge/charset.h"

#include <iconv.h>
#include <stdint.h>
#include <string.h>

#include "pipeline/base/mem.h"

#define HIGH_BITS UINT64_C(0x8080808080808080)

static void fill_table(struct charset *charset, iconv_t converter)
{
	for (int c = 1; c < 256; c++) {
		char byte = (char)c, *in = &byte, *out = charset->table[c].bytes;
		size_t in_left = 1, out_left = sizeof(charset->table[c].bytes);
		size_t result = iconv(converter, &in, &in_left, &out, &out_left);
		if (result == 0 && in_left == 0)
			charset->table[c].length = (unsigned char)(sizeof(charset->table[c].bytes) - out_left);
		iconv(converter, NULL, NULL, NULL, NULL);
	}
}

int charset_open(struct charset *charset, const char *name, struct error *err)
{
	*charset = (struct charset){.utf8 = strcmp(name, "utf-8") == 0};
	if (charset->utf8)
		return 0;
	iconv_t converter = iconv_open("utf-8", name);
	if (converter == (iconv_t)-1)
		return error_errno(err, EXIT_OSERR, "encoding %s is not known to this system", name);
	fill_table(charset, converter);
	iconv_close(converter);
	return 0;
}

bool text_is_ascii(struct span text)
{
	size_t i = 0;
	uint64_t word;

	for (; i + sizeof(word) <= text.len; i += sizeof(word)) {
		memcpy(&word, text.at + i, sizeof(word));
		/* A borrow out of a byte can only come from a zero byte at or below it. */
		if ((word | (word - UINT64_C(0x0101010101010101))) & HIGH_BITS)
			return false;
	}
	for (; i < text.len; i++)
		if (text.at[i] <= 0)
			return false;
	return true;
}

static bool is_utf8(struct span text)
{
	return span_is_utf8(text) && (text.len == 0 || !memchr(text.at, '\0', text.len));
}

/* The length of the character at the beginning of text; 0: there is none. */
static size_t utf8_length(struct span text)
{
	for (size_t length = 1; length <= 4 && length <= text.len; length++)
		if (is_utf8((struct span){text.at, length}))
			return length;
	return 0;
}

bool charset_to_utf8(const struct charset *charset, struct span text, struct str *out)
{
	if (charset->utf8) {
		str_add_span(out, text);
		return is_utf8(text);
	}
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];
		if (charset->table[c].length == 0)
			return false;
		str_add_bytes(out, charset->table[c].bytes, charset->table[c].length);
	}
	return true;
}

/* The byte that stands for a character; 0: there is none. */
static int byte_of(const struct charset *charset, struct span character)
{
	for (int c = 1; c < 256; c++)
		if (charset->table[c].length == character.len &&
			memcmp(charset->table[c].bytes, character.at, character.len) == 0)
			return c;
	return 0;
}

bool charset_from_utf8(const struct charset *charset, struct span text, struct str *out)
{
	if (charset->utf8) {
		str_add_span(out, text);
		return is_utf8(text);
	}
	while (text.len > 0) {
		size_t length = utf8_length(text);
		int byte = length ? byte_of(charset, (struct span){text.at, length}) : 0;
		if (byte == 0)
			return false;
		str_add_char(out, (char)byte);
		text = (struct span){text.at + length, text.len - length};
	}
	return true;
}

void charset_show(const struct charset *charset, struct span text, struct str *out)
{
	while (text.len > 0) {
		size_t length = charset->utf8 ? utf8_length(text) : 1;
		struct span one = {text.at, length ? length : 1};
		if (!length || !charset_to_utf8(charset, one, out))
			str_addf(out, "\\x%02X", (unsigned char)text.at[0]);
		text = (struct span){text.at + one.len, text.len - one.len};
	}
}
