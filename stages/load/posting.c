/* The ledger's side of load: SQL in schemas/queries/load_*.sql, in the order that counts. */
#include "stages/load/posting.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/database.h"
#include "pipeline/core/ledger.h"
#include "pipeline/edge/json.h"

static const char lock_statement[] = "SELECT pg_catalog.pg_advisory_xact_lock(7236110482302)";

int posting_lock(struct db *db, struct error *err)
{
	return db_exec(db, lock_statement, err);
}

int posting_check_order(const struct load *load, struct error *err)
{
	char ours[DATE_TEXT], theirs[DATE_TEXT];
	date_t last;

	if (ledger_last_as_of(load->db, &last, err) < 0)
		return -1;
	if (last == DATE_NONE || load->run->as_of >= last)
		return 0;
	error_set(err, EXIT_USAGE,
		"run %s: its as-of %s is before %s, that of the last run that posted", load->run->id, date_format(load->run->as_of, ours), date_format(last, theirs));
	return error_hint(err, "begin a new run with --as-of %s or later", theirs);
}

/* NULL where the configuration sets no limit. */
static const char *hold_above(const struct conf *conf, char text[MONEY_TEXT])
{
	return money_is_none(conf->hold_above) ? NULL : money_format(conf->hold_above, 2, text);
}

static int read_movements(const struct load *load, struct movements *movements, struct error *err)
{
	char limit[MONEY_TEXT];
	const char *const params[] = {load->run->id, hold_above(load->conf, limit)};
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (database_query(load->db, "queries/load_movements.sql", params, 2, &rows, err) < 0)
		return -1;
	*movements = (struct movements){
		.items = mem_alloc((size_t)(rows.count + 1) * sizeof(*movements->items)),
		.count = (size_t)rows.count,
	};
	for (int row = 0; row < rows.count; row++)
		movements->items[row] = (struct movement){
			.currency = mem_strdup(db_cell(&rows, row, 0)),
			.lines = mem_strdup(db_cell(&rows, row, 1)),
			.amount = mem_strdup(db_cell(&rows, row, 2)),
			.absolute = mem_strdup(db_cell(&rows, row, 3)),
			.above = db_cell(&rows, row, 4) && strcmp(db_cell(&rows, row, 4), "t") == 0,
		};
	return 0;
}

int posting_write(const struct load *load, struct movements *ret_movements, struct error *err)
{
	char as_of[DATE_TEXT];
	const char *const params[] = {date_format(load->run->as_of, as_of), load->run->id};

	if (db_exec(load->db, "DELETE FROM cashback.unposted", err) < 0 ||
		database_query(load->db, "queries/load_unposted.sql", params, 1, NULL, err) < 0 ||
		database_query(load->db, "queries/load_post.sql", params, 2, NULL, err) < 0)
		return -1;
	return read_movements(load, ret_movements, err);
}

static int record_movements(const struct load *load, const struct movements *movements,
	struct error *err)
{
	const char *const run_id = load->run->id;

	if (db_query(load->db, "DELETE FROM cashback.run_movement WHERE run_id = $1", &run_id, 1, NULL,
			err) < 0)
		return -1;
	for (size_t i = 0; i < movements->count; i++) {
		const struct movement *m = &movements->items[i];
		const char *const params[] = {run_id, m->currency, m->lines, m->amount, m->absolute};
		if (database_query(load->db, "queries/load_run_movement.sql", params, ARRAY_LEN(params),
				NULL, err) < 0)
			return -1;
	}
	return 0;
}

/* What no run that posted had read before. */
static struct control_totals taken(const struct load *load, int *ret_files)
{
	const struct manifest *manifest = &load->manifest;
	struct control_totals sum = {0};

	*ret_files = 0;
	for (size_t i = 0; i < manifest->input_count; i++) {
		if (!load->news[i])
			continue;
		(*ret_files)++;
		sum.read += manifest->inputs[i].totals.read;
		sum.rejected += manifest->inputs[i].totals.rejected;
	}
	return sum;
}

/* The number of this posting; NULL for a run that is held. The posting lock makes it unique. */
static int next_posting(const struct load *load, const char *status, char **ret_number,
	struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	*ret_number = NULL;
	if (strcmp(status, "posted") != 0)
		return 0;
	if (db_query(load->db, "SELECT coalesce(max(posting), 0) + 1 FROM cashback.run", NULL, 0, &rows,
			err) < 0)
		return -1;
	*ret_number = mem_strdup(db_cell(&rows, 0, 0));
	return 0;
}

int posting_record(const struct load *load, const char *status, const char *reason,
	const struct movements *movements, struct error *err)
{
	int file_count;
	char *posting AUTOFREE = NULL;
	struct control_totals sum = taken(load, &file_count);
	char *files AUTOFREE = mem_printf("%d", file_count);
	char *rows AUTOFREE = mem_printf("%" PRId64, sum.read);
	char *rejected AUTOFREE = mem_printf("%" PRId64, sum.rejected);

	if (record_movements(load, movements, err) < 0 ||
		next_posting(load, status, &posting, err) < 0)
		return -1;
	const char *const params[] = {load->run->id, status, reason, posting, files, rows, rejected};
	if (database_query(load->db, "queries/load_record.sql", params, ARRAY_LEN(params), NULL,
			err) < 0)
		return -1;
	return database_query(load->db, "queries/load_supersede.sql", params, 1, NULL, err);
}

static void add_movement(const struct db_result *rows, int row, json_t *list)
{
	json_t *movement = json_object();

	json_put_text(movement, "currency", db_cell(rows, row, 0));
	json_put_int(movement, "lines", strtoll(db_cell(rows, row, 1), NULL, 10));
	json_put_text(movement, "amount", db_cell(rows, row, 2));
	json_put_text(movement, "absolute", db_cell(rows, row, 3));
	json_array_append_new(list, movement);
}

int posting_summary(const struct load *load, json_t *summary, struct error *err)
{
	const char *const run_id = load->run->id;
	struct db_result rows CLEANUP(db_result_release) = {0};
	struct db_result unposted CLEANUP(db_result_release) = {0};
	json_t *list = json_array();
	long long lines = 0;

	json_object_set_new(summary, "movements", list);
	if (database_query(load->db, "queries/load_run_movements.sql", &run_id, 1, &rows, err) < 0 ||
		db_query(load->db, "SELECT count(*) FROM cashback.unposted", NULL, 0, &unposted, err) < 0)
		return -1;
	for (int row = 0; row < rows.count; row++) {
		add_movement(&rows, row, list);
		lines += strtoll(db_cell(&rows, row, 1), NULL, 10);
	}
	json_put_int(summary, "posted", lines);
	json_put_int(summary, "unposted", strtoll(db_cell(&unposted, 0, 0), NULL, 10));
	return 0;
}

void movements_release(struct movements *movements)
{
	for (size_t i = 0; i < movements->count; i++) {
		free(movements->items[i].currency);
		free(movements->items[i].lines);
		free(movements->items[i].amount);
		free(movements->items[i].absolute);
	}
	free(movements->items);
	*movements = (struct movements){0};
}
