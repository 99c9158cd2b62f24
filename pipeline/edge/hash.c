/* SHA-256 through EVP. A digest of memory fails only for want of memory. */
#include "pipeline/edge/hash.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/base/mem.h"

/* libcrypto dies of a failed allocation in its own beginnings. */
static void *allocate(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return mem_alloc(size);
}

static void *resize(void *old, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	if (size > 0)
		return mem_resize(old, size, 1);
	free(old);
	return NULL;
}

static void release(void *old, const char *file, int line)
{
	(void)file;
	(void)line;
	free(old);
}

__attribute__((constructor)) static void never_out_of_memory(void)
{
	CRYPTO_set_mem_functions(allocate, resize, release);
}

static void must(int ok)
{
	if (ok != 1)
		mem_exhausted();
}

void hash_init(struct hash *hash)
{
	hash->context = EVP_MD_CTX_new();
	must(hash->context != NULL);
	must(EVP_DigestInit_ex(hash->context, EVP_sha256(), NULL));
}

void hash_add(struct hash *hash, const void *bytes, size_t length)
{
	must(EVP_DigestUpdate(hash->context, bytes, length));
}

void hash_add_text(struct hash *hash, const char *text)
{
	hash_add(hash, text, strlen(text) + 1);
}

void hash_finish(struct hash *hash, char ret_text[HASH_TEXT])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int length = 0;

	must(EVP_DigestFinal_ex(hash->context, digest, &length));
	for (unsigned int i = 0; i < length && i < 32; i++)
		snprintf(ret_text + 2 * i, 3, "%02x", digest[i]);
	hash_release(hash);
}

void hash_release(struct hash *hash)
{
	EVP_MD_CTX_free(hash->context);
	hash->context = NULL;
}

int hash_file(const char *path, char ret_text[HASH_TEXT], struct error *err)
{
	char buffer[64 * 1024];
	struct hash hash;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return error_errno(err, EXIT_NOINPUT, "%s: cannot be opened", path);
	hash_init(&hash);
	ssize_t n;
	while ((n = read(fd, buffer, sizeof(buffer))) > 0)
		hash_add(&hash, buffer, (size_t)n);
	if (n < 0)
		error_errno(err, EXIT_IOERR, "%s: cannot be read", path);
	close(fd);
	if (n < 0) {
		hash_release(&hash);
		return -1;
	}
	hash_finish(&hash, ret_text);
	return 0;
}
