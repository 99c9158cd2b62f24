/* COPY, table by table. */
#include "stages/load/upload.h"

#include <inttypes.h>
#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/database.h"
#include "pipeline/edge/json.h"
#include "stages/load/prepare.h"

enum upload_way {
	WAY_MERGE,   /* through a temporary table, by the query `load_merge_TABLE.sql` */
	WAY_REPLACE, /* all rows of the table */
	WAY_OF_RUN,  /* the rows of this run */
};

struct upload {
	const struct table *table; /* its name with .copy is the file */
	const char *target;        /* in schema cashback */
	enum upload_way way;
};

/* Small tables that others refer to come first (docs/database.md). */
static const struct upload uploads[] = {
	{&table_partner_result, "partner", WAY_MERGE},
	{&table_campaign_result, "campaign", WAY_MERGE},
	{&table_source_file, "source_file", WAY_REPLACE},
	{&table_run_quarantine, "quarantine", WAY_OF_RUN},
	{&table_counted_result, "counted", WAY_REPLACE},
	{&table_unmatched_return_result, "unmatched_return", WAY_REPLACE},
	{&table_registration_result, "registration", WAY_REPLACE},
	{&table_earning_result, "earning", WAY_REPLACE},
	{&table_exclusion_result, "exclusion", WAY_REPLACE},
	{&table_payout_result, "payout", WAY_REPLACE},
};

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

/* Sends the file into `into`, which is the target or the temporary table beside it. */
static int copy(const struct load *load, const struct upload *upload, const char *into,
	int64_t *ret_rows, struct error *err)
{
	struct str sql AUTOSTR = STR_INIT;
	char *path AUTOFREE = file_of(load, upload);
	int64_t taken = 0;

	str_addf(&sql, "COPY %s (", into);
	for (int i = 0; i < upload->table->column_count; i++)
		str_addf(&sql, "%s%s", i ? ", " : "", upload->table->columns[i].name);
	str_add(&sql, ") FROM STDIN (FORMAT binary)");
	if (count_rows(upload->table, path, ret_rows, err) < 0 ||
		db_copy_file(load->db, sql.s, path, &taken, err) < 0)
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

static int replace(const struct load *load, const struct upload *upload, struct error *err)
{
	const char *const run_id = load->run->id;
	bool of_run = upload->way == WAY_OF_RUN;
	char *target AUTOFREE = mem_printf("cashback.%s", upload->target);
	char *clear AUTOFREE =
		mem_printf("DELETE FROM %s%s", target, of_run ? " WHERE run_id = $1" : "");
	int64_t sent;

	if (db_query(load->db, clear, &run_id, of_run, NULL, err) < 0)
		return -1;
	return copy(load, upload, target, &sent, err);
}

int upload_tables(const struct load *load, struct error *err)
{
	for (size_t i = 0; i < ARRAY_LEN(uploads); i++) {
		int result = uploads[i].way == WAY_MERGE ? merge(load, &uploads[i], err)
												 : replace(load, &uploads[i], err);
		if (result < 0)
			return -1;
	}
	return 0;
}

int upload_count(const struct load *load, json_t *rows, struct error *err)
{
	for (size_t i = 0; i < ARRAY_LEN(uploads); i++) {
		char *path AUTOFREE = file_of(load, &uploads[i]);
		int64_t count;
		if (count_rows(uploads[i].table, path, &count, err) < 0)
			return -1;
		json_put_int(rows, uploads[i].target, count);
	}
	return 0;
}
