/*
 * Text. A `struct span` looks at bytes that somebody else owns; a `struct str` owns a buffer
 * that grows and always ends in a NUL.
 */
#ifndef CASHBACK_BASE_STR_H
#define CASHBACK_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Bytes that somebody else owns. `at` NULL means: no value (a blank cell, SQL NULL). */
struct span {
	const char *at;
	size_t len;
};

#define SPAN_NONE ((struct span){0})
/* For printf: "%.*s", SPAN_ARG(s) */
#define SPAN_ARG(s) (int)(s).len, (s).at ? (s).at : ""

static inline struct span span_of(const char *text)
{
	return text ? (struct span){text, strlen(text)} : SPAN_NONE;
}

static inline bool span_blank(struct span s)
{
	return s.len == 0;
}

/* Byte order, as COLLATE "C": <0, 0, >0. A shorter one that is a prefix comes first. */
int span_compare(struct span a, struct span b);
static inline bool span_equal(struct span a, struct span b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}
static inline bool span_is(struct span a, const char *text)
{
	return span_equal(a, span_of(text));
}
bool span_starts(struct span text, struct span prefix);
/* Without ASCII blanks and tabs at both ends. */
struct span span_trim(struct span s);
/* UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. */
bool span_is_utf8(struct span text);
/* Cuts the part before `separator` off the front of rest; false when rest is used up. */
bool span_cut(struct span *rest, char separator, struct span *ret_part);

struct str {
	char *s; /* never NULL once something was added */
	size_t len, cap;
};

#define STR_INIT                                                                                   \
	{                                                                                              \
		0                                                                                          \
	}
/* `struct str s AUTOSTR = STR_INIT;` is released when it goes out of scope. */
#define AUTOSTR __attribute__((cleanup(str_release)))

void str_reserve(struct str *s, size_t more);
void str_add(struct str *s, const char *text);
void str_add_bytes(struct str *s, const void *bytes, size_t length);
void str_add_span(struct str *s, struct span span);
void str_add_char(struct str *s, char c);
void str_addf(struct str *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Empty again, the memory is kept. */
void str_reset(struct str *s);
/* "" where nothing was added yet. */
const char *str_text(const struct str *s);
/* The caller owns what comes back; s is empty afterwards. */
char *str_detach(struct str *s);
void str_release(struct str *s);

#endif
