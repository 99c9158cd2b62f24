/*
 * A ZIP container that is read from memory by minizip: reading one in pieces from a file takes a
 * seek for each number in its directory. It refuses to write.
 */
#ifndef CASHBACK_REPORTS_ZIP_MEMORY_H
#define CASHBACK_REPORTS_ZIP_MEMORY_H

#include <minizip/unzip.h>
#include <stdint.h>

#include "pipeline/base/str.h"

struct zip_memory {
	struct span bytes;
	uint64_t at;
};

/* The bytes are the caller's, and live until unzClose. NULL: they are no container. */
unzFile zip_memory_open(struct zip_memory *zip, struct span bytes);

#endif
