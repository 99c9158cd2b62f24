/* Hashes of what each partner has in the tables, and what of it is sent. */
#include "stages/load/changes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/database.h"

/* Goes up when the same rows must be sent again, because they are kept in another way. */
#define RESULT_FORMAT "cashback result 2"
#define HASH_DIGITS 33

static const struct table *const tables[CHANGES_TABLES] = {
	[CHANGES_PARTNER] = &table_partner_result,
	[CHANGES_PAYEE] = &table_payee_result,
	[CHANGES_REGISTRATION] = &table_registration_result,
	[CHANGES_EARNING] = &table_earning_result,
	[CHANGES_EXCLUSION] = &table_exclusion_result,
	[CHANGES_PAYOUT] = &table_payout_result,
	[CHANGES_STANDING] = &table_standing_result,
};

const struct table *changes_table(enum partner_table table)
{
	return tables[table];
}

static uint32_t place_of(struct changes *changes, struct span mpn_id)
{
	uint64_t *place = keyset_at(&changes->index, key_of(mpn_id.at, mpn_id.len));

	if (*place == 0) {
		MEM_GROW(changes->partners, changes->partner_count, changes->partner_cap);
		changes->partners[changes->partner_count++] = (struct changes_partner){
			.mpn_id = mpn_id, .hash = key_of(RESULT_FORMAT, strlen(RESULT_FORMAT))};
		*place = changes->partner_count;
	}
	return (uint32_t)*place - 1;
}

static bool continues(const struct changes *changes, const struct changes_file *file,
	struct span mpn_id)
{
	if (file->range_count == 0)
		return false;
	uint32_t partner = file->ranges[file->range_count - 1].partner;
	return span_equal(changes->partners[partner].mpn_id, mpn_id);
}

/* Takes the row that begins at `begin` and ends where the reader stands. */
static void add_row(struct changes *changes, struct changes_file *file, struct span mpn_id,
	size_t begin)
{
	if (!continues(changes, file, mpn_id)) {
		uint32_t partner = place_of(changes, mpn_id);
		MEM_GROW(file->ranges, file->range_count, file->range_cap);
		file->ranges[file->range_count++] =
			(struct changes_range){.begin = begin, .partner = partner};
	}
	struct changes_range *range = &file->ranges[file->range_count - 1];
	range->end = file->reader.at;
	range->rows++;
}

static int read_rows(struct changes *changes, struct changes_file *file, int columns,
	struct error *err)
{
	struct pgcopy_reader *reader = &file->reader;
	struct span mpn_id, field;
	int more;

	for (;;) {
		size_t begin = reader->at;
		if ((more = pgcopy_next(reader, columns, err)) != 1)
			return more;
		if (!pgcopy_field(reader, &mpn_id))
			return pgcopy_damaged(reader, err);
		for (int i = 1; i < columns; i++)
			if (!pgcopy_field(reader, &field))
				return pgcopy_damaged(reader, err);
		add_row(changes, file, mpn_id, begin);
	}
}

/* The partner's hash covers what it has in each table, and in which. */
static void add_hashes(struct changes *changes, const struct changes_file *file, uint64_t table)
{
	for (size_t i = 0; i < file->range_count; i++) {
		const struct changes_range *range = &file->ranges[i];
		struct key *hash = &changes->partners[range->partner].hash;
		struct key rows = key_of(file->reader.map + range->begin, range->end - range->begin);
		uint64_t both[] = {hash->low, hash->high, table, rows.low, rows.high};
		*hash = key_of(both, sizeof(both));
	}
}

int changes_read(struct changes *changes, const struct run *run, struct error *err)
{
	for (int i = 0; i < CHANGES_TABLES; i++) {
		struct changes_file *file = &changes->files[i];
		char *name AUTOFREE = mem_printf("%s.copy", tables[i]->name);
		char *path AUTOFREE = run_path(run, name);
		if (pgcopy_open(&file->reader, path, err) < 0 ||
			read_rows(changes, file, tables[i]->column_count, err) < 0)
			return -1;
		add_hashes(changes, file, (uint64_t)i);
	}
	return 0;
}

static const char *hash_text(struct key hash, char text[HASH_DIGITS])
{
	snprintf(text, HASH_DIGITS, "%016" PRIx64 "%016" PRIx64, hash.high, hash.low);
	return text;
}

