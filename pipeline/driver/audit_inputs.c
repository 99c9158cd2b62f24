/* Settings, delivered files, campaigns: into the scratch database. */
#include "pipeline/driver/audit_inputs.h"

#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/sums.h"
#include "pipeline/edge/embedded.h"
#include "pipeline/edge/files.h"
#include "stages/extract/feeds.h"
#include "stages/extract/reading.h"

struct inputs {
	struct audit *audit;
	struct scratch *scratch;
	const struct manifest *manifest;
	struct extract_feeds feeds;
	int as_staged[FEED_COUNT]; /* files that could not be read again */
};

static int run_file(struct db *db, const char *name, struct error *err)
{
	const struct embedded_file *file = embedded_find(name);

	if (!file)
		return error_set(err, EXIT_BUG, "schemas/%s is not in this program", name);
	return db_exec(db, file->text, err) < 0 ? error_wrap(err, "schemas/%s", name) : 0;
}

/* Tables for one staged folder, beside those of the second opinion. */
static int make_tables(struct db *db, struct error *err)
{
	if (run_file(db, "audit/010_inputs.sql", err) < 0 ||
		db_exec(db, "CREATE SCHEMA staged; SET search_path = staged", err) < 0)
		return -1;
	for (int feed = 0; feed < FEED_COUNT; feed++) {
		char *name AUTOFREE = mem_printf("stage/%s.sql", feed_names[feed]);
		if (run_file(db, name, err) < 0)
			return -1;
	}
	if (run_file(db, "stage/quarantine.sql", err) < 0)
		return -1;
	return db_exec(db, "SET search_path = ''", err);
}

static int load_settings(struct inputs *inputs, struct error *err)
{
	const struct manifest *manifest = inputs->manifest;
	struct db *db = &inputs->scratch->db;
	char as_of[DATE_TEXT];
	const char *const parameters[] = {date_format(manifest->as_of, as_of), manifest->currency};

	if (db_query(db, "INSERT INTO audit.parameter (as_of, currency) VALUES ($1, $2)", parameters, 2,
			NULL, err) < 0)
		return -1;
	for (int feed = 0; feed < FEED_COUNT; feed++) {
		bool snapshot = manifest->delivery[feed] == DELIVERY_SNAPSHOT;
		bool invoice = feed == FEED_INVOICES && manifest->replaces == REPLACES_INVOICE;
		const char *const row[] = {
			feed_names[feed], snapshot ? "snapshot" : "changes", invoice ? "invoice" : "row"};
		if (db_query(db, "INSERT INTO audit.feed (feed, delivery, replaces) VALUES ($1, $2, $3)",
				row, 3, NULL, err) < 0)
			return -1;
	}
	return 0;
}

/* Delivered files ----------------------------------------------------------------------------- */

/* What the delivered bytes give when they are read again; a difference where it is not what was
 * staged then. */
static int read_again(struct inputs *inputs, const struct manifest_input *input, const char *folder,
	struct error *err)
{
	char *object AUTOFREE = store_object_path(inputs->audit->context->conf.var, input->sha256);
	char *list AUTOFREE = path_join(folder, SUMS_NAME);
	struct reading reading = {.dialect = &inputs->feeds.items[input->feed].dialect,
		.path = object,
		.name = input->name,
		.form = reading_form(input->name),
		.folder = folder};
	char found[HASH_TEXT];

	if (reading_stage(&reading, err) < 0 || hash_file(list, found, err) < 0)
		return -1;
	if (strcmp(found, input->staged_sha256) != 0)
		audit_differs(inputs->audit, input->name,
			"read again, it gives other rows: SHA-256 of "
			"what was staged",
			found, input->staged_sha256);
	return 0;
}

/* The folder with the file's rows: read again where the settings of the feed are still those that
 * it was read with, and otherwise as it was staged. The caller owns it. */
static int rows_of(struct inputs *inputs, const struct manifest_input *input, char **ret_folder,
	struct error *err)
{
	char key[HASH_TEXT];

	extract_feed_key(&inputs->feeds.items[input->feed], input->sha256, reading_form(input->name),
		key);
	if (strcmp(key, input->staged) == 0) {
		*ret_folder = path_join(inputs->scratch->folder, "staged");
		return read_again(inputs, input, *ret_folder, err);
	}
	inputs->as_staged[input->feed]++;
	*ret_folder = store_staged_path(inputs->audit->context->conf.var, input->staged, NULL);
	return 0;
}

