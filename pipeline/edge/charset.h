/*
 * Character encodings of delivered text: UTF-8, checked strictly, and single-byte encodings that
 * iconv knows, turned into UTF-8. NUL is refused in all of them.
 */
#ifndef CASHBACK_EDGE_CHARSET_H
#define CASHBACK_EDGE_CHARSET_H

#include <stdbool.h>

#include "pipeline/base/error.h"
#include "pipeline/base/str.h"

struct charset {
	bool utf8;
	struct {
		char bytes[4];
		unsigned char length; /* 0: the encoding has no such character */
	} table[256];             /* of a single-byte encoding */
};

/* `name` as iconv knows it: "utf-8", or a single-byte encoding. */
int charset_open(struct charset *charset, const char *name, struct error *err);
/* Appends text as UTF-8; false where it is not text in this encoding. */
bool charset_to_utf8(const struct charset *charset, struct span text, struct str *out);
/* Appends UTF-8 text in this encoding; false where it has no such character. */
bool charset_from_utf8(const struct charset *charset, struct span text, struct str *out);
/* Appends what can be read, and \xNN for each other byte. */
void charset_show(const struct charset *charset, struct span text, struct str *out);

/* True where text is printable the same in every encoding: ASCII without NUL. */
bool text_is_ascii(struct span text);

#endif
