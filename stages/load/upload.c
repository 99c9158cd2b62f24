/* COPY, table by table. */
#include "stages/load/upload.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/database.h"
#include "pipeline/edge/json.h"
#include "stages/load/causes.h"
#include "stages/load/prepare.h"

enum upload_way {
	WAY_MERGE,   /* through a temporary table, by the query `load_merge_TABLE.sql` */
	WAY_REPLACE, /* all rows of the table */
	WAY_OF_RUN,  /* the rows of this run */
	WAY_CHANGED, /* what changed: row by row, or partner by partner (changes_by_row) */
};

#define NOT_BY_PARTNER -1

struct upload {
	const struct table *table; /* its name with .copy is the file */
	const char *target;        /* in schema cashback */
	enum upload_way way;
	int by_partner; /* enum partner_table: only partners whose results changed are sent */
};

/* Small tables that others refer to come first (docs/database.md). */
static const struct upload uploads[] = {
	{&table_partner_result, "partner", WAY_MERGE, RESULTS_PARTNER},
	{&table_campaign_result, "campaign", WAY_MERGE, NOT_BY_PARTNER},
	{&table_campaign_terms_result, "campaign_terms", WAY_REPLACE, NOT_BY_PARTNER},
	{&table_campaign_card_result, "campaign_card", WAY_REPLACE, NOT_BY_PARTNER},
	{&table_source_file, "source_file", WAY_REPLACE, NOT_BY_PARTNER},
	{&table_run_quarantine, "quarantine", WAY_OF_RUN, NOT_BY_PARTNER},
	{&table_file_replaced, "file_replaced", WAY_OF_RUN, NOT_BY_PARTNER},
	{&table_rows_lost, "rows_lost", WAY_OF_RUN, NOT_BY_PARTNER},
	{&table_counted_result, "counted", WAY_REPLACE, NOT_BY_PARTNER},
	{&table_unmatched_return_result, "unmatched_return", WAY_REPLACE, NOT_BY_PARTNER},
	{&table_registration_result, "registration", WAY_CHANGED, RESULTS_REGISTRATION},
	{&table_earning_result, "earning", WAY_CHANGED, RESULTS_EARNING},
	{&table_exclusion_result, "exclusion", WAY_CHANGED, RESULTS_EXCLUSION},
	{&table_payout_result, "payout", WAY_CHANGED, RESULTS_PAYOUT},
	{&table_standing_result, "standing", WAY_CHANGED, RESULTS_STANDING},
};

static const char changed_standings[] =
	"CREATE TEMPORARY TABLE changed_standing (mpn_id text COLLATE \"C\" NOT NULL, "
	"campaign_id text COLLATE \"C\" NOT NULL, entry_line bigint NOT NULL, "
	"measured text COLLATE \"C\" NOT NULL) ON COMMIT DROP";
static const char copy_standings[] =
	"COPY pg_temp.changed_standing (mpn_id, campaign_id, entry_line, measured) "
	"FROM STDIN (FORMAT binary)";
static const char clear_changed_standings[] =
	"DELETE FROM cashback.standing AS standing USING pg_temp.changed_standing AS changed "
	"WHERE standing.mpn_id = changed.mpn_id AND standing.campaign_id = changed.campaign_id "
	"AND standing.entry_line = changed.entry_line AND standing.measured = changed.measured";

static char *file_of(const struct load *load, const struct upload *upload)
{
	char *name AUTOFREE = mem_printf("%s.copy", upload->table->name);

	return run_path(load->run, name);
}

static int skip_row(const struct table *table, struct pgcopy_reader *reader, struct error *err)
{
	struct span field;

	for (int i = 0; i < table->column_count; i++)
		if (!pgcopy_field(reader, &field))
			return pgcopy_damaged(reader, err);
	return 0;
}

static int count_rows(const struct table *table, const char *path, int64_t *ret_rows,
	struct error *err)
{
	struct pgcopy_reader reader;
	int more;

	if (pgcopy_open(&reader, path, err) < 0)
		return -1;
	while ((more = pgcopy_next(&reader, table->column_count, err)) == 1)
		if (skip_row(table, &reader, err) < 0) {
			more = -1;
			break;
		}
	*ret_rows = (int64_t)reader.rows;
	pgcopy_close(&reader);
	return more;
}

static int check_count(const char *target, int64_t in_file, int64_t taken, struct error *err)
{
	if (in_file == taken)
		return 0;
	error_set(err, EXIT_DATA,
		"cashback.%s: %" PRId64 " rows were sent and the database took %" PRId64, target, in_file,
		taken);
	return error_hint(err, "nothing was posted; run `cashback load` again");
}

