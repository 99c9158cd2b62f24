/* One sheet: its title, then facts, tables and notes, from top to bottom. */
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "reports/cell_text.h"
#include "reports/report_writer.h"

#define LABEL_WIDTH 14
#define TITLE_LINES 2 /* the height of a title, which is written larger */
#define PAGE_WIDTH 96  /* of a page without a table */
#define PROSE_WIDTH 120 /* of its widest column, where a table stands below */
#define WIDEST 80
#define ONE_PAGE_ROWS 64 /* at most, to be read on one page */

char *report_sheet_part(const struct report_sheet *sheet, int part)
{
	if (part == 1)
		return mem_strdup(sheet->name);
	return mem_printf("%s %d", sheet->name, part);
}

void report_widen(struct report_writer *w, int column, int characters)
{
	int most = w->sheet->table_count == 0 ? PAGE_WIDTH : w->sheet->prose ? PROSE_WIDTH : WIDEST;

	if (characters > most)
		characters = most;
	if (characters > w->widths[column])
		w->widths[column] = characters;
}

/* Words take less room than the digits by which a column's width is measured. */
int report_lines(const char *text, int width)
{
	return cell_text_lines(text, width + width / 5);
}

void report_sheet_begin(struct report_writer *w, int part)
{
	const char *title = w->sheet->title ? w->sheet->title : w->sheet->name;
	char *name AUTOFREE = report_sheet_part(w->sheet, part);
	char *text AUTOFREE = part == 1 ? mem_strdup(title) : mem_printf("%s, part %d", title, part);
	char *footer AUTOFREE = mem_printf("%s: %s", w->title, w->subtitle);

	book_sheet(w->book, name, footer);
	book_height(w->book, 0, TITLE_LINES);
	book_text(w->book, (struct cell_at){0, 0, ROLE_TITLE}, CELL_CODE, span_of(text));
	book_text(w->book, (struct cell_at){1, 0, ROLE_NOTE}, CELL_CODE, span_of(w->subtitle));
	w->row = 3;
}

void report_sheet_end(struct report_writer *w)
{
	for (int i = 0; i < REPORT_COLUMNS; i++)
		if (w->widths[i] > 0)
			book_width(w->book, i, w->widths[i]);
}

static int write_fact(struct report_writer *w, const struct report_fact *fact, struct error *err)
{
	char *text AUTOFREE = report_sentence(w, fact->text);
	bool alone = w->sheet->table_count == 0 || w->sheet->prose;
	struct cell_at at = {w->row, 1, ROLE_FACT};
	date_t date;

	if (text[0] == '\0')
		return 0;
	if (fact->date && !date_parse_iso(span_of(text), &date))
		return error_set(err, EXIT_DATA, "'%s' is not a date", text);
	if (alone && report_lines(text, PAGE_WIDTH) > 1)
		book_height(w->book, w->row, report_lines(text, PAGE_WIDTH));
	book_text(w->book, (struct cell_at){w->row++, 0, ROLE_LABEL}, CELL_CODE, span_of(fact->label));
	report_widen(w, 0, cell_text_width(fact->label));
	if (fact->date)
		book_date(w->book, at, date);
	else
		book_text(w->book, at, alone ? CELL_TEXT : CELL_CODE, span_of(text));
	if (alone)
		report_widen(w, 1, cell_text_width(text));
	return 0;
}

static int write_facts(struct report_writer *w, struct error *err)
{
	for (int i = 0; i < w->sheet->fact_count; i++)
		if (write_fact(w, &w->sheet->facts[i], err) < 0)
			return -1;
	w->row += w->sheet->fact_count > 0;
	return 0;
}

static void write_notes(struct report_writer *w)
{
	for (int i = 0; i < w->sheet->note_count; i++) {
		char *text AUTOFREE = report_sentence(w, w->sheet->notes[i]);
		book_text(w->book, (struct cell_at){w->row++, 0, ROLE_NOTE}, CELL_CODE, span_of(text));
	}
}

int report_sheet_write(struct report_writer *w, const struct report_sheet *sheet,
	struct error *err)
{
	w->sheet = sheet;
	memset(w->widths, 0, sizeof(w->widths));
	report_widen(w, 0, LABEL_WIDTH);
	report_sheet_begin(w, 1);
	if (write_facts(w, err) < 0)
		return -1;
	for (int i = 0; i < sheet->table_count; i++)
		if (report_table_write(w, &sheet->tables[i], err) < 0)
			return -1;
	if (sheet->chart && report_chart_write(w, sheet->chart, err) < 0)
		return -1;
	if (!sheet->list)
		write_notes(w);
	if (sheet->one_page && w->row <= ONE_PAGE_ROWS)
		book_one_page(w->book);
	report_sheet_end(w);
	return 0;
}