/* Rows: MPN ID, hash. */
static void find_same(struct changes *changes, const struct db_result *known)
{
	char hash[HASH_DIGITS];

	for (int row = 0; row < known->count; row++) {
		struct span mpn_id = span_of(db_cell(known, row, 0));
		uint64_t place = keyset_get(&changes->index, key_of(mpn_id.at, mpn_id.len));
		struct changes_partner *partner = place ? &changes->partners[place - 1] : NULL;
		if (!partner)
			db_array_add(&changes->sent, mpn_id);
		else
			partner->same = strcmp(hash_text(partner->hash, hash), db_cell(known, row, 1)) == 0;
	}
}

static void list_changed(const struct changes *changes, struct str *list)
{
	for (size_t i = 0; i < changes->partner_count; i++)
		if (!changes->partners[i].same)
			db_array_add(list, changes->partners[i].mpn_id);
}

int changes_compare(struct changes *changes, struct db *db, struct error *err)
{
	struct db_result known CLEANUP(db_result_release) = {0};
	struct db_result unposted CLEANUP(db_result_release) = {0};

	if (database_query(db, "queries/load_partner_results.sql", NULL, 0, &known, err) < 0 ||
		database_query(db, "queries/load_unposted_partners.sql", NULL, 0, &unposted, err) < 0)
		return -1;
	changes->all = known.count == 0;
	find_same(changes, &known);
	list_changed(changes, &changes->sent);
	str_add(&changes->scope, str_text(&changes->sent));
	for (int row = 0; row < unposted.count; row++)
		db_array_add(&changes->scope, span_of(db_cell(&unposted, row, 0)));
	db_array_end(&changes->sent);
	db_array_end(&changes->scope);
	return 0;
}

void changes_take_all(struct changes *changes)
{
	changes->all = true;
	for (size_t i = 0; i < changes->partner_count; i++)
		changes->partners[i].same = false;
}

const char *changes_sent(const struct changes *changes)
{
	return changes->all ? NULL : str_text(&changes->sent);
}

const char *changes_scope(const struct changes *changes)
{
	return changes->all ? NULL : str_text(&changes->scope);
}

int64_t changes_row_count(const struct changes *changes, enum partner_table table)
{
	return (int64_t)changes->files[table].reader.rows;
}

int64_t changes_rows_to_send(const struct changes *changes, enum partner_table table)
{
	const struct changes_file *file = &changes->files[table];
	int64_t rows = 0;

	for (size_t i = 0; i < file->range_count; i++)
		if (!changes->partners[file->ranges[i].partner].same)
			rows += file->ranges[i].rows;
	return rows;
}

int changes_put(const struct changes *changes, enum partner_table table, struct db *db,
	struct error *err)
{
	const struct changes_file *file = &changes->files[table];
	size_t begin = 0, end = 0;

	if (db_copy_put(db, pgcopy_header().at, pgcopy_header().len, err) < 0)
		return -1;
	for (size_t i = 0; i < file->range_count; i++) {
		const struct changes_range *range = &file->ranges[i];
		if (changes->partners[range->partner].same)
			continue;
		if (range->begin != end) { /* what stands together goes together */
			if (db_copy_put(db, file->reader.map + begin, end - begin, err) < 0)
				return -1;
			begin = range->begin;
		}
		end = range->end;
	}
	if (db_copy_put(db, file->reader.map + begin, end - begin, err) < 0)
		return -1;
	return db_copy_put(db, pgcopy_trailer().at, pgcopy_trailer().len, err);
}

int changes_keep(const struct changes *changes, struct db *db, struct error *err)
{
	struct str changed AUTOSTR = STR_INIT;
	struct str hashes AUTOSTR = STR_INIT;
	char hash[HASH_DIGITS];
	const char *sent = changes_sent(changes);

	list_changed(changes, &changed);
	for (size_t i = 0; i < changes->partner_count; i++)
		if (!changes->partners[i].same)
			db_array_add(&hashes, span_of(hash_text(changes->partners[i].hash, hash)));
	db_array_end(&changed);
	db_array_end(&hashes);
	const char *const params[] = {str_text(&changed), str_text(&hashes)};
	if (database_query(db, "queries/load_forget_results.sql", &sent, 1, NULL, err) < 0)
		return -1;
	return database_query(db, "queries/load_keep_results.sql", params, 2, NULL, err);
}

void changes_release(struct changes *changes)
{
	for (int i = 0; i < CHANGES_TABLES; i++) {
		pgcopy_close(&changes->files[i].reader);
		free(changes->files[i].ranges);
	}
	free(changes->partners);
	keyset_release(&changes->index);
	str_release(&changes->sent);
	str_release(&changes->scope);
	*changes = (struct changes){0};
}
