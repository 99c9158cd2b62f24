/*
 * cashback explain INVOICE[/LINE]: from a cent back to rule, card row, tier, file, line and file
 * hash; for a sale that was not paid, why not, campaign by campaign. Settles the last posted run
 * once more from its stored inputs, and reads what the ledger holds for the line.
 */
#include <stdio.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"
#include "pipeline/core/database.h"
#include "pipeline/core/run.h"
#include "pipeline/driver/command.h"
#include "pipeline/driver/explain_json.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/json.h"

struct explain {
	struct command_context *context;
	struct span invoice;
	int64_t number; /* INT64_MIN: every line of the invoice */
	struct run run;
	struct manifest manifest;
	struct transform t;
	struct database database;
};

/* INVOICE/LINE where what stands behind the last slash is a number. */
static void parse_operand(struct explain *explain, const char *operand)
{
	const char *slash = strrchr(operand, '/');

	explain->invoice = span_of(operand);
	explain->number = INT64_MIN;
	if (slash && number_integer(span_of(slash + 1), &number_plain, &explain->number) == NUMBER_OK)
		explain->invoice.len = (size_t)(slash - operand);
}

static bool has_posted(const struct run *run)
{
	const char *status = run_status(run);

	return strcmp(status, "posted") == 0 || strcmp(status, "finished") == 0;
}

/* --run, or the last run that posted. */
static int open_run(struct explain *explain, struct error *err)
{
	const struct command_context *context = explain->context;
	struct names ids CLEANUP(names_release) = {0};

	if (context->cli.run_id)
		return run_open(&explain->run, &context->conf, context->cli.run_id, err);
	if (run_list(&context->conf, &ids, err) < 0)
		return -1;
	for (size_t i = ids.count; i > 0; i--) {
		if (run_open(&explain->run, &context->conf, ids.items[i - 1], err) == 0 &&
			has_posted(&explain->run))
			return 0;
		run_release(&explain->run);
		error_release(err);
	}
	error_set(err, EXIT_NOINPUT, "no run has posted yet");
	return error_hint(err, "`cashback run` settles what was delivered");
}

static int settle(struct explain *explain, struct error *err)
{
	char *path AUTOFREE = run_path(&explain->run, "manifest.json");

	if (manifest_read(&explain->manifest, path, err) < 0 ||
		transform_read(&explain->t, explain->context->conf.var, &explain->manifest,
			explain->invoice, err) < 0)
		return -1;
	return transform_settle(&explain->t, conf_jobs(&explain->context->conf), err);
}

static int add_ledger(struct explain *explain, json_t *line, struct error *err)
{
	char *number AUTOFREE = mem_printf("%lld", json_int_of(line, "line_number", 0));
	const char *const params[] = {json_text_of(line, "invoice_number", ""), number};
	struct db_result rows CLEANUP(db_result_release) = {0};
	json_t *list = json_array();

	json_object_set_new(line, "ledger", list);
	if (database_query(&explain->database.db, "queries/explain_ledger.sql", params, 2, &rows, err) <
		0)
		return -1;
	for (int row = 0; row < rows.count; row++) {
		json_t *entry = json_object();
		for (int column = 0; column < rows.columns; column++)
			json_put_text(entry, db_column(&rows, column), db_cell(&rows, row, column));
		json_array_append_new(list, entry);
	}
	return 0;
}

static int by_delivery(const void *a, const void *b)
{
	const struct line *left = *(const struct line *const *)a;
	const struct line *right = *(const struct line *const *)b;

	if (left->origin.file != right->origin.file)
		return number_order(left->origin.file, right->origin.file);
	return number_order(left->origin.line, right->origin.line);
}

/* The lines that were asked for, in order of delivery; the caller frees them. */
static const struct line **find_lines(const struct explain *explain, size_t *ret_count)
{
	const struct sales *sales = &explain->t.sales;
	text_id id = dict_find(&sales->texts, explain->invoice);
	const struct line **found = NULL;
	size_t count = 0, cap = 0;

	for (size_t i = 0; id && i < sales->line_count; i++) {
		const struct line *line = &sales->lines[i];
		if (line->invoice != id ||
			(explain->number != INT64_MIN && line->number != explain->number))
			continue;
		MEM_GROW(found, count, cap);
		found[count++] = line;
	}
	if (count > 1)
		qsort(found, count, sizeof(*found), by_delivery);
	*ret_count = count;
	return found;
}

static int collect(struct explain *explain, json_t *lines, struct error *err)
{
	size_t count;
	const struct line **found AUTOFREE = find_lines(explain, &count);

	for (size_t i = 0; i < count; i++) {
		json_t *object = explain_line(&explain->t, &explain->manifest, found[i]);
		json_array_append_new(lines, object);
		if (add_ledger(explain, object, err) < 0)
			return -1;
	}
	if (count > 0)
		return 0;
	error_set(err, EXIT_NOINPUT, "%.*s: no such line was delivered by the as-of of run %s",
		SPAN_ARG(explain->invoice), explain->run.id);
	return error_hint(err, "it may be in quarantine: `cashback status` counts rejected rows");
}

static int perform(struct explain *explain, struct error *err)
{
	json_t *lines AUTOJSON = json_array();

	if (open_run(explain, err) < 0 || settle(explain, err) < 0 ||
		database_open(&explain->database, &explain->context->conf, err) < 0 ||
		collect(explain, lines, err) < 0)
		return -1;
	if (explain->context->cli.json) {
		char *text AUTOFREE = json_text(lines);
		printf("%s\n", text);
	} else {
		explain_print(lines);
	}
	return 0;
}

int command_explain(struct command_context *context, struct error *err)
{
	struct explain explain = {.context = context};

	if (context->cli.operand_count != 1) {
		error_set(err, EXIT_USAGE, "explain takes one operand");
		return error_hint(err, "cashback explain INVOICE or INVOICE/LINE");
	}
	parse_operand(&explain, context->cli.operands[0]);
	int result = perform(&explain, err);
	database_close(&explain.database);
	transform_release(&explain.t);
	manifest_release(&explain.manifest);
	run_release(&explain.run);
	return result;
}
