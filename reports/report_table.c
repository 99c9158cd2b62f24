/*
 * One table of a sheet: read once to add up and to find the widths, read again to write. A list
 * that does not fit one sheet goes on in the next.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "reports/cell_text.h"
#include "reports/report_writer.h"

#define WIDEST_CODE 66 /* any identifier of 64 */
#define WIDEST_TEXT 66
#define FILTER_BUTTON 3 /* the room that it takes in a header */
#define DATE_WIDTH 10

struct table_writer {
	struct report_writer *w;
	const struct report_table *table;
	struct lines lines;
	struct report_totals totals;
	struct report_range *ranges; /* of the lines, a sheet each */
	int range_count;
};

/* Names in a line's sentences: the query's columns, then the report's values. */
static const char *line_value(const void *context, struct span name)
{
	const struct table_writer *t = context;
	char *key AUTOFREE = mem_strndup(name.at, name.len);
	int column = lines_column(&t->lines, key);

	return column >= 0 ? lines_cell(&t->lines, column) : report_value(t->w, name);
}

static int hex_digit(char c)
{
	return c >= 'a' ? c - 'a' + 10 : c - '0';
}

/* bytea as the server writes it: \x and two digits a byte. */
static void add_bytes(struct str *out, const char *text)
{
	if (!text || strncmp(text, "\\x", 2) != 0)
		return;
	for (text += 2; text[0] && text[1]; text += 2)
		str_add_char(out, (char)(hex_digit(text[0]) << 4 | hex_digit(text[1])));
}

/* What the cell of a text column says. */
static void cell_words(struct table_writer *t, int column, struct str *out)
{
	const struct report_column *c = &t->table->columns[column];
	const char *text = lines_cell(&t->lines, column);

	if (c->type == REPORT_BYTES)
		add_bytes(out, text);
	else if (c->words)
		words_fill(out, words_find(c->words, text), line_value, t);
	else
		str_add(out, text ? text : "");
}

/* Reading ------------------------------------------------------------------------------------ */

static bool is_words(enum report_type type)
{
	return type == REPORT_CODE || type == REPORT_TEXT || type == REPORT_BYTES;
}

static void measure(struct table_writer *t, int column)
{
	const struct report_column *c = &t->table->columns[column];
	const char *text = lines_cell(&t->lines, column);
	struct str words AUTOSTR = STR_INIT;
	int most = c->most ? c->most : c->type == REPORT_CODE ? WIDEST_CODE : WIDEST_TEXT;
	int width = text ? (int)strnlen(text, WIDEST_TEXT) : 0;

	if (is_words(c->type)) {
		cell_words(t, column, &words);
		width = cell_text_width(str_text(&words));
	} else if (c->type != REPORT_DATE) {
		width = width * 4 / 3; /* thousands marks */
	}
	report_widen(t->w, column, width < most ? width : most);
}

/* The header wraps between words, so that its longest word decides. */
static void measure_header(struct table_writer *t, int column)
{
	const struct report_column *c = &t->table->columns[column];
	struct span rest = span_of(c->title), word;

	while (span_cut(&rest, ' ', &word))
		report_widen(t->w, column, (int)word.len + (t->w->sheet->list ? FILTER_BUTTON : 0));
	report_widen(t->w, column, c->type == REPORT_DATE ? DATE_WIDTH : c->width);
}

static int bind(struct table_writer *t, struct error *err)
{
	for (int i = 0; i < t->table->column_count; i++)
		if (lines_column(&t->lines, t->table->columns[i].name) != i)
			return error_set(err, EXIT_BUG, "schemas/queries/%s.sql: column %d is not %s",
				t->table->query, i + 1, t->table->columns[i].name);
	t->totals.table = t->table;
	t->totals.currency_column = lines_column(&t->lines, "currency");
	for (int i = 0; i < t->table->column_count; i++)
		measure_header(t, i);
	return 0;
}

static int read_all(struct table_writer *t, struct error *err)
{
	int more;

	if (bind(t, err) < 0)
		return -1;
	while ((more = lines_next(&t->lines, err)) > 0) {
		if (report_totals_add(&t->totals, &t->lines, err) < 0)
			return error_wrap(err, "schemas/queries/%s.sql", t->table->query);
		for (int i = 0; i < t->table->column_count; i++)
			measure(t, i);
	}
	return more < 0 ? -1 : lines_rewind(&t->lines, err);
}

/* Writing ------------------------------------------------------------------------------------ */

static void write_formula(struct report_writer *w, struct cell_at at,
	const struct report_column *column, int places, int64_t value)
{
	struct str formula AUTOSTR = STR_INIT;

	for (const char *c = column->formula; *c; c++) {
		if (*c == '#')
			str_addf(&formula, "%lld", (long long)at.row + 1);
		else
			str_add_char(&formula, *c);
	}
	if (column->type == REPORT_MONEY)
		book_sum(w->book, at, places, str_text(&formula), (struct money){value});
	else
		book_count(w->book, at, str_text(&formula), value);
}

