/*
 * A stored campaign folder, into the tables of the second opinion: each key of campaign.conf is a
 * column, each row of a card file a row, blanks are NULL. What they mean is for the SQL to say;
 * core/campaign.c, which the engine reads campaigns with, is not asked.
 */
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/ini.h"
#include "pipeline/driver/audit_inputs.h"
#include "pipeline/edge/csvin.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/gzin.h"

#define CELLS_MAX 64

static char *text_of(struct span cell)
{
	return cell.len ? mem_strndup(cell.at, cell.len) : mem_strdup("");
}

/* A row that grows cell by cell; blank cells are left out. */
struct row {
	struct str columns, places;
	char *cells[CELLS_MAX];
	int count;
};

static void row_add(struct row *row, struct span column, char *value)
{
	if (row->count == CELLS_MAX || value[0] == '\0') {
		free(value);
		return;
	}
	row->cells[row->count++] = value;
	str_addf(&row->columns, "%s\"%.*s\"", row->count > 1 ? ", " : "", SPAN_ARG(column));
	str_addf(&row->places, "%s$%d", row->count > 1 ? ", " : "", row->count);
}

static void row_release(struct row *row)
{
	for (int i = 0; i < row->count; i++)
		free(row->cells[i]);
	str_release(&row->columns);
	str_release(&row->places);
	*row = (struct row){0};
}

static int row_insert(struct row *row, struct db *db, const char *table, struct error *err)
{
	char *sql AUTOFREE = mem_printf("INSERT INTO audit.%s (%s) VALUES (%s)", table,
		str_text(&row->columns), str_text(&row->places));

	return db_query(db, sql, (const char *const *)row->cells, row->count, NULL, err);
}

/* "CSP, Open" as an array of PostgreSQL's: each word in quotes. */
static char *array_of(const char *list)
{
	struct str array = STR_INIT;
	struct span rest = span_of(list), word;

	str_add_char(&array, '{');
	while (span_cut(&rest, ',', &word)) {
		str_add(&array, array.len > 1 ? ",\"" : "\"");
		word = span_trim(word);
		for (size_t i = 0; i < word.len; i++) {
			if (word.at[i] == '"' || word.at[i] == '\\')
				str_add_char(&array, '\\');
			str_add_char(&array, word.at[i]);
		}
		str_add_char(&array, '"');
	}
	str_add_char(&array, '}');
	return str_detach(&array);
}

static int load_conf(struct db *db, const char *folder, char **ret_id, struct error *err)
{
	struct ini ini CLEANUP(ini_release) = {0};
	struct row row CLEANUP(row_release) = {0};
	char *path AUTOFREE = path_join(folder, "campaign.conf");

	if (ini_load(&ini, path, INI_LITERAL, err) < 0)
		return -1;
	for (size_t i = 0; i < ini.count; i++) {
		const struct ini_entry *entry = &ini.entries[i];
		bool list = strcmp(entry->key, "license_types") == 0 && entry->value[0];
		if (strcmp(entry->key, "id") == 0)
			*ret_id = mem_strdup(entry->value);
		row_add(&row, span_of(entry->key),
			list ? array_of(entry->value) : mem_strdup(entry->value));
	}
	if (!*ret_id)
		return error_set(err, EXIT_DATA, "%s: has no id", path);
	return row_insert(&row, db, "campaign", err) < 0 ? error_wrap(err, "%s", path) : 0;
}

/* A card file. */
struct card {
	struct db *db;
	const char *id, *table;
	struct csvin csv;
	struct names columns;
};

static int read_card_row(struct card *card, const struct csvin_record *record, struct error *err)
{
	struct row row CLEANUP(row_release) = {0};

	if (record->fault != CSVIN_GOOD || (size_t)record->count != card->columns.count)
		return error_set(err, EXIT_DATA, "line %lld is not a row of it", (long long)record->line);
	row_add(&row, span_of("campaign_id"), mem_strdup(card->id));
	for (int i = 0; i < record->count; i++)
		row_add(&row, span_of(card->columns.items[i]), text_of(record->cells[i]));
	return row_insert(&row, card->db, card->table, err);
}

static int read_card(struct card *card, struct error *err)
{
	struct csvin_record record;
	int more = csvin_next(&card->csv, &record, err);

	for (int i = 0; more == 1 && i < record.count && i < CELLS_MAX; i++) {
		char *name AUTOFREE = text_of(record.cells[i]);
		names_add(&card->columns, name);
	}
	card->csv.columns = (int)card->columns.count;
	while (more == 1 && (more = csvin_next(&card->csv, &record, err)) == 1)
		if (read_card_row(card, &record, err) < 0)
			return -1;
	return more;
}

static int load_card(struct db *db, const char *path, const char *id, const char *table,
	struct error *err)
{
	struct card card = {.db = db, .id = id, .table = table};
	struct gzin in;

	if (!path_exists(path))
		return 0;
	if (gzin_open(&in, path, GZIN_PLAIN, err) < 0)
		return error_wrap(err, "%s", path);
	csvin_open(&card.csv, (struct csvin_source){gzin_read, &in}, ',');
	int result = read_card(&card, err);
	csvin_close(&card.csv);
	gzin_close(&in);
	names_release(&card.columns);
	return result < 0 ? error_wrap(err, "%s", path) : 0;
}

int audit_load_campaign(struct db *db, const char *folder, struct error *err)
{
	static const char *const files[][2] = {{"rate_card.csv", "card_row"},
		{"products.csv", "product"}, {"thresholds.csv", "threshold"}};
	char *id AUTOFREE = NULL;

	if (load_conf(db, folder, &id, err) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		char *path AUTOFREE = path_join(folder, files[i][0]);
		if (load_card(db, path, id, files[i][1], err) < 0)
			return -1;
	}
	return 0;
}
