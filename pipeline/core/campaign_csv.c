/* The form of a card file: UTF-8, commas, a header with the columns of its form and no other, and
 * as many cells in each row. What the cells mean is in campaign_card.c. */
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/campaign_read.h"
#include "pipeline/edge/csvin.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/gzin.h"

struct card_file {
	struct campaign_source *source;
	const struct card_form *form;
	void *context; /* of form->take */
	struct csvin csv;
	int place[CARD_COLUMNS_MAX]; /* of each column of the form in the file; -1: not there */
	size_t rows;
};

static size_t column_count(const struct card_form *form)
{
	size_t count = 0;

	while (count < CARD_COLUMNS_MAX && form->columns[count].name)
		count++;
	return count;
}

/* "threshold, amount" */
static char *column_names(const struct card_form *form)
{
	struct str text = STR_INIT;

	for (size_t i = 0; i < column_count(form); i++)
		str_addf(&text, "%s%s", i > 0 ? ", " : "", form->columns[i].name);
	return str_detach(&text);
}

/* Adds the problem at the record's line. Always false. */
static bool wrong_record(struct card_file *file, const struct csvin_record *record,
	const char *what)
{
	campaign_card_problem(file->source, file->form->file, (size_t)record->line, "%s", what);
	return false;
}

static bool check_record(struct card_file *file, const struct csvin_record *record)
{
	if (record->fault == CSVIN_STRAY_QUOTE)
		return wrong_record(file, record,
			"a double quote stands where none can: put the whole cell in quotes, and write \"\" "
			"for a quote within it");
	if (record->fault == CSVIN_TOO_LARGE || record->count > CSVIN_CELLS_MAX)
		return wrong_record(file, record, "the row is too large: write one row a line");
	if (!span_is_utf8(record->raw))
		return wrong_record(file, record, "is not UTF-8 text: save the file as UTF-8");
	return true;
}

static void place_column(struct card_file *file, const struct csvin_record *header, int cell)
{
	const struct card_form *form = file->form;
	struct span name = header->cells[cell];
	size_t i = 0;

	while (i < column_count(form) && !span_is(name, form->columns[i].name))
		i++;
	if (i == column_count(form)) {
		char *known AUTOFREE = column_names(form);
		campaign_card_problem(file->source, form->file, (size_t)header->line,
			"unknown column '%.*s': the columns are %s", SPAN_ARG(name), known);
	} else if (file->place[i] >= 0) {
		campaign_card_problem(file->source, form->file, (size_t)header->line,
			"column '%s' is there twice: take one out", form->columns[i].name);
	} else {
		file->place[i] = cell;
	}
}

/* True where rows can be read by this header: it has every column that must be there. */
static bool read_header(struct card_file *file, const struct csvin_record *header)
{
	const struct card_form *form = file->form;
	bool complete = true;

	if (!check_record(file, header))
		return false;
	for (size_t i = 0; i < CARD_COLUMNS_MAX; i++)
		file->place[i] = -1;
	for (int cell = 0; cell < header->count; cell++)
		place_column(file, header, cell);
	for (size_t i = 0; i < column_count(form); i++) {
		if (!form->columns[i].required || file->place[i] >= 0)
			continue;
		campaign_card_problem(file->source, form->file, (size_t)header->line,
			"column '%s' is missing: add it to the header", form->columns[i].name);
		complete = false;
	}
	file->csv.columns = header->count;
	return complete;
}

static void read_row(struct card_file *file, const struct csvin_record *record)
{
	struct card_row row = {.file = file->form->file, .line = (size_t)record->line};

	file->rows++;
	if (!check_record(file, record))
		return;
	if (record->count != file->csv.columns) {
		campaign_card_problem(file->source, row.file, row.line,
			"the row has %d cells and the header %d: write as many", record->count,
			file->csv.columns);
		return;
	}
	for (size_t i = 0; i < column_count(file->form); i++)
		if (file->place[i] >= 0)
			row.cells[i] = record->cells[file->place[i]];
	file->form->take(file->source, &row, file->context);
}

static int read_rows(struct card_file *file, struct error *err)
{
	struct csvin_record record;
	int more = csvin_next(&file->csv, &record, err);

	if (more == 1 && !read_header(file, &record))
		return 0;
	while (more == 1 && (more = csvin_next(&file->csv, &record, err)) == 1)
		read_row(file, &record);
	if (more == 0 && file->rows == 0)
		campaign_card_problem(file->source, file->form->file, 0,
			"has no rows: write a header and at least one row");
	return more;
}

static int read_file(struct card_file *file, const char *path, struct error *err)
{
	struct gzin in;

	if (gzin_open(&in, path, GZIN_PLAIN, err) < 0)
		return error_wrap(err, "%s", path);
	csvin_open(&file->csv, (struct csvin_source){gzin_read, &in}, ',');
	int result = read_rows(file, err);
	if (result < 0)
		error_wrap(err, "%s", path);
	csvin_close(&file->csv);
	gzin_close(&in);
	return result;
}

void campaign_read_card(struct campaign_source *source, const struct card_form *form, void *context)
{
	struct card_file file = {.source = source, .form = form, .context = context};
	char *path AUTOFREE = path_join(source->campaign->folder, form->file);
	struct error own = ERROR_INIT;

	if (!path_exists(path))
		campaign_card_problem(source, form->file, 0,
			"is missing: a campaign of kind = %s needs it",
			campaign_kind_name[source->campaign->kind]);
	else if (read_file(&file, path, &own) < 0)
		error_absorb(source->err, &own);
}
