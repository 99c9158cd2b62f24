/* Two tables from the manifest and the store. Nothing is decided here. */
#include "stages/load/prepare.h"

#include <stddef.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/pgcopy.h"

struct source_file_row {
	struct span feed, name, sha256;
	int64_t size, rows_read, rows_accepted, rows_rejected, rows_duplicate;
};

struct run_quarantine_row {
	struct span run_id, feed, source_file;
	int64_t source_line, byte_offset;
	struct span column_name, reason, value, raw;
};

static const struct table_column source_file_columns[] = {
#define AT(field) offsetof(struct source_file_row, field)
	{"feed", COLUMN_TEXT, AT(feed), 0},
	{"name", COLUMN_TEXT, AT(name), 0},
	{"sha256", COLUMN_TEXT, AT(sha256), 0},
	{"size", COLUMN_INT, AT(size), 0},
	{"rows_read", COLUMN_INT, AT(rows_read), 0},
	{"rows_accepted", COLUMN_INT, AT(rows_accepted), 0},
	{"rows_rejected", COLUMN_INT, AT(rows_rejected), 0},
	{"rows_duplicate", COLUMN_INT, AT(rows_duplicate), 0},
#undef AT
};

static const struct table_column run_quarantine_columns[] = {
#define AT(field) offsetof(struct run_quarantine_row, field)
	{"run_id", COLUMN_TEXT, AT(run_id), 0},
	{"feed", COLUMN_TEXT, AT(feed), 0},
	{"source_file", COLUMN_TEXT, AT(source_file), 0},
	{"source_line", COLUMN_INT, AT(source_line), 0},
	{"byte_offset", COLUMN_INT, AT(byte_offset), 0},
	{"column_name", COLUMN_TEXT, AT(column_name), 0},
	{"reason", COLUMN_TEXT, AT(reason), 0},
	{"value", COLUMN_TEXT, AT(value), 0},
	{"raw", COLUMN_TEXT, AT(raw), 0},
#undef AT
};

const struct table table_source_file = {"source_file", sizeof(struct source_file_row),
	source_file_columns, ARRAY_LEN(source_file_columns)};
const struct table table_run_quarantine = {"run_quarantine", sizeof(struct run_quarantine_row),
	run_quarantine_columns, ARRAY_LEN(run_quarantine_columns)};

static void write_source_file(const struct manifest_input *input, struct pgcopy_writer *w)
{
	struct source_file_row row = {
		.feed = span_of(feed_names[input->feed]),
		.name = span_of(input->name),
		.sha256 = span_of(input->sha256),
		.size = (int64_t)input->size,
		.rows_read = input->totals.read,
		.rows_accepted = input->totals.accepted,
		.rows_rejected = input->totals.rejected,
		.rows_duplicate = input->totals.duplicates,
	};

	table_write(&table_source_file, w, &row);
}

static int write_source_files(const struct load *load, struct error *err)
{
	char *path AUTOFREE = run_path(load->run, "source_file.copy");
	struct pgcopy_writer w;

	if (pgcopy_create(&w, path, err) < 0)
		return -1;
	for (size_t i = 0; i < load->manifest.input_count; i++)
		write_source_file(&load->manifest.inputs[i], &w);
	return pgcopy_commit(&w, err);
}

static int copy_rejects(const struct load *load, const struct manifest_input *input,
	struct pgcopy_writer *w, struct error *err)
{
	char *path AUTOFREE = store_staged_path(load->conf->var, input->staged, "quarantine.copy");
	struct pgcopy_reader reader;
	struct quarantine_row from;
	int more;

	if (pgcopy_open(&reader, path, err) < 0)
		return -1;
	while ((more = table_read(&table_quarantine, &reader, &from, err)) == 1) {
		struct run_quarantine_row to = {
			.run_id = span_of(load->run->id),
			.feed = from.feed,
			.source_file = span_of(input->name),
			.source_line = from.source_line,
			.byte_offset = from.byte_offset,
			.column_name = from.column_name,
			.reason = from.reason,
			.value = from.value,
			.raw = from.raw,
		};
		table_write(&table_run_quarantine, w, &to);
	}
	pgcopy_close(&reader);
	return more;
}

static int write_quarantine(const struct load *load, struct error *err)
{
	char *path AUTOFREE = run_path(load->run, "run_quarantine.copy");
	struct pgcopy_writer w;

	if (pgcopy_create(&w, path, err) < 0)
		return -1;
	for (size_t i = 0; i < load->manifest.input_count; i++) {
		const struct manifest_input *input = &load->manifest.inputs[i];
		if (load->news[i] && copy_rejects(load, input, &w, err) < 0) {
			pgcopy_abort(&w);
			return -1;
		}
	}
	return pgcopy_commit(&w, err);
}

int prepare_files(const struct load *load, struct error *err)
{
	if (write_source_files(load, err) < 0)
		return -1;
	return write_quarantine(load, err);
}