static int copy_table(struct db *db, const char *folder, const char *table, struct error *err)
{
	char *path AUTOFREE = mem_printf("%s/%s.copy", folder, table);
	char *clear AUTOFREE = mem_printf("TRUNCATE staged.%s", table);
	char *copy AUTOFREE = mem_printf("COPY staged.%s FROM STDIN (FORMAT binary)", table);
	int64_t rows;

	if (db_exec(db, clear, err) < 0)
		return -1;
	return db_copy_file(db, copy, path, &rows, err);
}

static int load_rows(struct db *db, const char *folder, const struct manifest_input *input,
	struct error *err)
{
	const char *feed = feed_names[input->feed];
	char *query AUTOFREE = mem_printf("queries/audit_load_%s.sql", feed);
	const char *const file[] = {feed, input->name};

	if (db_query(db, "INSERT INTO audit.delivered_file (feed, source_file) VALUES ($1, $2)", file,
			2, NULL, err) < 0 ||
		copy_table(db, folder, feed, err) < 0 ||
		database_query(db, query, &file[1], 1, NULL, err) < 0)
		return -1;
	if (input->feed != FEED_INVOICES)
		return 0;
	if (copy_table(db, folder, "quarantine", err) < 0)
		return -1;
	return database_query(db, "queries/audit_load_conflict.sql", &file[1], 1, NULL, err);
}

static int load_file(struct inputs *inputs, const struct manifest_input *input, struct error *err)
{
	char *folder AUTOFREE = NULL;

	if (rows_of(inputs, input, &folder, err) < 0 ||
		load_rows(&inputs->scratch->db, folder, input, err) < 0)
		return error_wrap(err, "%s", input->name);
	return 0;
}

static void note_as_staged(const struct inputs *inputs)
{
	for (int feed = 0; feed < FEED_COUNT; feed++) {
		char *subject AUTOFREE = mem_printf("feed %s", feed_names[feed]);
		char *what AUTOFREE = mem_printf("its settings have changed since %d of its files were "
			"staged: what was staged then is settled again, and was not read again",
			inputs->as_staged[feed]);
		if (inputs->as_staged[feed] > 0)
			audit_note(inputs->audit, subject, what);
	}
}

/* Campaigns ----------------------------------------------------------------------------------- */

static int load_currencies(struct db *db, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (db_query(db, "SELECT DISTINCT currency FROM audit.campaign ORDER BY currency", NULL, 0,
			&rows, err) < 0)
		return -1;
	for (int row = 0; row < rows.count; row++) {
		const char *currency = db_cell(&rows, row, 0);
		char *places AUTOFREE = mem_printf("%d", currency_places(span_of(currency)));
		const char *const values[] = {currency, places};
		if (db_query(db, "INSERT INTO audit.currency (currency, places) VALUES ($1, $2)", values, 2,
				NULL, err) < 0)
			return -1;
	}
	return 0;
}

static int load_campaigns(struct inputs *inputs, struct error *err)
{
	for (size_t i = 0; i < inputs->manifest->campaign_count; i++) {
		char *folder AUTOFREE = store_campaign_path(inputs->audit->context->conf.var,
			inputs->manifest->campaigns[i].sha256);
		if (audit_load_campaign(&inputs->scratch->db, folder, err) < 0)
			return -1;
	}
	return load_currencies(&inputs->scratch->db, err);
}

static int load_all(struct inputs *inputs, struct error *err)
{
	if (make_tables(&inputs->scratch->db, err) < 0 || load_settings(inputs, err) < 0)
		return -1;
	for (size_t i = 0; i < inputs->manifest->input_count; i++)
		if (load_file(inputs, &inputs->manifest->inputs[i], err) < 0)
			return -1;
	note_as_staged(inputs);
	return load_campaigns(inputs, err);
}

int audit_load_inputs(struct audit *audit, struct scratch *scratch, const struct manifest *manifest,
	struct error *err)
{
	struct inputs inputs = {audit, scratch, manifest, {{{{0}}}}};

	if (extract_feeds_open(&inputs.feeds, &audit->context->conf, err) < 0)
		return -1;
	int result = load_all(&inputs, err);
	extract_feeds_release(&inputs.feeds);
	return result;
}
