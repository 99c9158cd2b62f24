/* What the database has against what the run has. */
#include "stages/load/changes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/database.h"
#include "pipeline/edge/json.h"
#include "stages/load/rows.h"

/* Above so many lines, of which more than half have changed, it is quicker to send all of them. */
#define MANY_LINES 100000
#define PARTNERS "partners" /* in the summary of a run */
#define PIECE (64 * 1024)
#define SEND_PIECE ((size_t)8 << 20)

/* What the database has of one partner. */
struct known {
	struct span mpn_id;
	const char *hash;
	struct results_partner *now, *before; /* NULL: none */
};

bool changes_by_row(enum partner_table table)
{
	return table == RESULTS_EARNING || table == RESULTS_EXCLUSION || table == RESULTS_STANDING;
}

bool changes_has_lines(enum partner_table table)
{
	return table == RESULTS_EARNING || table == RESULTS_EXCLUSION;
}

/* What the run whose tables these are has left: how many rows they have, and what the database had
 * when it had taken them. False: nobody knows. */
static bool read_earlier(struct changes *changes, const struct run *earlier)
{
	const json_t *summary = json_object_get(run_stage_summary(earlier, "load"), PARTNERS);
	const char *digest = json_text_of(summary, "digest", "");

	for (int i = 0; i < RESULTS_TABLES; i++) {
		changes->rows[i] = json_int_of(summary, results_table((enum partner_table)i)->name, -1);
		if (changes->rows[i] < 0)
			return false;
	}
	snprintf(changes->digest, sizeof(changes->digest), "%s", digest);
	return digest[0];
}

static bool has_earlier(struct changes *changes, const struct conf *conf)
{
	struct error ignored CLEANUP(error_release) = ERROR_INIT;
	const char *id =
		json_text_of(run_stage_summary(changes->run, "transform"), "reused_from", NULL);
	struct run earlier;

	if (!id || run_open(&earlier, conf, id, &ignored) < 0)
		return false;
	bool known = read_earlier(changes, &earlier);
	run_release(&earlier);
	return known;
}

static int read_now(struct changes *changes, struct error *err)
{
	changes->read = true;
	changes->digest[0] = '\0';
	return results_read(&changes->now, changes->run, err);
}

int changes_read(struct changes *changes, const struct conf *conf, const struct run *run,
	struct error *err)
{
	changes->run = run;
	return has_earlier(changes, conf) ? 0 : read_now(changes, err);
}

static int read_digest(struct db *db, char ret_digest[CHANGES_DIGEST], struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (database_query(db, "queries/load_results_digest.sql", NULL, 0, &rows, err) < 0)
		return -1;
	snprintf(ret_digest, CHANGES_DIGEST, "%s", db_cell(&rows, 0, 0));
	return 0;
}

/* 1: the database has just what the run has; 0: that is to be found out row by row. */
static int is_all_same(struct changes *changes, struct db *db, struct error *err)
{
	char digest[CHANGES_DIGEST];

	if (changes->read)
		return 0;
	if (read_digest(db, digest, err) < 0)
		return -1;
	if (strcmp(digest, changes->digest) == 0)
		return 1;
	return read_now(changes, err);
}

/* Rows: MPN ID, hash. */
static struct known known_of(const struct changes *changes, const struct db_result *rows, int row)
{
	struct span mpn_id = span_of(db_cell(rows, row, 0));

	return (struct known){mpn_id, db_cell(rows, row, 1), results_find(&changes->now, mpn_id),
		results_find(&changes->before, mpn_id)};
}

static bool has_hash(const struct results_partner *partner, const char *hash)
{
	char text[RESULTS_DIGITS];

	return partner && strcmp(results_hash(partner, text), hash) == 0;
}

/* How many of the partners that the database knows have other results now, or none. */
static size_t find_same(struct changes *changes, const struct db_result *rows)
{
	size_t others = 0;

	for (int row = 0; row < rows->count; row++) {
		struct known known = known_of(changes, rows, row);
		bool same = has_hash(known.now, known.hash);
		if (known.now)
			known.now->same = same;
		others += !same;
	}
	return others;
}

/* The folder of the last run that posted, where it is this working folder's and still there. What
 * is wrong with it is no error: then nothing is known of what it sent. */
static int read_before(struct changes *changes, const struct conf *conf, struct db *db,
	struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};
	struct error ignored CLEANUP(error_release) = ERROR_INIT;
	struct run run;

	if (database_query(db, "queries/load_last_run.sql", NULL, 0, &rows, err) < 0)
		return -1;
	if (rows.count == 0 || run_open(&run, conf, db_cell(&rows, 0, 0), &ignored) < 0)
		return 0;
	if (results_read(&changes->before, &run, &ignored) < 0)
		results_release(&changes->before);
	run_release(&run);
	return 0;
}

