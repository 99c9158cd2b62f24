/* The files of a staged folder. */
#include "stages/extract/staging.h"

#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/sums.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/json.h"

#define SUMMARY_FORMAT 1
#define EXAMPLE_MAX 80 /* bytes of a value in a message */

static const struct feed_schema *schema_of(const struct staging *staging)
{
	return staging->reader->dialect->schema;
}

static char *path_of(const struct staging *staging, const char *suffix)
{
	return mem_printf("%s/%s%s", staging->folder, feed_names[schema_of(staging)->feed], suffix);
}

/* The rejects get a column more where the file has none for the line number. */
static bool adds_line_number(const struct record_reader *reader)
{
	int field = reader->line_field;

	return field >= 0 && reader->columns.columns[field] < 0 && !reader->dialect->constant[field];
}

static void begin_header(struct staging *staging, struct span header)
{
	const struct dialect *dialect = staging->reader->dialect;
	struct str name AUTOSTR = STR_INIT;

	str_add_span(&staging->header, header);
	if (adds_line_number(staging->reader)) {
		struct span text = span_of(dialect_header(dialect, staging->reader->line_field));
		charset_from_utf8(&dialect->charset, text, &name);
		str_add_char(&staging->header, dialect->conf->delimiter);
		csvin_put_cell(&staging->header, (struct span){str_text(&name), name.len},
			dialect->conf->delimiter);
	}
	str_add_char(&staging->header, '\n');
}

int staging_open(struct staging *staging, const char *folder, const struct record_reader *reader,
	struct span header, struct error *err)
{
	*staging = (struct staging)STAGING_INIT;
	staging->folder = folder;
	staging->reader = reader;
	begin_header(staging, header);
	char *rows AUTOFREE = path_of(staging, ".copy");
	char *quarantine AUTOFREE = path_join(folder, "quarantine.copy");
	if (dir_remove(folder, err) < 0 || dir_make(folder, err) < 0 ||
		pgcopy_create(&staging->rows, rows, err) < 0 ||
		pgcopy_create(&staging->quarantine, quarantine, err) < 0) {
		staging_release(staging);
		return -1;
	}
	pgcopy_hash(&staging->rows, staging->rows_sha256);
	return 0;
}

void staging_put(struct staging *staging, const struct csvin_record *from, struct record *record)
{
	const struct table *table = schema_of(staging)->table;
	const struct table_column *line = &table->columns[table->column_count - 1];

	*(int64_t *)((char *)&record->row + line->at) = from->line;
	table_write(table, &staging->rows, &record->row);
}

int staging_accept(struct staging *staging, const struct record *record, uint64_t key,
	struct error *err)
{
	staging->tally.totals.read++;
	tally_accept(&staging->tally, key);
	if (schema_of(staging)->feed != FEED_INVOICES)
		return 0;
	tally_deliver(&staging->tally, record->amount);
	return tally_accept_invoice(&staging->tally, &record->row.invoice, err);
}

void staging_take_back(struct staging *staging)
{
	pgcopy_take_back(&staging->rows);
}

/* The record with its ordinal in the cell of the line number. */
static void put_with_line_number(struct staging *staging, const struct csvin_record *from,
	struct span ordinal)
{
	char delimiter = staging->reader->dialect->conf->delimiter;
	int column = staging->reader->columns.columns[staging->reader->line_field];

	for (int i = 0; i < from->count; i++) {
		if (i > 0)
			str_add_char(&staging->line, delimiter);
		csvin_put_cell(&staging->line, i == column ? ordinal : from->cells[i], delimiter);
	}
}

static void put_line(struct staging *staging, const struct csvin_record *from,
	const struct record *record)
{
	char *number AUTOFREE = record->ordinal > 0 ? mem_printf("%lld", (long long)record->ordinal)
												: mem_strdup("");
	bool own_column = record->ordinal_needed && record->ordinal > 0 &&
		!adds_line_number(staging->reader) && from->count <= CSVIN_CELLS_MAX;

	str_reset(&staging->line);
	if (own_column)
		put_with_line_number(staging, from, span_of(number));
	else
		str_add_span(&staging->line, from->raw);
	if (adds_line_number(staging->reader)) {
		str_add_char(&staging->line, staging->reader->dialect->conf->delimiter);
		str_add(&staging->line, number);
	}
	str_add_char(&staging->line, '\n');
}

