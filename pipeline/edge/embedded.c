/* Looking up the files of schemas/. The list itself is made by pipeline/embed.sh. */
#include "pipeline/edge/embedded.h"

#include <string.h>

extern const struct embedded_file embedded_files[];

const struct embedded_file *embedded_all(void)
{
	return embedded_files;
}

const struct embedded_file *embedded_find(const char *name)
{
	for (const struct embedded_file *file = embedded_files; file->name; file++)
		if (strcmp(file->name, name) == 0)
			return file;
	return NULL;
}