/* Of which partners it is known what the database has, row by row. */
static void find_rows(struct changes *changes, const struct db_result *rows)
{
	for (int row = 0; row < rows->count; row++) {
		struct known known = known_of(changes, rows, row);
		if (known.now && known.now->same)
			continue;
		bool has_rows = has_hash(known.before, known.hash);
		if (has_rows)
			known.before->rows = true;
		if (known.now)
			known.now->rows = has_rows;
		else
			db_array_add(&changes->changed, known.mpn_id);
		if (!has_rows)
			db_array_add(&changes->whole, known.mpn_id);
	}
}

static void list_changed(const struct results *results, struct str *list)
{
	for (size_t i = 0; i < results->partner_count; i++)
		if (!results->partners[i].same)
			db_array_add(list, results->partners[i].mpn_id);
}

static int64_t sum_rows(const struct results_ranges *ranges)
{
	int64_t rows = 0;

	for (size_t i = 0; i < ranges->count; i++)
		rows += ranges->items[i].rows;
	return rows;
}

static bool most_lines_changed(const struct changes *changes)
{
	int64_t lines = 0, changed = 0;

	for (int i = 0; i < RESULTS_TABLES; i++) {
		if (!changes_has_lines((enum partner_table)i))
			continue;
		lines += changes_row_count(changes, (enum partner_table)i);
		changed += sum_rows(&changes->send[i]) + sum_rows(&changes->gone[i]);
	}
	return changed > MANY_LINES && changed > lines / 2;
}

static void end_lists(struct changes *changes)
{
	list_changed(&changes->now, &changes->changed);
	db_array_end(&changes->changed);
	db_array_end(&changes->whole);
	for (int i = 0; i < RESULTS_TABLES; i++)
		db_array_end(&changes->touched[i]);
}

int changes_compare(struct changes *changes, const struct conf *conf, struct db *db,
	struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};
	int same = is_all_same(changes, db, err);

	if (same != 0) {
		end_lists(changes);
		return same < 0 ? -1 : 0;
	}
	if (database_query(db, "queries/load_partner_results.sql", NULL, 0, &rows, err) < 0)
		return -1;
	if (find_same(changes, &rows) > 0 && read_before(changes, conf, db, err) < 0)
		return -1;
	find_rows(changes, &rows);
	rows_compare(changes);
	end_lists(changes);
	return rows.count == 0 || most_lines_changed(changes) ? changes_take_all(changes, err) : 0;
}

int changes_take_all(struct changes *changes, struct error *err)
{
	if (!changes->read && read_now(changes, err) < 0)
		return -1;
	changes->all = true;
	for (size_t i = 0; i < changes->now.partner_count; i++)
		changes->now.partners[i].same = changes->now.partners[i].rows = false;
	for (int i = 0; i < RESULTS_TABLES; i++) {
		const struct results_ranges *ranges = &changes->now.files[i].ranges;
		changes->send[i].count = 0;
		for (size_t j = 0; j < ranges->count; j++)
			results_add(&changes->send[i], &ranges->items[j]);
	}
	return 0;
}

int64_t changes_row_count(const struct changes *changes, enum partner_table table)
{
	return changes->read ? (int64_t)changes->now.files[table].reader.rows : changes->rows[table];
}

int64_t changes_rows_to_send(const struct changes *changes, enum partner_table table)
{
	return sum_rows(&changes->send[table]);
}

/* A part of the file, from begin to end. */
static int put_part(struct pgcopy_reader *reader, size_t begin, size_t end, struct db *db,
	struct error *err)
{
	while (begin < end) {
		size_t length = end - begin < SEND_PIECE ? end - begin : SEND_PIECE;
		if (db_copy_put(db, reader->map + begin, length, err) < 0)
			return -1;
		begin += length;
		pgcopy_let_go(reader, begin);
	}
	return 0;
}

int changes_put(struct changes *changes, enum partner_table table, struct db *db,
	struct error *err)
{
	struct pgcopy_reader *reader = &changes->now.files[table].reader;
	const struct results_ranges *ranges = &changes->send[table];
	size_t begin = 0, end = 0;

	if (db_copy_put(db, pgcopy_header().at, pgcopy_header().len, err) < 0)
		return -1;
	for (size_t i = 0; i < ranges->count; i++) {
		const struct results_range *range = &ranges->items[i];
		if (range->begin != end) { /* what stands together goes together */
			if (put_part(reader, begin, end, db, err) < 0)
				return -1;
			begin = range->begin;
		}
		end = range->end;
	}
	if (put_part(reader, begin, end, db, err) < 0)
		return -1;
	return db_copy_put(db, pgcopy_trailer().at, pgcopy_trailer().len, err);
}

