/* Hashes of what each partner has in the tables of a run. */
#include "stages/load/results.h"

#include <endian.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"

/* Goes up when the same rows must be sent again, because they are kept in another way. */
#define RESULT_FORMAT "cashback result 2"

static const struct table *const tables[RESULTS_TABLES] = {
	[RESULTS_PARTNER] = &table_partner_result,
	[RESULTS_PAYEE] = &table_payee_result,
	[RESULTS_REGISTRATION] = &table_registration_result,
	[RESULTS_EARNING] = &table_earning_result,
	[RESULTS_EXCLUSION] = &table_exclusion_result,
	[RESULTS_PAYOUT] = &table_payout_result,
	[RESULTS_STANDING] = &table_standing_result,
};

const struct table *results_table(enum partner_table table)
{
	return tables[table];
}

static uint32_t place_of(struct results *results, struct span mpn_id)
{
	uint64_t *place = keyset_at(&results->index, key_of(mpn_id.at, mpn_id.len));

	if (*place == 0) {
		MEM_GROW(results->partners, results->partner_count, results->partner_cap);
		results->partners[results->partner_count++] = (struct results_partner){
			.mpn_id = mpn_id, .hash = key_of(RESULT_FORMAT, strlen(RESULT_FORMAT))};
		*place = results->partner_count;
	}
	return (uint32_t)*place - 1;
}

struct results_partner *results_find(const struct results *results, struct span mpn_id)
{
	uint64_t place = keyset_get(&results->index, key_of(mpn_id.at, mpn_id.len));

	return place ? &results->partners[place - 1] : NULL;
}

/* The partner of the file's last row, or another one. */
static uint32_t partner_of(struct results *results, const struct results_ranges *ranges,
	struct span mpn_id)
{
	if (ranges->count > 0) {
		uint32_t partner = ranges->items[ranges->count - 1].partner;
		if (span_equal(results->partners[partner].mpn_id, mpn_id))
			return partner;
	}
	return place_of(results, mpn_id);
}

void results_add(struct results_ranges *ranges, const struct results_range *range)
{
	struct results_range *last = ranges->count > 0 ? &ranges->items[ranges->count - 1] : NULL;

	if (last && last->partner == range->partner && last->end == range->begin) {
		last->end = range->end;
		last->rows += range->rows;
		return;
	}
	MEM_GROW(ranges->items, ranges->count, ranges->cap);
	ranges->items[ranges->count++] = *range;
}

/* As pgcopy_field does, so many times, for fields that nobody looks at: they are most of the file. */
static bool skip_fields(struct pgcopy_reader *reader, int count)
{
	size_t at = reader->at;
	uint32_t length;

	for (int i = 0; i < count; i++) {
		if (reader->size - at < sizeof(length))
			return false;
		memcpy(&length, reader->map + at, sizeof(length));
		length = be32toh(length);
		at += sizeof(length);
		if (length == UINT32_MAX)
			continue;
		if (length > reader->size - at)
			return false;
		at += length;
	}
	reader->at = at;
	return true;
}

static int read_rows(struct results *results, struct results_file *file, int columns,
	struct error *err)
{
	struct pgcopy_reader *reader = &file->reader;
	struct span mpn_id;
	int more;

	for (;;) {
		struct results_range row = {.begin = reader->at, .rows = 1};
		if ((more = pgcopy_next(reader, columns, err)) != 1)
			return more;
		if (!pgcopy_field(reader, &mpn_id) || !skip_fields(reader, columns - 1))
			return pgcopy_damaged(reader, err);
		row.end = reader->at;
		row.partner = partner_of(results, &file->ranges, mpn_id);
		results_add(&file->ranges, &row);
	}
}

/* The partner's hash covers what it has in each table, and in which. */
static void add_hashes(struct results *results, struct results_file *file, uint64_t table)
{
	for (size_t i = 0; i < file->ranges.count; i++) {
		const struct results_range *range = &file->ranges.items[i];
		struct key *hash = &results->partners[range->partner].hash;
		struct key rows = key_of(file->reader.map + range->begin, range->end - range->begin);
		uint64_t both[] = {hash->low, hash->high, table, rows.low, rows.high};
		*hash = key_of(both, sizeof(both));
		pgcopy_let_go(&file->reader, range->end);
	}
}

int results_read(struct results *results, const struct run *run, struct error *err)
{
	for (int i = 0; i < RESULTS_TABLES; i++) {
		struct results_file *file = &results->files[i];
		char *name AUTOFREE = mem_printf("%s.copy", tables[i]->name);
		char *path AUTOFREE = run_path(run, name);
		if (pgcopy_open(&file->reader, path, err) < 0 ||
			read_rows(results, file, tables[i]->column_count, err) < 0)
			return -1;
		add_hashes(results, file, (uint64_t)i);
	}
	return 0;
}

const char *results_hash(const struct results_partner *partner, char text[RESULTS_DIGITS])
{
	snprintf(text, RESULTS_DIGITS, "%016" PRIx64 "%016" PRIx64, partner->hash.high,
		partner->hash.low);
	return text;
}

void results_release(struct results *results)
{
	for (int i = 0; i < RESULTS_TABLES; i++) {
		pgcopy_close(&results->files[i].reader);
		free(results->files[i].ranges.items);
	}
	free(results->partners);
	keyset_release(&results->index);
	*results = (struct results){0};
}
