/* Staging a text of a test. */
#include "tests/support/staged.h"

#include <inttypes.h>

#include "pipeline/core/sums.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/json.h"
#include "stages/extract/feeds.h"
#include "stages/extract/reading.h"

static void write_conf(const char *dir, enum feed_id feed, const char *settings)
{
	struct str text AUTOSTR = STR_INIT;

	for (int id = 0; id < FEED_COUNT; id++)
		str_addf(&text, "[feed %s]\nfiles = inbox/*\n%s\n", feed_names[id],
			id == (int)feed ? settings : "");
	scratch_write(dir, "pipeline.conf", str_text(&text));
}

static void show_value(struct str *out, const struct table_column *column, const void *row)
{
	const void *at = (const char *)row + column->at;
	char text[MONEY_TEXT];

	switch (column->type) {
	case COLUMN_TEXT:
		str_add_span(out, *(const struct span *)at);
		break;
	case COLUMN_INT:
		if (*(const int64_t *)at != INT_NONE)
			str_addf(out, "%" PRIi64, *(const int64_t *)at);
		break;
	case COLUMN_DATE:
		str_add(out, date_format(*(const date_t *)at, text));
		break;
	default:
		if (!money_is_none(*(const struct money *)at))
			str_add(out, money_format(*(const struct money *)at, 2, text));
	}
}

static void show_rows(const char *folder, const struct table *table, struct str *out)
{
	char *name AUTOFREE = mem_printf("%s.copy", table->name);
	char *path AUTOFREE = path_join(folder, name), *row AUTOFREE = mem_alloc(table->row_size);
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct pgcopy_reader reader CLEANUP(pgcopy_close) = {0};

	pgcopy_open(&reader, path, &err);
	while (err.count == 0 && table_read(table, &reader, row, &err) > 0)
		for (int i = 0; i < table->column_count; i++) {
			show_value(out, &table->columns[i], row);
			str_add_char(out, i + 1 < table->column_count ? '|' : '\n');
		}
	assert_no_problem(&err);
}

static void show_quarantine(const char *folder, struct str *out)
{
	char *path AUTOFREE = path_join(folder, "quarantine.copy");
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct pgcopy_reader reader CLEANUP(pgcopy_close) = {0};
	struct quarantine_row row;

	pgcopy_open(&reader, path, &err);
	while (err.count == 0 && table_read(&table_quarantine, &reader, &row, &err) > 0)
		str_addf(out, "%" PRIi64 "@%" PRIi64 " %.*s %.*s <%.*s> %.*s\n", row.source_line,
			row.byte_offset, SPAN_ARG(row.column_name), SPAN_ARG(row.reason), SPAN_ARG(row.value),
			SPAN_ARG(row.row_key));
	assert_no_problem(&err);
}

static void show_rejects(const char *folder, enum feed_id feed, struct staged *staged)
{
	char *name AUTOFREE = mem_printf("%s.rejects.csv", feed_names[feed]);
	char *path AUTOFREE = path_join(folder, name);
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct str text = STR_INIT;

	if (path_exists(path))
		file_read(path, 1 << 20, &text, &err);
	assert_no_problem(&err);
	staged->rejects = str_detach(&text);
}

static void show(const char *folder, enum feed_id feed, struct staged *staged)
{
	static const struct table *const tables[] = {
		&table_partners, &table_agreements, &table_invoices, &table_registrations};
	char *path AUTOFREE = path_join(folder, "summary.json");
	struct error err CLEANUP(error_release) = ERROR_INIT;
	json_t *summary AUTOJSON = NULL;

	show_rows(folder, tables[feed], &staged->rows);
	show_quarantine(folder, &staged->quarantine);
	show_rejects(folder, feed, staged);
	if (json_read_file(path, &summary, &err) == 0)
		tally_from_json(&staged->tally, summary, "file", &err);
	assert_no_problem(&err);
}

/* The same with the bytes read by a thread beside: it has the same rows, or the same problem. */
static void check_ahead(struct reading reading, const struct staged *staged)
{
	char *sums AUTOFREE = path_join(reading.folder, SUMS_NAME);
	char *folder AUTOFREE = mem_printf("%s.ahead", reading.folder);
	char *sums_ahead AUTOFREE = path_join(folder, SUMS_NAME);
	struct error err CLEANUP(error_release) = ERROR_INIT;
	bool same;

	reading.folder = folder;
	reading.ahead = true;
	assert_int_equal(reading_stage(&reading, &err), staged->result);
	assert_int_equal(err.code, staged->err.code);
	assert_string_equal(error_text(&err), error_text(&staged->err));
	if (staged->result == 0) {
		assert_int_equal(file_equal(sums, sums_ahead, &same, &err), 0);
		assert_true(same);
	}
}

static struct staged stage_pieces(const char *dir, enum feed_id feed, const char *name, size_t piece)
{
	char *conf_path AUTOFREE = path_join(dir, "pipeline.conf");
	char *path AUTOFREE = path_join(dir, name), *folder AUTOFREE = path_join(dir, "staged");
	struct conf conf CLEANUP(conf_release) = {0};
	struct extract_feeds feeds CLEANUP(extract_feeds_release) = {0};
	struct staged staged = {.result = -1};

	if (conf_load(&conf, conf_path, &staged.err) < 0 ||
		extract_feeds_open(&feeds, &conf, &staged.err) < 0)
		return staged;
	struct reading reading = {.dialect = &feeds.items[feed].dialect, .path = path, .name = name,
		.form = reading_form(name), .folder = folder, .piece = piece};
	staged.result = reading_stage(&reading, &staged.err);
	check_ahead(reading, &staged);
	if (staged.result == 0)
		show(folder, feed, &staged);
	return staged;
}

static void assert_same(const struct staged *a, const struct staged *b)
{
	assert_int_equal(a->result, b->result);
	assert_string_equal(error_text(&a->err), error_text(&b->err));
	assert_string_equal(str_text(&a->rows), str_text(&b->rows));
	assert_string_equal(str_text(&a->quarantine), str_text(&b->quarantine));
	assert_string_equal(a->rejects ? a->rejects : "", b->rejects ? b->rejects : "");
	assert_string_equal(a->tally.totals.keys, b->tally.totals.keys);
}

struct staged stage_bytes(enum feed_id feed, const char *settings, const char *name,
	struct span bytes)
{
	char *dir AUTOFREE = scratch_folder();

	write_conf(dir, feed, settings);
	scratch_write_bytes(dir, name, bytes.at, bytes.len);
	STAGED slow = stage_pieces(dir, feed, name, 1);
	struct staged staged = stage_pieces(dir, feed, name, 0);
	/* The messages of a test may be about its folder. */
	if (staged.err.count == 0 || !strstr(error_text(&staged.err), dir))
		assert_same(&staged, &slow);
	return staged;
}

struct staged stage_text(enum feed_id feed, const char *settings, const char *text)
{
	return stage_bytes(feed, settings, "file.csv", span_of(text));
}

void staged_release(struct staged *staged)
{
	error_release(&staged->err);
	str_release(&staged->rows);
	str_release(&staged->quarantine);
	free(staged->rejects);
	tally_release(&staged->tally);
}
