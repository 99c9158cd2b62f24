/* Tables from the manifest and the store. Nothing is decided here. */
#include "stages/load/prepare.h"

#include <stddef.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/pgcopy.h"
#include "stages/load/lost.h"

struct source_file_row {
	struct span feed, name, sha256;
	int64_t size, rows_read, rows_accepted, rows_rejected, rows_duplicate;
};

struct run_quarantine_row {
	struct span run_id, feed, source_file;
	int64_t source_line, byte_offset;
	struct span column_name, reason, value, raw;
};

struct file_replaced_row {
	struct span run_id, feed, source_file, sha256_before, sha256;
};

struct rows_lost_row {
	struct span run_id, feed, source_file, lost_to;
	int64_t lines;
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

static const struct table_column file_replaced_columns[] = {
#define AT(field) offsetof(struct file_replaced_row, field)
	{"run_id", COLUMN_TEXT, AT(run_id), 0},
	{"feed", COLUMN_TEXT, AT(feed), 0},
	{"source_file", COLUMN_TEXT, AT(source_file), 0},
	{"sha256_before", COLUMN_TEXT, AT(sha256_before), 0},
	{"sha256", COLUMN_TEXT, AT(sha256), 0},
#undef AT
};

static const struct table_column rows_lost_columns[] = {
#define AT(field) offsetof(struct rows_lost_row, field)
	{"run_id", COLUMN_TEXT, AT(run_id), 0},
	{"feed", COLUMN_TEXT, AT(feed), 0},
	{"source_file", COLUMN_TEXT, AT(source_file), 0},
	{"lost_to", COLUMN_TEXT, AT(lost_to), 0},
	{"lines", COLUMN_INT, AT(lines), 0},
#undef AT
};

const struct table table_source_file = {"source_file", sizeof(struct source_file_row),
	source_file_columns, ARRAY_LEN(source_file_columns)};
const struct table table_run_quarantine = {"run_quarantine", sizeof(struct run_quarantine_row),
	run_quarantine_columns, ARRAY_LEN(run_quarantine_columns)};
const struct table table_file_replaced = {"file_replaced", sizeof(struct file_replaced_row),
	file_replaced_columns, ARRAY_LEN(file_replaced_columns)};
const struct table table_rows_lost = {"rows_lost", sizeof(struct rows_lost_row),
	rows_lost_columns, ARRAY_LEN(rows_lost_columns)};

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

static int write_source_files(const struct load *load, struct pgcopy_writer *w, struct error *err)
{
	(void)err;
	for (size_t i = 0; i < load->manifest.input_count; i++)
		write_source_file(&load->manifest.inputs[i], w);
	return 0;
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

static int write_quarantine(const struct load *load, struct pgcopy_writer *w, struct error *err)
{
	for (size_t i = 0; i < load->manifest.input_count; i++)
		if (load->news[i] && copy_rejects(load, &load->manifest.inputs[i], w, err) < 0)
			return -1;
	return 0;
}

static int write_replaced(const struct load *load, struct pgcopy_writer *w, struct error *err)
{
	(void)err;
	for (size_t i = 0; i < load->manifest.input_count; i++) {
		const struct manifest_input *input = &load->manifest.inputs[i];
		struct file_replaced_row row = {
			.run_id = span_of(load->run->id),
			.feed = span_of(feed_names[input->feed]),
			.source_file = span_of(input->name),
			.sha256_before = span_of(input->replaced),
			.sha256 = span_of(input->sha256),
		};
		if (load->news[i] && input->replaced[0])
			table_write(&table_file_replaced, w, &row);
	}
	return 0;
}

static int write_lost_of(const struct load *load, size_t input, struct pgcopy_writer *w,
	struct error *err)
{
	const struct manifest *manifest = &load->manifest;
	int64_t *lost AUTOFREE = mem_alloc(manifest->input_count * sizeof(*lost));

	if (lost_count(load, input, lost, err) < 0)
		return -1;
	for (size_t i = 0; i < manifest->input_count; i++) {
		struct rows_lost_row row = {
			.run_id = span_of(load->run->id),
			.feed = span_of(feed_names[manifest->inputs[input].feed]),
			.source_file = span_of(manifest->inputs[input].name),
			.lost_to = span_of(manifest->inputs[i].name),
			.lines = lost[i],
		};
		if (lost[i] > 0)
			table_write(&table_rows_lost, w, &row);
	}
	return 0;
}

static int write_lost(const struct load *load, struct pgcopy_writer *w, struct error *err)
{
	for (size_t i = 0; i < load->manifest.input_count; i++)
		if (load->news[i] && write_lost_of(load, i, w, err) < 0)
			return -1;
	return 0;
}

static const struct {
	const struct table *table;
	int (*write)(const struct load *load, struct pgcopy_writer *w, struct error *err);
} files[] = {
	{&table_source_file, write_source_files},
	{&table_run_quarantine, write_quarantine},
	{&table_file_replaced, write_replaced},
	{&table_rows_lost, write_lost},
};

int prepare_files(const struct load *load, struct error *err)
{
	struct pgcopy_writer w;

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		char *name AUTOFREE = mem_printf("%s.copy", files[i].table->name);
		char *path AUTOFREE = run_path(load->run, name);
		if (pgcopy_create(&w, path, err) < 0)
			return -1;
		if (files[i].write(load, &w, err) < 0) {
			pgcopy_abort(&w);
			return -1;
		}
		if (pgcopy_commit(&w, err) < 0)
			return -1;
	}
	return 0;
}
