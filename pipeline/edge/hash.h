/* SHA-256 (FIPS 180-4), by libcrypto. */
#ifndef CASHBACK_EDGE_HASH_H
#define CASHBACK_EDGE_HASH_H

#include <stddef.h>

#include "pipeline/base/error.h"

#define HASH_TEXT 65 /* 64 hexadecimal digits, lower case, and the NUL */

struct hash {
	void *context;
};

void hash_init(struct hash *hash);
void hash_add(struct hash *hash, const void *bytes, size_t length);
/* The bytes of text and its NUL, so that neighbours cannot run together. */
void hash_add_text(struct hash *hash, const char *text);
/* Writes the digest as text, and releases. */
void hash_finish(struct hash *hash, char ret_text[HASH_TEXT]);
void hash_release(struct hash *hash);

/* Of a file's bytes. */
int hash_file(const char *path, char ret_text[HASH_TEXT], struct error *err);

#endif
