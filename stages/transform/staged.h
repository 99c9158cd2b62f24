/* The rows of a feed's staged tables, file by file, as the manifest names them. One file is open at
 * a time: a row's texts are gone with it. */
#ifndef CASHBACK_TRANSFORM_STAGED_H
#define CASHBACK_TRANSFORM_STAGED_H

#include "pipeline/core/manifest.h"
#include "pipeline/core/table.h"

struct staged_reading {
	const char *var; /* of the store */
	const struct manifest *manifest;
	enum feed_id feed;
	const struct table *table;
	uint64_t columns; /* that are read (table_columns) */
	/* Gets each row, with the index of its file in the manifest. */
	void (*take)(void *context, uint32_t file, const void *row);
	void *context;
};

/* From the first file to the last; rows in their order. Of a snapshot only the last file is read. */
int staged_read(const struct staged_reading *reading, struct error *err);
/* Is this file, by its index in the manifest, among those that are read? Where it is; the caller frees
 * that. */
bool staged_in_force(const struct staged_reading *reading, size_t index);
char *staged_path(const struct staged_reading *reading, size_t index);
/* The rows that extract accepted of the files that are read. */
uint64_t staged_rows(const struct staged_reading *reading);

#endif
