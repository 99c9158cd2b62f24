/* Walking over a feed's files. */
#include "stages/transform/staged.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"

/* Is this file part of its feed? Of a snapshot only the last one is. */
bool staged_in_force(const struct staged_reading *reading, size_t index)
{
	const struct manifest *manifest = reading->manifest;

	if (manifest->inputs[index].feed != reading->feed)
		return false;
	if (manifest->delivery[reading->feed] == DELIVERY_CHANGES)
		return true;
	return index + 1 == manifest->input_count ||
		   manifest->inputs[index + 1].feed != reading->feed;
}

char *staged_path(const struct staged_reading *reading, size_t index)
{
	char *name AUTOFREE = mem_printf("%s.copy", reading->table->name);

	return store_staged_path(reading->var, reading->manifest->inputs[index].staged, name);
}

static int read_file(const struct staged_reading *reading, size_t index, struct error *err)
{
	char *path AUTOFREE = staged_path(reading, index);
	void *row AUTOFREE = mem_alloc(reading->table->row_size);
	struct pgcopy_reader reader CLEANUP(pgcopy_close) = {0};
	int more;

	if (pgcopy_open(&reader, path, err) < 0)
		return -1;
	while ((more = table_read_columns(reading->table, reading->columns, &reader, row, err)) == 1)
		reading->take(reading->context, (uint32_t)index, row);
	return more;
}

int staged_read(const struct staged_reading *reading, struct error *err)
{
	for (size_t i = 0; i < reading->manifest->input_count; i++)
		if (staged_in_force(reading, i) && read_file(reading, i, err) < 0)
			return -1;
	return 0;
}

uint64_t staged_rows(const struct staged_reading *reading)
{
	uint64_t rows = 0;

	for (size_t i = 0; i < reading->manifest->input_count; i++)
		if (staged_in_force(reading, i))
			rows += (uint64_t)reading->manifest->inputs[i].totals.accepted;
	return rows;
}