static int send_whole(const struct load *load, const struct upload *upload, const char *sql,
	int64_t *ret_rows, int64_t *ret_taken, struct error *err)
{
	char *path AUTOFREE = file_of(load, upload);

	if (count_rows(upload->table, path, ret_rows, err) < 0)
		return -1;
	return db_copy_file(load->db, sql, path, ret_taken, err);
}

/* A night that changed nothing sends nothing. */
static int send_changed(const struct load *load, const struct upload *upload, const char *sql,
	int64_t *ret_rows, int64_t *ret_taken, struct error *err)
{
	enum partner_table table = (enum partner_table)upload->by_partner;

	*ret_rows = changes_rows_to_send(load->changes, table);
	if (*ret_rows == 0)
		return 0;
	if (db_copy_begin(load->db, sql, err) < 0 ||
		changes_put(load->changes, table, load->db, err) < 0 ||
		db_copy_end(load->db, ret_taken, err) < 0)
		return error_wrap(err, "%s.copy", upload->table->name);
	return 0;
}

/* Sends rows into `into`, which is the target or the temporary table beside it. */
static int copy(const struct load *load, const struct upload *upload, const char *into,
	int64_t *ret_rows, struct error *err)
{
	struct str sql AUTOSTR = STR_INIT;
	int64_t taken = 0;

	str_addf(&sql, "COPY %s (", into);
	for (int i = 0; i < upload->table->column_count; i++)
		str_addf(&sql, "%s%s", i ? ", " : "", upload->table->columns[i].name);
	str_add(&sql, ") FROM STDIN (FORMAT binary)");
	int result = upload->by_partner == NOT_BY_PARTNER
					 ? send_whole(load, upload, sql.s, ret_rows, &taken, err)
					 : send_changed(load, upload, sql.s, ret_rows, &taken, err);
	if (result < 0)
		return -1;
	return check_count(upload->target, *ret_rows, taken, err);
}

static int merge(const struct load *load, const struct upload *upload, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};
	char *create AUTOFREE = mem_printf(
		"CREATE TEMPORARY TABLE delivered_%s (LIKE cashback.%s) ON COMMIT DROP", upload->target,
		upload->target);
	char *temporary AUTOFREE = mem_printf("pg_temp.delivered_%s", upload->target);
	char *query AUTOFREE = mem_printf("queries/load_merge_%s.sql", upload->target);
	int64_t sent;

	if (db_exec(load->db, create, err) < 0 || copy(load, upload, temporary, &sent, err) < 0 ||
		database_query(load->db, query, NULL, 0, &rows, err) < 0)
		return -1;
	return check_count(upload->target, sent, db_affected(&rows), err);
}

/* Each line that is sent or gone, whatever the table has of it. */
static int clear_lines(const struct load *load, const struct upload *upload, struct error *err)
{
	char *sql AUTOFREE = mem_printf(
		"DELETE FROM cashback.%s AS line USING pg_temp.changed_line AS changed "
		"WHERE changed.part = '%s' AND line.mpn_id = changed.mpn_id "
		"AND line.campaign_id = changed.campaign_id "
		"AND line.invoice_number = changed.invoice_number "
		"AND line.line_number = changed.line_number",
		upload->target, upload->target);

	return db_exec(load->db, sql, err);
}

/* Each standing that is sent or gone, and those of partners of whom all is sent. */
static int clear_standings(const struct load *load, struct error *err)
{
	const char *const whole = str_text(&load->changes->whole);
	int64_t rows;

	if (db_exec(load->db, changed_standings, err) < 0 ||
		db_copy_begin(load->db, copy_standings, err) < 0 ||
		changes_put_keys(load->changes, RESULTS_STANDING, load->db, err) < 0 ||
		db_copy_end(load->db, &rows, err) < 0)
		return error_wrap(err, "the standings that changed");
	if (rows > 0 && (db_exec(load->db, "ANALYZE pg_temp.changed_standing", err) < 0 ||
			db_exec(load->db, clear_changed_standings, err) < 0))
		return -1;
	return db_query(load->db, "DELETE FROM cashback.standing WHERE mpn_id = ANY($1::text[])",
		&whole, 1, NULL, err);
}

static int clear_partners(const struct load *load, const struct upload *upload, struct error *err)
{
	const struct changes *changes = load->changes;
	const char *const params[] = {
		str_text(&changes->touched[upload->by_partner]), str_text(&changes->whole)};
	char *sql AUTOFREE = mem_printf(
		"DELETE FROM cashback.%s WHERE mpn_id = ANY($1::text[]) OR mpn_id = ANY($2::text[])",
		upload->target);

	return db_query(load->db, sql, params, ARRAY_LEN(params), NULL, err);
}