/* Of the line's currency; -1: the query has none. */
static int places_of(const struct table_writer *t)
{
	int column = t->totals.currency_column;

	return column < 0 ? -1 : currency_places(span_of(lines_cell(&t->lines, column)));
}

static int write_money(struct table_writer *t, struct cell_at at, const char *text,
	struct error *err)
{
	const struct report_column *column = &t->table->columns[at.column];
	struct money amount;
	int places = places_of(t);

	if (places < 0)
		return error_set(err, EXIT_BUG, "amounts need a column 'currency'");
	if (report_parse_money(text, &amount, err) < 0)
		return -1;
	if (column->formula)
		write_formula(t->w, at, column, places, amount.e4);
	else
		book_money(t->w->book, at, places, amount);
	return 0;
}

static int write_rate(struct table_writer *t, struct cell_at at, const char *text,
	struct error *err)
{
	struct money amount;
	int places = MONEY_PLACES;

	if (report_parse_money(text, &amount, err) < 0)
		return -1;
	for (int64_t rest = amount.e4; places > places_of(t) && places > 0 && rest % 10 == 0;
		 rest /= 10)
		places--;
	book_money(t->w->book, at, places, amount);
	return 0;
}

static int write_number(struct table_writer *t, struct cell_at at, const char *text,
	struct error *err)
{
	const struct report_column *column = &t->table->columns[at.column];
	static const enum cell_kind kinds[] = {[REPORT_INTEGER] = CELL_INTEGER,
		[REPORT_ORDINAL] = CELL_ORDINAL,
		[REPORT_SHARE] = CELL_SHARE};
	enum cell_kind kind = kinds[column->type];
	int64_t value;

	if (report_parse_integer(text, &value, err) < 0)
		return -1;
	if (column->formula)
		write_formula(t->w, at, column, 0, value);
	else
		book_integer(t->w->book, at, kind, value);
	return 0;
}

static int write_date(struct table_writer *t, struct cell_at at, const char *text,
	struct error *err)
{
	date_t date;

	if (!date_parse_iso(span_of(text), &date))
		return error_set(err, EXIT_DATA, "'%s' is not a date", text);
	book_date(t->w->book, at, date);
	return 0;
}

static int write_cell(struct table_writer *t, struct cell_at at, struct error *err)
{
	enum report_type type = t->table->columns[at.column].type;
	const char *text = lines_cell(&t->lines, at.column);
	struct str words AUTOSTR = STR_INIT;

	if (!text) {
		book_blank(t->w->book, at);
		return 0;
	}
	if (type == REPORT_MONEY)
		return write_money(t, at, text, err);
	if (type == REPORT_RATE)
		return write_rate(t, at, text, err);
	if (type == REPORT_INTEGER || type == REPORT_ORDINAL || type == REPORT_SHARE)
		return write_number(t, at, text, err);
	if (type == REPORT_DATE)
		return write_date(t, at, text, err);
	cell_words(t, at.column, &words);
	book_text(t->w->book, at, type == REPORT_TEXT ? CELL_TEXT : CELL_CODE,
		(struct span){str_text(&words), words.len});
	return 0;
}

static enum cell_role header_role(enum report_type type, bool list)
{
	if (type == REPORT_DATE)
		return ROLE_HEADER_CENTER;
	if (is_words(type))
		return ROLE_HEADER;
	return list ? ROLE_HEADER_FILTER : ROLE_HEADER_RIGHT;
}

static void write_header(struct table_writer *t)
{
	struct report_writer *w = t->w;
	int lines = 1;

	for (int i = 0; i < t->table->column_count; i++) {
		int takes = report_lines(t->table->columns[i].title, w->widths[i]);
		lines = takes > lines ? takes : lines;
	}
	book_height(w->book, w->row, lines);
	for (int i = 0; i < t->table->column_count; i++) {
		const struct report_column *column = &t->table->columns[i];
		struct cell_at at = {w->row, i, header_role(column->type, w->sheet->list)};
		book_text(w->book, at, CELL_TEXT, span_of(column->title));
	}
	w->row++;
}

/* Spreadsheets do not all find the height of a row by themselves. */
static void set_height(struct table_writer *t, int64_t row)
{
	int lines = 1;

	for (int i = 0; i < t->table->column_count; i++) {
		struct str words AUTOSTR = STR_INIT;
		if (t->table->columns[i].type != REPORT_TEXT)
			continue;
		cell_words(t, i, &words);
		int takes = report_lines(str_text(&words), t->w->widths[i]);
		lines = takes > lines ? takes : lines;
	}
	if (lines > 1)
		book_height(t->w->book, row, lines);
}

static void add_bars(struct table_writer *t, const struct report_range *range)
{
	for (int i = 0; i < t->table->column_count; i++)
		if (t->table->columns[i].type == REPORT_SHARE)
			book_bars(t->w->book, i, range->first, range->last);
}

