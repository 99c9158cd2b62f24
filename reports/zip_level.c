/* minizip's function of the same name stands behind this one: as in base/mem_libraries.c, the
 * program's own comes first wherever a library looks for it. */
#include "reports/zip_level.h"

#include <dlfcn.h>
#include <minizip/zip.h>

static int level_used = Z_DEFAULT_COMPRESSION;

void zip_level_set(int level)
{
	level_used = level;
}

int zipOpenNewFileInZip4_64(zipFile file, const char *filename, const zip_fileinfo *info,
	const void *local, uInt local_size, const void *global, uInt global_size, const char *comment,
	int method, int level, int raw, int window_bits, int mem_level, int strategy,
	const char *password, uLong crc, uLong made_by, uLong flags, int zip64)
{
	static __typeof__(zipOpenNewFileInZip4_64) *behind;

	(void)level;
	if (!behind)
		*(void **)&behind = dlsym(RTLD_NEXT, "zipOpenNewFileInZip4_64");
	return behind(file, filename, info, local, local_size, global, global_size, comment, method,
		level_used, raw, window_bits, mem_level, strategy, password, crc, made_by, flags, zip64);
}
