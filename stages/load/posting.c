/* The ledger's side of load: SQL in schemas/queries/load_*.sql, in the order that counts. */
#include "stages/load/posting.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/database.h"
#include "pipeline/core/ledger.h"
#include "pipeline/edge/json.h"
#include "stages/load/causes.h"

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

static bool is_true(const char *cell)
{
	return cell && strcmp(cell, "t") == 0;
}

static int read_movements(const struct load *load, struct movements *movements, struct error *err)
{
	char limit[MONEY_TEXT];
	const char *const params[] = {hold_above(load->conf, limit)};
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (database_query(load->db, "queries/load_movements.sql", params, 1, &rows, err) < 0)
		return -1;
	*movements = (struct movements){
		.items = mem_alloc((size_t)(rows.count + 1) * sizeof(*movements->items)),
		.count = (size_t)rows.count,
	};
	for (int row = 0; row < rows.count; row++) {
		movements->items[row] = (struct movement){
			.currency = mem_strdup(db_cell(&rows, row, 0)),
			.lines = mem_strdup(db_cell(&rows, row, 1)),
			.amount = mem_strdup(db_cell(&rows, row, 2)),
			.absolute = mem_strdup(db_cell(&rows, row, 3)),
			.above = is_true(db_cell(&rows, row, 4)),
		};
		movements->adjusts |= is_true(db_cell(&rows, row, 5));
	}
	return 0;
}

/* The differences, in a temporary table: first of all campaigns, then of those that still post. */
static int form_differences(const struct load *load, struct error *err)
{
	char as_of[DATE_TEXT];
	const char *const all = load->changes->all ? "true" : "false";
	const char *const final[] = {date_format(load->run->as_of, as_of)};

	if (database_query(load->db, "queries/load_difference.sql", NULL, 0, NULL, err) < 0 ||
		database_query(load->db, "queries/load_differences.sql", &all, 1, NULL, err) < 0 ||
		db_exec(load->db, "DELETE FROM cashback.unposted", err) < 0 ||
		database_query(load->db, "queries/load_unposted.sql", final, 1, NULL, err) < 0)
		return -1;
	return database_query(load->db, "queries/load_not_posted.sql", final, 1, NULL, err);
}

int posting_write(const struct load *load, struct movements *ret_movements, struct error *err)
{
	const char *const run_id = load->run->id;

	if (form_differences(load, err) < 0 ||
		database_query(load->db, "queries/load_post.sql", &run_id, 1, NULL, err) < 0 ||
		read_movements(load, ret_movements, err) < 0)
		return -1;
	return ret_movements->adjusts ? causes_write(load, err) : 0;
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

/* What has become of earlier runs, now that this one is recorded. */
static int settle_earlier(const struct load *load, bool posted, struct error *err)
{
	char now[LEDGER_TIME];
	const char *const params[] = {load->run->id, ledger_now(now)};

	if (database_query(load->db, "queries/load_supersede.sql", params, 1, NULL, err) < 0)
		return -1;
	if (!posted)
		return 0;
	return database_query(load->db, "queries/load_abandon.sql", params, 2, NULL, err);
}

int posting_record(const struct load *load, const char *status, const char *reason,
	const struct movements *movements, struct error *err)
{
	int file_count;
	char *posting AUTOFREE = NULL;
	bool posts = strcmp(status, "posted") == 0;
	struct control_totals sum = taken(load, &file_count);
	char *files AUTOFREE = mem_printf("%d", file_count);
	char *rows AUTOFREE = mem_printf("%" PRId64, sum.read);
	char *rejected AUTOFREE = mem_printf("%" PRId64, sum.rejected);

	if (record_movements(load, movements, err) < 0)
		return -1;
	if (posts && ledger_next_posting(load->db, &posting, err) < 0)
		return -1;
	const char *const params[] = {load->run->id, status, reason, posting, files, rows, rejected};
	const char *const place = posting;
	if (database_query(load->db, "queries/load_record.sql", params, ARRAY_LEN(params), NULL,
			err) < 0 ||
		(posts && movements->count > 0 &&
			database_query(load->db, "queries/load_partner_posting.sql", &place, 1, NULL, err) < 0))
		return -1;
	return settle_earlier(load, posts, err);
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

static int add_news(const struct load *load, json_t *summary, struct error *err)
{
	static const char *const names[] = {"unposted", "files_replaced", "rows_lost"};
	const char *const run_id = load->run->id;
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (database_query(load->db, "queries/load_run_news.sql", &run_id, 1, &rows, err) < 0)
		return -1;
	for (int i = 0; i < (int)ARRAY_LEN(names); i++)
		json_put_int(summary, names[i], strtoll(db_cell(&rows, 0, i), NULL, 10));
	json_put_text(summary, "link", db_cell(&rows, 0, ARRAY_LEN(names)));
	return 0;
}

int posting_summary(const struct load *load, json_t *summary, struct error *err)
{
	const char *const run_id = load->run->id;
	struct db_result rows CLEANUP(db_result_release) = {0};
	json_t *list = json_array();
	long long lines = 0;

	json_object_set_new(summary, "movements", list);
	if (database_query(load->db, "queries/load_run_movements.sql", &run_id, 1, &rows, err) < 0)
		return -1;
	for (int row = 0; row < rows.count; row++) {
		add_movement(&rows, row, list);
		lines += strtoll(db_cell(&rows, row, 1), NULL, 10);
	}
	json_put_int(summary, "posted", lines);
	return add_news(load, summary, err);
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