static int write_lines(struct table_writer *t, const struct report_range *range, struct error *err)
{
	add_bars(t, range);
	for (t->w->row = range->first; t->w->row <= range->last; t->w->row++) {
		int more = lines_next(&t->lines, err);
		if (more <= 0)
			return more < 0 ? -1 : error_set(err, EXIT_BUG, "lines vanished while they were read");
		set_height(t, t->w->row);
		for (int i = 0; i < t->table->column_count; i++)
			if (write_cell(t, (struct cell_at){t->w->row, i, ROLE_BODY}, err) < 0)
				return error_wrap(err, "schemas/queries/%s.sql: column %s", t->table->query,
					t->table->columns[i].name);
	}
	return 0;
}

/* Tables of a page --------------------------------------------------------------------------- */

static int write_page_table(struct table_writer *t, struct error *err)
{
	struct report_writer *w = t->w;

	if (t->table->heading)
		book_text(w->book, (struct cell_at){w->row++, 0, ROLE_HEADING}, CELL_TEXT,
			span_of(t->table->heading));
	write_header(t);
	struct report_range range = {NULL, w->row, w->row + t->totals.lines - 1};
	if (range.last + (int64_t)t->totals.count >= w->job->rows_per_sheet)
		return error_set(err, EXIT_BUG, "sheet %s is not a list and too long", w->sheet->name);
	if (write_lines(t, &range, err) < 0)
		return -1;
	report_totals_write(w, &t->totals, &range, 1, false);
	return 0;
}

/* Lists -------------------------------------------------------------------------------------- */

#define CONTINUED_AT 4 /* title, subtitle, a blank row, the header */

static void add_range(struct table_writer *t, int64_t first, int64_t last)
{
	int part = ++t->range_count;

	t->ranges = mem_resize(t->ranges, (size_t)part, sizeof(*t->ranges));
	t->ranges[part - 1] = (struct report_range){NULL, first, last};
	if (part > 1)
		t->ranges[part - 1].sheet = report_sheet_part(t->w->sheet, part);
}

/* Where the lines will stand: the totals above them have to say it. */
static void plan_ranges(struct table_writer *t, int64_t first)
{
	int64_t left = t->totals.lines, rows = t->w->job->rows_per_sheet;

	while (left > 0) {
		int64_t take = left < rows - first ? left : rows - first;
		add_range(t, first, first + take - 1);
		left -= take;
		first = CONTINUED_AT;
	}
}

static int write_part(struct table_writer *t, int part, struct error *err)
{
	struct report_writer *w = t->w;
	const struct report_range *range = &t->ranges[part - 1];

	if (part > 1) {
		report_sheet_end(w);
		report_sheet_begin(w, part);
		w->row = CONTINUED_AT - 1;
	}
	int64_t header = w->row;
	write_header(t);
	book_header(w->book, header);
	book_freeze(w->book, header + 1);
	book_filter(w->book, header, range->last, t->table->column_count - 1);
	return write_lines(t, range, err);
}

static int write_list(struct table_writer *t, struct error *err)
{
	plan_ranges(t, t->w->row + (int64_t)t->totals.count + 1);
	report_totals_write(t->w, &t->totals, t->ranges, t->range_count, true);
	if (t->range_count > 0)
		t->w->row = t->ranges[0].first - 1;
	for (int part = 1; part <= t->range_count; part++)
		if (write_part(t, part, err) < 0)
			return -1;
	return 0;
}

/* -------------------------------------------------------------------------------------------- */

static int write_table(struct table_writer *t, struct error *err)
{
	struct report_writer *w = t->w;

	if (read_all(t, err) < 0)
		return -1;
	if (t->totals.lines > 0)
		return w->sheet->list ? write_list(t, err) : write_page_table(t, err);
	if (!t->table->empty)
		return 0;
	if (t->table->heading)
		book_text(w->book, (struct cell_at){w->row++, 0, ROLE_HEADING}, CELL_TEXT,
			span_of(t->table->heading));
	write_header(t);
	book_text(w->book, (struct cell_at){w->row++, 0, ROLE_NOTE}, CELL_CODE,
		span_of(t->table->empty));
	return 0;
}

int report_table_write(struct report_writer *w, const struct report_table *table,
	struct error *err)
{
	struct table_writer t = {.w = w, .table = table};
	const char *params[REPORT_PARAMS];
	int param_count = report_params(w->job, params);
	int64_t before = w->row;

	int result = lines_open(&t.lines, w->job->db, table->query, params, param_count, err);
	if (result == 0)
		result = write_table(&t, err);
	if (w->row > before)
		w->row++;
	lines_close(&t.lines);
	report_totals_release(&t.totals);
	for (int i = 0; i < t.range_count; i++)
		free(t.ranges[i].sheet);
	free(t.ranges);
	return result;
}
