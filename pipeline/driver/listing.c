/*
 * Tables and JSON on stdout. Cells come from delivered files: what a terminal would take for a
 * command is shown as a question mark.
 */
#include "pipeline/driver/listing.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "pipeline/base/mem.h"
#include "pipeline/base/str.h"
#include "pipeline/edge/json.h"

void listing_add_column(struct listing *listing, const char *name, enum db_kind kind)
{
	MEM_GROW(listing->columns, listing->column_count, listing->column_cap);
	listing->columns[listing->column_count++] =
		(struct listing_column){.name = mem_strdup(name), .kind = kind};
}

void listing_add_row(struct listing *listing, const char *const *cells)
{
	for (size_t i = 0; i < listing->column_count; i++) {
		MEM_GROW(listing->cells, listing->cell_count, listing->cell_cap);
		listing->cells[listing->cell_count++] = cells[i] ? mem_strdup(cells[i]) : NULL;
	}
}

void listing_add_result(struct listing *listing, const struct db_result *result)
{
	const char **cells AUTOFREE = mem_alloc((size_t)result->columns * sizeof(*cells) + 1);

	if (listing->column_count == 0)
		for (int i = 0; i < result->columns; i++)
			listing_add_column(listing, db_column(result, i), db_column_kind(result, i));
	for (int row = 0; row < result->count; row++) {
		for (int i = 0; i < result->columns; i++)
			cells[i] = db_cell(result, row, i);
		listing_add_row(listing, cells);
	}
}

size_t listing_row_count(const struct listing *listing)
{
	return listing->column_count ? listing->cell_count / listing->column_count : 0;
}

/* The next character of text, and how many columns it takes: -1 for what is not to be printed. */
static size_t next_character(const char *text, int *ret_width)
{
	mbstate_t state = {0};
	wchar_t character;
	size_t length = mbrtowc(&character, text, strlen(text), &state);

	*ret_width = -1;
	if (length == 0 || length > strlen(text))
		return 1;
	if (iswprint((wint_t)character))
		*ret_width = wcwidth(character);
	return length;
}

/* Runs on UTF-8 whatever the environment says, and on this thread only. */
static locale_t use_utf8(locale_t *ret_before)
{
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);

	*ret_before = utf8 ? uselocale(utf8) : (locale_t)0;
	return utf8;
}

static void use_again(locale_t before, locale_t utf8)
{
	if (!utf8)
		return;
	uselocale(before);
	freelocale(utf8);
}

static bool is_printable_ascii(const char *text)
{
	while (*text >= ' ' && *text <= '~')
		text++;
	return *text == '\0';
}

/* Adds text to clean, as it may be printed, and returns its width. */
static size_t clean_text(const char *text, struct str *clean)
{
	locale_t before, utf8;
	size_t total = 0;

	if (is_printable_ascii(text)) {
		str_add(clean, text);
		return strlen(text);
	}
	utf8 = use_utf8(&before);
	while (*text) {
		int width;
		size_t length = next_character(text, &width);
		if (width < 0)
			str_add_char(clean, '?');
		else
			str_add_bytes(clean, text, length);
		total += width < 0 ? 1 : (size_t)width;
		text += length;
	}
	use_again(before, utf8);
	return total;
}

size_t listing_width(const char *text)
{
	struct str clean AUTOSTR = STR_INIT;

	return clean_text(text, &clean);
}

static const char *cell(const struct listing *listing, size_t row, size_t column)
{
	const char *text = listing->cells[row * listing->column_count + column];

	if (text && listing->columns[column].kind == DB_BOOLEAN)
		return strcmp(text, "t") == 0 ? "yes" : "no";
	return text ? text : "";
}

static size_t column_width(const struct listing *listing, size_t column)
{
	size_t widest = listing_width(listing->columns[column].name);

	for (size_t row = 0; row < listing_row_count(listing); row++) {
		size_t width = listing_width(cell(listing, row, column));
		widest = width > widest ? width : widest;
	}
	return widest;
}

/* Blanks at the end of a line are left out: `pending` are those that were not printed yet. */
static void print_cell(const char *text, size_t width, bool right, size_t *pending)
{
	struct str clean AUTOSTR = STR_INIT;
	size_t own = clean_text(text, &clean);
	size_t fill = width > own ? width - own : 0;

	if (clean.len > 0)
		printf("%*s%s", (int)(*pending + (right ? fill : 0)), "", str_text(&clean));
	*pending = clean.len > 0 ? (right ? 0 : fill) : *pending + width;
	*pending += 2;
}

/* `row` SIZE_MAX: the names of the columns. */
static void print_line(const struct listing *listing, const size_t *widths, size_t row)
{
	size_t pending = 0;

	for (size_t i = 0; i < listing->column_count; i++) {
		const struct listing_column *column = &listing->columns[i];
		if (!column->detail)
			print_cell(row == SIZE_MAX ? column->name : cell(listing, row, i), widths[i],
				column->kind == DB_NUMBER, &pending);
	}
	putchar('\n');
}

static void print_table(const struct listing *listing)
{
	size_t *widths AUTOFREE = mem_alloc((listing->column_count + 1) * sizeof(*widths));

	for (size_t i = 0; i < listing->column_count; i++)
		widths[i] = listing->columns[i].detail ? 0 : column_width(listing, i);
	print_line(listing, widths, SIZE_MAX);
	for (size_t row = 0; row < listing_row_count(listing); row++)
		print_line(listing, widths, row);
}

static void print_json_text(const char *text)
{
	json_t *holder AUTOJSON = json_object();

	json_put_text(holder, "", text);
	char *quoted AUTOFREE = json_dumps(json_object_get(holder, ""), JSON_ENCODE_ANY);
	if (!quoted)
		mem_exhausted();
	fputs(quoted, stdout);
}

static void print_json_value(const struct listing_column *column, const char *text)
{
	bool plain = text && *text && strspn(text, "-0123456789.") == strlen(text);

	if (!text)
		fputs("null", stdout);
	else if (column->kind == DB_BOOLEAN)
		fputs(strcmp(text, "t") == 0 ? "true" : "false", stdout);
	else if (column->kind == DB_NUMBER && plain)
		fputs(text, stdout);
	else
		print_json_text(text);
}

static void print_json(const struct listing *listing)
{
	size_t rows = listing_row_count(listing);

	putchar('[');
	for (size_t row = 0; row < rows; row++) {
		fputs(row ? ",\n {" : "\n {", stdout);
		for (size_t i = 0; i < listing->column_count; i++) {
			fputs(i ? ", " : "", stdout);
			print_json_text(listing->columns[i].name);
			fputs(": ", stdout);
			print_json_value(&listing->columns[i],
				listing->cells[row * listing->column_count + i]);
		}
		putchar('}');
	}
	fputs(rows ? "\n]\n" : "]\n", stdout);
}

void listing_print(const struct listing *listing, bool json)
{
	if (json)
		print_json(listing);
	else
		print_table(listing);
}

void listing_release(struct listing *listing)
{
	for (size_t i = 0; i < listing->column_count; i++)
		free(listing->columns[i].name);
	for (size_t i = 0; i < listing->cell_count; i++)
		free(listing->cells[i]);
	free(listing->columns);
	free(listing->cells);
	*listing = (struct listing){0};
}

void listing_print_result(const struct db_result *result, bool json)
{
	struct listing listing CLEANUP(listing_release) = {0};

	listing_add_result(&listing, result);
	listing_print(&listing, json);
}