static int clear_run(const struct load *load, const struct upload *upload, struct error *err)
{
	const char *const run_id = load->run->id;
	char *sql AUTOFREE =
		mem_printf("DELETE FROM cashback.%s WHERE run_id = $1", upload->target);

	return db_query(load->db, sql, &run_id, 1, NULL, err);
}

/* Takes away what the rows that are sent take the place of. */
static int clear(const struct load *load, const struct upload *upload, struct error *err)
{
	char *all AUTOFREE = mem_printf("DELETE FROM cashback.%s", upload->target);

	if (upload->way == WAY_OF_RUN)
		return clear_run(load, upload, err);
	if (upload->way == WAY_REPLACE || load->changes->all)
		return db_exec(load->db, all, err);
	if (upload->by_partner == RESULTS_STANDING)
		return clear_standings(load, err);
	if (changes_by_row((enum partner_table)upload->by_partner))
		return clear_lines(load, upload, err);
	return clear_partners(load, upload, err);
}

static int replace(const struct load *load, const struct upload *upload, struct error *err)
{
	char *target AUTOFREE = mem_printf("cashback.%s", upload->target);
	int64_t sent;

	if (clear(load, upload, err) < 0)
		return -1;
	return copy(load, upload, target, &sent, err);
}

static int send(const struct load *load, const struct upload *upload, struct error *err)
{
	return upload->way == WAY_MERGE ? merge(load, upload, err) : replace(load, upload, err);
}

/* The rows of a table, in the result of load_row_counts.sql; -1: it does not count this table. */
static int64_t counted(const struct db_result *rows, const char *target)
{
	for (int row = 0; row < rows->count; row++)
		if (strcmp(db_cell(rows, row, 0), target) == 0)
			return strtoll(db_cell(rows, row, 1), NULL, 10);
	return -1;
}

/* By default the server would count a table by its key, which takes it longer than to read all of the
 * table: it has to ask of each row whether it is to be seen. */
static int count_tables(const struct load *load, struct db_result *ret_rows, struct error *err)
{
	if (db_exec(load->db, "SET LOCAL enable_indexonlyscan = off", err) < 0 ||
		database_query(load->db, "queries/load_row_counts.sql", NULL, 0, ret_rows, err) < 0)
		return -1;
	return db_exec(load->db, "SET LOCAL enable_indexonlyscan = on", err);
}

/* Do the tables have the rows that the files have, those that were not sent included? */
static int compare_counts(const struct load *load, bool *ret_same, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	*ret_same = true;
	if (count_tables(load, &rows, err) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(uploads); i++)
		if (uploads[i].way == WAY_CHANGED &&
			counted(&rows, uploads[i].target) !=
				changes_row_count(load->changes, (enum partner_table)uploads[i].by_partner))
			*ret_same = false;
	return 0;
}

/* Somebody has changed what the last run left: then everything is sent. */
static int repair(const struct load *load, struct error *err)
{
	bool same;

	if (compare_counts(load, &same, err) < 0)
		return -1;
	if (same)
		return 0;
	if (changes_take_all(load->changes, err) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(uploads); i++)
		if (uploads[i].way == WAY_CHANGED && send(load, &uploads[i], err) < 0)
			return -1;
	return 0;
}

int upload_tables(const struct load *load, struct error *err)
{
	if (changes_compare(load->changes, load->conf, load->db, err) < 0 ||
		causes_remember(load, err) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(uploads); i++) {
		progress_show(load->progress, "tables", i, ARRAY_LEN(uploads));
		if (send(load, &uploads[i], err) < 0)
			return -1;
	}
	if (!load->changes->all && repair(load, err) < 0)
		return -1;
	return changes_keep(load->changes, load->db, err);
}

int upload_count(const struct load *load, json_t *rows, struct error *err)
{
	for (size_t i = 0; i < ARRAY_LEN(uploads); i++) {
		const struct upload *upload = &uploads[i];
		char *path AUTOFREE = file_of(load, upload);
		int64_t count = 0;
		if (upload->by_partner != NOT_BY_PARTNER)
			count = changes_row_count(load->changes, (enum partner_table)upload->by_partner);
		else if (count_rows(upload->table, path, &count, err) < 0)
			return -1;
		json_put_int(rows, upload->target, count);
	}
	return 0;
}
