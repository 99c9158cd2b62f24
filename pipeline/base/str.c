/* Spans and growing strings. */
#include "pipeline/base/str.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "pipeline/base/mem.h"

int span_compare(struct span a, struct span b)
{
	size_t common = a.len < b.len ? a.len : b.len;
	int order = common ? memcmp(a.at, b.at, common) : 0;

	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

bool span_starts(struct span text, struct span prefix)
{
	return text.len >= prefix.len && span_equal((struct span){text.at, prefix.len}, prefix);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

struct span span_trim(struct span s)
{
	while (s.len > 0 && is_blank(s.at[0])) {
		s.at++;
		s.len--;
	}
	while (s.len > 0 && is_blank(s.at[s.len - 1]))
		s.len--;
	return s;
}

bool span_cut(struct span *rest, char separator, struct span *ret_part)
{
	if (!rest->at)
		return false;
	const char *end = rest->len ? memchr(rest->at, separator, rest->len) : NULL;
	if (!end) {
		*ret_part = *rest;
		*rest = SPAN_NONE;
		return true;
	}
	*ret_part = (struct span){rest->at, (size_t)(end - rest->at)};
	*rest = (struct span){end + 1, rest->len - ret_part->len - 1};
	return true;
}

/* The length of the character that `at` begins with, and the bounds of its second byte (RFC 3629,
 * section 4); 0 where no character begins so. */
static size_t utf8_length(unsigned char first, unsigned char *ret_low, unsigned char *ret_high)
{
	*ret_low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
	*ret_high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
	if (first < 0x80)
		return 1;
	if (first < 0xC2 || first > 0xF4)
		return 0;
	return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

/* How many bytes at the beginning of text come in eights of ASCII: most text is nothing else. */
static size_t ascii_eights(struct span text)
{
	size_t length = 0;
	uint64_t eight;

	for (; text.len - length >= sizeof(eight); length += sizeof(eight)) {
		memcpy(&eight, text.at + length, sizeof(eight));
		if (eight & UINT64_C(0x8080808080808080))
			break;
	}
	return length;
}

bool span_is_utf8(struct span text)
{
	size_t ascii = ascii_eights(text);
	const unsigned char *at = ascii > 0 ? (const unsigned char *)text.at + ascii
										: (const unsigned char *)text.at;
	unsigned char low, high;

	for (size_t left = text.len - ascii; left > 0;) {
		size_t length = utf8_length(*at, &low, &high);
		if (length == 0 || length > left || (length > 1 && (at[1] < low || at[1] > high)))
			return false;
		for (size_t i = 2; i < length; i++)
			if ((at[i] & 0xC0) != 0x80)
				return false;
		at += length;
		left -= length;
	}
	return true;
}

void str_reserve(struct str *s, size_t more)
{
	size_t need = s->len + more + 1; /* with a NUL */

	if (need <= s->cap)
		return;
	size_t cap = s->cap ? s->cap * 2 : 64;
	s->cap = cap > need ? cap : need;
	s->s = mem_resize(s->s, s->cap, 1);
	s->s[s->len] = '\0';
}

void str_add_bytes(struct str *s, const void *bytes, size_t length)
{
	str_reserve(s, length);
	if (length > 0)
		memcpy(s->s + s->len, bytes, length);
	s->len += length;
	s->s[s->len] = '\0';
}

void str_add(struct str *s, const char *text)
{
	str_add_bytes(s, text, strlen(text));
}

void str_add_span(struct str *s, struct span span)
{
	str_add_bytes(s, span.at, span.len);
}

void str_add_char(struct str *s, char c)
{
	str_reserve(s, 1);
	s->s[s->len++] = c;
	s->s[s->len] = '\0';
}

void str_addf(struct str *s, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	char *text AUTOFREE = mem_vprintf(fmt, args);
	va_end(args);
	str_add(s, text);
}

void str_reset(struct str *s)
{
	s->len = 0;
	if (s->s)
		s->s[0] = '\0';
}

const char *str_text(const struct str *s)
{
	return s->s ? s->s : "";
}

char *str_detach(struct str *s)
{
	str_reserve(s, 0);
	char *text = s->s;
	*s = (struct str)STR_INIT;
	return text;
}

void str_release(struct str *s)
{
	free(s->s);
	*s = (struct str)STR_INIT;
}
