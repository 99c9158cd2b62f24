/* One pass over the bytes, one decoded character at a time. */
#include "reports/visible.h"

#include <stdbool.h>

#define REPLACEMENT 0xFFFD
#define PICTURES 0x2400 /* U+2400 + c shows the control character c */
#define PICTURE_DELETE 0x2421

/* The bytes that a first byte announces, and the least code point that may take that many. */
static int announced(unsigned char first, uint32_t *ret_bits, uint32_t *ret_least)
{
	if (first < 0x80) {
		*ret_bits = first;
		*ret_least = 0;
		return 1;
	}
	if (first >= 0xC2 && first <= 0xDF) {
		*ret_bits = first & 0x1F;
		*ret_least = 0x80;
		return 2;
	}
	if (first >= 0xE0 && first <= 0xEF) {
		*ret_bits = first & 0x0F;
		*ret_least = 0x800;
		return 3;
	}
	*ret_bits = first & 0x07;
	*ret_least = 0x10000;
	return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

/* Takes one character off the front; a byte that belongs to none counts as one of its own. */
static uint32_t decode(struct span *rest)
{
	uint32_t code, least;
	int length = announced((unsigned char)rest->at[0], &code, &least);
	bool valid = length > 0 && (size_t)length <= rest->len;

	for (int i = 1; valid && i < length; i++) {
		unsigned char next = (unsigned char)rest->at[i];
		valid = (next & 0xC0) == 0x80;
		code = code << 6 | (next & 0x3F);
	}
	if (!valid || code < least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
		code = REPLACEMENT;
		length = 1;
	}
	rest->at += length;
	rest->len -= (size_t)length;
	return code;
}

static uint32_t shown(uint32_t code)
{
	if (code < 0x20 && code != '\n' && code != '\t')
		return PICTURES + code;
	if (code == 0x7F)
		return PICTURE_DELETE;
	if ((code & 0xFFFE) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF) ||
		(code >= 0x80 && code < 0xA0))
		return REPLACEMENT;
	return code;
}

uint32_t visible_take(struct span *rest)
{
	return shown(decode(rest));
}

void visible_put(struct str *out, uint32_t code)
{
	if (code < 0x80) {
		str_add_char(out, (char)code);
	} else if (code < 0x800) {
		str_add_char(out, (char)(0xC0 | code >> 6));
		str_add_char(out, (char)(0x80 | (code & 0x3F)));
	} else if (code < 0x10000) {
		str_add_char(out, (char)(0xE0 | code >> 12));
		str_add_char(out, (char)(0x80 | (code >> 6 & 0x3F)));
		str_add_char(out, (char)(0x80 | (code & 0x3F)));
	} else {
		str_add_char(out, (char)(0xF0 | code >> 18));
		str_add_char(out, (char)(0x80 | (code >> 12 & 0x3F)));
		str_add_char(out, (char)(0x80 | (code >> 6 & 0x3F)));
		str_add_char(out, (char)(0x80 | (code & 0x3F)));
	}
}
