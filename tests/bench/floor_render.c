/*
 * The floor under render: two processes that call libxlsxwriter with the cells of a dump (cells.py)
 * and do nothing else: floor_render DUMP COUNT OUTPUT. No renderer that is built on this library
 * can be faster. It queries no database, checks nothing, and syncs nothing.
 *
 * DUMP/N.cells, little-endian, without padding; a text is its length (32 bits), its bytes and a 0:
 * number of styles, each seven bytes (bold, wrap, indent, top, bottom, align, vertical), size
 * (double), color and fill (32 bits; all ones: none), number format; number of sheets, each name,
 * number of widths (first and last column, 16 bits each; double), number of cells (row 32 bits,
 * column and style 16 bits each, kind 8 bits, value as a double, text).
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define PROCESSES 2
#define NO_COLOR UINT32_MAX
#define MOST_STYLES 256

enum kind { KIND_NUMBER, KIND_TEXT, KIND_FORMULA, KIND_BLANK };

struct dump {
	char *bytes, *at;
};

struct book {
	lxw_workbook *book;
	lxw_format *formats[MOST_STYLES];
};

static void stop(const char *what)
{
	fprintf(stderr, "floor_render: %s\n", what);
	exit(1);
}

static void take(struct dump *dump, void *value, size_t size)
{
	memcpy(value, dump->at, size);
	dump->at += size;
}

static uint32_t take_number(struct dump *dump)
{
	uint32_t number;

	take(dump, &number, sizeof(number));
	return number;
}

static uint16_t take_short(struct dump *dump)
{
	uint16_t number;

	take(dump, &number, sizeof(number));
	return number;
}

static double take_double(struct dump *dump)
{
	double number;

	take(dump, &number, sizeof(number));
	return number;
}

static const char *take_text(struct dump *dump)
{
	uint32_t length = take_number(dump);
	const char *text = dump->at;

	dump->at += length + 1;
	return text;
}

static void set_alignment(lxw_format *format, const uint8_t bytes[7])
{
	if (bytes[1])
		format_set_text_wrap(format);
	if (bytes[2])
		format_set_indent(format, bytes[2]);
	if (bytes[5])
		format_set_align(format, bytes[5]);
	if (bytes[6])
		format_set_align(format, bytes[6]);
}

static lxw_format *take_style(struct dump *dump, lxw_workbook *book)
{
	lxw_format *format = workbook_add_format(book);
	uint8_t bytes[7];

	take(dump, bytes, sizeof(bytes));
	if (bytes[0])
		format_set_bold(format);
	if (bytes[3])
		format_set_top(format, LXW_BORDER_THIN);
	if (bytes[4])
		format_set_bottom(format, LXW_BORDER_THIN);
	set_alignment(format, bytes);
	format_set_font_size(format, take_double(dump));
	uint32_t color = take_number(dump), fill = take_number(dump);
	if (color != NO_COLOR)
		format_set_font_color(format, color);
	if (fill != NO_COLOR)
		format_set_bg_color(format, fill);
	const char *number = take_text(dump);
	if (*number)
		format_set_num_format(format, number);
	return format;
}

static void take_cell(struct dump *dump, lxw_worksheet *sheet, const struct book *book)
{
	uint32_t row = take_number(dump);
	uint16_t column = take_short(dump), style = take_short(dump);
	uint8_t kind;

	take(dump, &kind, sizeof(kind));
	double value = take_double(dump);
	const char *text = take_text(dump);
	lxw_format *format = book->formats[style];
	lxw_error error = LXW_NO_ERROR;
	if (kind == KIND_NUMBER)
		error = worksheet_write_number(sheet, row, column, value, format);
	else if (kind == KIND_TEXT)
		error = worksheet_write_string(sheet, row, column, text, format);
	else if (kind == KIND_FORMULA)
		error = worksheet_write_formula_num(sheet, row, column, text, format, value);
	else
		error = worksheet_write_blank(sheet, row, column, format);
	if (error != LXW_NO_ERROR)
		stop(lxw_strerror(error));
}

static void take_sheet(struct dump *dump, struct book *book)
{
	lxw_worksheet *sheet = workbook_add_worksheet(book->book, take_text(dump));

	for (uint32_t left = take_number(dump); left > 0; left--) {
		uint16_t first = take_short(dump), last = take_short(dump);
		worksheet_set_column(sheet, first, last, take_double(dump), NULL);
	}
	for (uint32_t left = take_number(dump); left > 0; left--)
		take_cell(dump, sheet, book);
}

static void write_book(struct dump *dump, const char *path)
{
	lxw_workbook_options options = {.constant_memory = LXW_TRUE};
	struct book book = {.book = workbook_new_opt(path, &options)};
	uint32_t styles = take_number(dump);

	if (!book.book || styles > MOST_STYLES)
		stop("no workbook");
	for (uint32_t i = 0; i < styles; i++)
		book.formats[i] = take_style(dump, book.book);
	book.formats[0] = NULL;
	for (uint32_t left = take_number(dump); left > 0; left--)
		take_sheet(dump, &book);
	lxw_error error = workbook_close(book.book);
	if (error != LXW_NO_ERROR)
		stop(lxw_strerror(error));
}

static char *read_whole(const char *path)
{
	FILE *file = fopen(path, "rb");

	if (!file || fseek(file, 0, SEEK_END) != 0)
		stop("a dump cannot be read");
	size_t size = (size_t)ftell(file);
	char *bytes = malloc(size + 1);
	rewind(file);
	if (!bytes || fread(bytes, 1, size, file) != size)
		stop("a dump cannot be read");
	fclose(file);
	return bytes;
}

static void write_share(char **argv, int process)
{
	int count = atoi(argv[2]);

	for (int i = process; i < count; i += PROCESSES) {
		char from[4096], to[4096];
		snprintf(from, sizeof(from), "%s/%d.cells", argv[1], i);
		snprintf(to, sizeof(to), "%s/%d.xlsx", argv[3], i);
		struct dump dump = {.bytes = read_whole(from)};
		dump.at = dump.bytes;
		write_book(&dump, to);
		free(dump.bytes);
	}
	exit(0);
}

int main(int argc, char **argv)
{
	int result = 0, status;

	if (argc != 4)
		stop("usage: floor_render DUMP COUNT OUTPUT");
	for (int process = 0; process < PROCESSES; process++)
		if (fork() == 0)
			write_share(argv, process);
	while (wait(&status) > 0)
		if (status != 0)
			result = 1;
	return result;
}