static int open_rejects(struct staging *staging, struct error *err)
{
	char *path AUTOFREE = path_of(staging, ".rejects.csv");

	if (outfile_open(&staging->rejects, path, err) < 0)
		return -1;
	outfile_write(&staging->rejects, staging->header.s, staging->header.len);
	return 0;
}

static void quarantine(struct staging *staging, const struct csvin_record *from,
	const struct record *record)
{
	struct quarantine_row row = {
		.feed = span_of(feed_names[schema_of(staging)->feed]),
		.source_line = from->line,
		.byte_offset = from->offset,
		.column_name = span_of(record->column),
		.reason = span_of(reject_names[record->reject]),
		.row_key = record_key(staging->reader, record),
		.raw = from->raw,
	};

	str_reset(&staging->value);
	charset_show(&staging->reader->dialect->charset, record->value, &staging->value);
	if (record->value.at)
		row.value = (struct span){str_text(&staging->value), staging->value.len};
	table_write(&table_quarantine, &staging->quarantine, &row);
}

int staging_reject(struct staging *staging, const struct csvin_record *from,
	const struct record *record, struct error *err)
{
	quarantine(staging, from, record);
	char *example AUTOFREE = mem_strndup(str_text(&staging->value),
		staging->value.len < EXAMPLE_MAX ? staging->value.len : EXAMPLE_MAX);
	staging->tally.totals.read++;
	tally_reject(&staging->tally, record->reject, from->line, record->column ? record->column : "",
		example);
	tally_deliver(&staging->tally, record->amount);
	if (from->fault == CSVIN_TOO_LARGE)
		return 0;
	if (staging->rejects.fd < 0 && open_rejects(staging, err) < 0)
		return -1;
	put_line(staging, from, record);
	outfile_write(&staging->rejects, staging->line.s, staging->line.len);
	return 0;
}

void staging_skip(struct staging *staging, const struct record *record)
{
	staging->tally.totals.read++;
	staging->tally.totals.duplicates++;
	tally_deliver(&staging->tally, record->amount);
}

static int write_summary(struct staging *staging, struct error *err)
{
	json_t *summary AUTOJSON = tally_to_json(&staging->tally, schema_of(staging)->feed);
	char *path AUTOFREE = path_join(staging->folder, "summary.json");

	json_put_int(summary, "format", SUMMARY_FORMAT);
	json_put_text(summary, "feed", feed_names[schema_of(staging)->feed]);
	return json_write_file(path, summary, err);
}

/* What was written is what was counted. */
static int check_rows(const struct staging *staging, struct error *err)
{
	const struct control_totals *totals = &staging->tally.totals;

	if (staging->rows.rows == (uint64_t)totals->accepted &&
		staging->quarantine.rows == (uint64_t)totals->rejected)
		return 0;
	return error_set(err, EXIT_BUG, "%s: the rows written are not the rows counted",
		staging->folder);
}

/* The rows are most of the folder: they were hashed while they were written. */
static int seal(struct staging *staging, struct error *err)
{
	struct sums known CLEANUP(sums_release) = {0};
	char *name AUTOFREE = mem_printf("%s.copy", feed_names[schema_of(staging)->feed]);

	sums_add(&known, name, staging->rows_sha256);
	return sums_seal_folder(staging->folder, &known, err);
}

int staging_commit(struct staging *staging, struct error *err)
{
	if (check_rows(staging, err) < 0 || pgcopy_commit(&staging->rows, err) < 0 ||
		pgcopy_commit(&staging->quarantine, err) < 0)
		return -1;
	if (staging->rejects.fd >= 0 && outfile_commit(&staging->rejects, err) < 0)
		return -1;
	return write_summary(staging, err) < 0 ? -1 : seal(staging, err);
}

void staging_release(struct staging *staging)
{
	pgcopy_abort(&staging->rows);
	pgcopy_abort(&staging->quarantine);
	outfile_release(&staging->rejects);
	str_release(&staging->header);
	str_release(&staging->line);
	str_release(&staging->value);
	tally_release(&staging->tally);
}
