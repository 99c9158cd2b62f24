/* minizip's functions for a file, on bytes. */
#include "reports/zip_memory.h"

#include <stddef.h>
#include <string.h>

static voidpf open_bytes(voidpf opaque, const void *name, int mode)
{
	(void)name;
	return (mode & ZLIB_FILEFUNC_MODE_WRITE) ? NULL : opaque;
}

static uLong read_bytes(voidpf opaque, voidpf stream, void *buffer, uLong size)
{
	struct zip_memory *zip = stream;
	uint64_t left = zip->bytes.len - zip->at;

	(void)opaque;
	if (size > left)
		size = (uLong)left;
	memcpy(buffer, zip->bytes.at + zip->at, size);
	zip->at += size;
	return size;
}

static ZPOS64_T tell(voidpf opaque, voidpf stream)
{
	(void)opaque;
	return ((const struct zip_memory *)stream)->at;
}

static long seek(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin)
{
	struct zip_memory *zip = stream;
	uint64_t from = origin == ZLIB_FILEFUNC_SEEK_CUR ? zip->at
		: origin == ZLIB_FILEFUNC_SEEK_END ? zip->bytes.len : 0;

	(void)opaque;
	if (offset > zip->bytes.len - from)
		return -1;
	zip->at = from + offset;
	return 0;
}

static int no_error(voidpf opaque, voidpf stream)
{
	(void)opaque;
	(void)stream;
	return 0;
}

unzFile zip_memory_open(struct zip_memory *zip, struct span bytes)
{
	zlib_filefunc64_def functions = {
		.zopen64_file = open_bytes,
		.zread_file = read_bytes,
		.ztell64_file = tell,
		.zseek64_file = seek,
		.zclose_file = no_error,
		.zerror_file = no_error,
		.opaque = zip,
	};

	*zip = (struct zip_memory){.bytes = bytes};
	return unzOpen2_64("", &functions);
}