/* The keys of a range's rows: four fields as they stand in the file, and a name, if there is one. */
static int put_keys(struct pgcopy_reader *reader, const struct results_range *range,
	struct span name, struct db *db, struct error *err)
{
	struct str keys AUTOSTR = STR_INIT;
	const char front[] = {0, name.len ? 5 : 4}, length[] = {0, 0, 0, (char)name.len};

	for (size_t at = range->begin; at < range->end; at += rows_length(reader->map + at)) {
		struct span row = {(const char *)reader->map + at, range->end - at};
		str_add_bytes(&keys, front, sizeof(front));
		str_add_bytes(&keys, row.at + 2, pgcopy_row_front(row, 4) - 2);
		str_add_bytes(&keys, length, name.len ? sizeof(length) : 0);
		str_add_span(&keys, name);
		if (keys.len < PIECE)
			continue;
		if (db_copy_put(db, keys.s, keys.len, err) < 0)
			return -1;
		str_reset(&keys);
		pgcopy_let_go(reader, at);
	}
	return db_copy_put(db, str_text(&keys), keys.len, err);
}

static int put_table_keys(struct changes *changes, enum partner_table table, struct span name,
	struct db *db, struct error *err)
{
	const struct results_ranges *send = &changes->send[table], *gone = &changes->gone[table];

	for (size_t i = 0; i < send->count; i++)
		if (put_keys(&changes->now.files[table].reader, &send->items[i], name, db, err) < 0)
			return -1;
	for (size_t i = 0; i < gone->count; i++)
		if (put_keys(&changes->before.files[table].reader, &gone->items[i], name, db, err) < 0)
			return -1;
	return 0;
}

int changes_put_keys(struct changes *changes, enum partner_table table, struct db *db,
	struct error *err)
{
	if (db_copy_put(db, pgcopy_header().at, pgcopy_header().len, err) < 0 ||
		put_table_keys(changes, table, SPAN_NONE, db, err) < 0)
		return -1;
	return db_copy_put(db, pgcopy_trailer().at, pgcopy_trailer().len, err);
}

int changes_put_lines(struct changes *changes, struct db *db, struct error *err)
{
	if (db_copy_put(db, pgcopy_header().at, pgcopy_header().len, err) < 0)
		return -1;
	for (int i = 0; i < RESULTS_TABLES; i++) {
		struct span name = span_of(results_table((enum partner_table)i)->name);
		if (changes_has_lines((enum partner_table)i) &&
			put_table_keys(changes, (enum partner_table)i, name, db, err) < 0)
			return -1;
	}
	return db_copy_put(db, pgcopy_trailer().at, pgcopy_trailer().len, err);
}

int changes_keep(struct changes *changes, struct db *db, struct error *err)
{
	struct str changed AUTOSTR = STR_INIT;
	struct str hashes AUTOSTR = STR_INIT;
	char hash[RESULTS_DIGITS];
	const char *forget = changes->all ? NULL : str_text(&changes->changed);

	list_changed(&changes->now, &changed);
	for (size_t i = 0; i < changes->now.partner_count; i++)
		if (!changes->now.partners[i].same)
			db_array_add(&hashes, span_of(results_hash(&changes->now.partners[i], hash)));
	db_array_end(&changed);
	db_array_end(&hashes);
	const char *const params[] = {str_text(&changed), str_text(&hashes)};
	if (database_query(db, "queries/load_forget_results.sql", &forget, 1, NULL, err) < 0 ||
		database_query(db, "queries/load_keep_results.sql", params, 2, NULL, err) < 0)
		return -1;
	return read_digest(db, changes->digest, err);
}

void changes_summary(const struct changes *changes, json_t *summary)
{
	json_t *partners = json_object();

	json_object_set_new(summary, PARTNERS, partners);
	for (int i = 0; i < RESULTS_TABLES; i++)
		json_put_int(partners, results_table((enum partner_table)i)->name,
			changes_row_count(changes, (enum partner_table)i));
	json_put_text(partners, "digest", changes->digest);
}

void changes_release(struct changes *changes)
{
	for (int i = 0; i < RESULTS_TABLES; i++) {
		free(changes->send[i].items);
		free(changes->gone[i].items);
		str_release(&changes->touched[i]);
	}
	results_release(&changes->now);
	results_release(&changes->before);
	str_release(&changes->changed);
	str_release(&changes->whole);
	*changes = (struct changes){0};
}
