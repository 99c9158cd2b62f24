/* libxlsxwriter in constant_memory mode: a row is on disk as soon as the next one begins. */
#include "reports/workbook.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "pipeline/base/mem.h"
#include "reports/cell_text.h"
#include "reports/workbook_chart.h"
#include "reports/workbook_style.h"
#include "reports/zip_level.h"

#define AUTHOR "cashback"
#define PAPER_A4 9
#define LINE_POINTS 15 /* of a row, for each line of text */
#define ROW_POINTS 3   /* and once a row */
#define SECONDS_A_DAY 86400
#define FIRST_YEAR 1900                      /* Excel knows no earlier dates */
#define DIGITS_15 INT64_C(999999999999999)   /* what a spreadsheet's number holds */
#define FOOTER_MAX 200                       /* of Excel's 255 */
/* A fifth larger than by zlib's default, in two fifths of its time. */
#define COMPRESSION 2

struct book {
	lxw_workbook *book;
	lxw_worksheet *sheet;
	struct book_styles styles;
	char *path;
	struct book_expectation expected;
	int64_t last_row; /* of the current sheet that has a cell; -1: none */
	struct error problem;
};

/* Content and text --------------------------------------------------------------------------- */

const char *book_column_name(int column, char name[BOOK_COLUMN_NAME])
{
	int at = BOOK_COLUMN_NAME - 1;

	name[at] = '\0';
	for (column++; column > 0 && at > 0; column = (column - 1) / 26)
		name[--at] = (char)('A' + (column - 1) % 26);
	memmove(name, name + at, (size_t)(BOOK_COLUMN_NAME - at));
	return name;
}

/* Of every cell: by hand, because printf takes longer than all the rest of expecting it. */
static const char *cell_name(struct cell_at at, char name[CELL_NAME])
{
	char digits[CELL_NAME];
	size_t first = sizeof(digits);

	digits[--first] = '\0';
	for (int64_t number = at.row + 1; number > 0; number /= 10)
		digits[--first] = (char)('0' + number % 10);
	book_column_name(at.column, name);
	memcpy(name + strlen(name), digits + first, sizeof(digits) - first);
	return name;
}

static struct sheet_expectation *current(struct book *book)
{
	return &book->expected.sheets[book->expected.sheet_count - 1];
}

static void expect(struct book *book, struct cell_at at, const char *content)
{
	char name[CELL_NAME];
	struct sheet_expectation *sheet = current(book);

	cell_digest_add(&sheet->digest, cell_name(at, name), span_of(content));
	sheet->cells++;
	if (at.row != book->last_row)
		sheet->rows++;
	book->last_row = at.row;
}

static void expect_formula(struct book *book, struct cell_at at, const char *formula,
	const char *value)
{
	struct sheet_expectation *sheet = current(book);
	char *content AUTOFREE = mem_printf("=%s=%s", formula, value);

	MEM_GROW(sheet->formulas, sheet->formula_count, sheet->formula_cap);
	struct formula_expectation *one = &sheet->formulas[sheet->formula_count++];
	cell_name(at, one->cell);
	snprintf(one->value, sizeof(one->value), "%s", value);
	expect(book, at, content);
}

static void problem(struct book *book, struct cell_at at, const char *what)
{
	char name[CELL_NAME];

	if (book->problem.count == 0)
		error_set(&book->problem, EXIT_DATA, "%s: sheet %s, cell %s: %s", book->path,
			current(book)->name, cell_name(at, name), what);
}

static void outcome(struct book *book, struct cell_at at, lxw_error code)
{
	if (code != LXW_NO_ERROR)
		problem(book, at, lxw_strerror(code));
}

static lxw_format *style(struct book *book, struct cell_at at, int kind)
{
	return book_style(&book->styles, book->book, at.role, kind);
}

/* Numbers: the two lines with a double in them ------------------------------------------------ */

static double cell_value(struct money value)
{
	return (double)value.e4 / MONEY_SCALE;
}

static double cell_count(int64_t value)
{
	return (double)value;
}

/* A spreadsheet holds 15 digits; trailing zeros cost none. */
static bool fits(struct money value)
{
	int64_t digits = value.e4;

	while (digits != 0 && digits % 10 == 0)
		digits /= 10;
	return digits <= DIGITS_15 && digits >= -DIGITS_15;
}

static bool money_fits(struct book *book, struct cell_at at, struct money value)
{
	if (fits(value))
		return true;
	problem(book, at, "the amount has more than 15 digits");
	return false;
}

/* Cells -------------------------------------------------------------------------------------- */

void book_text(struct book *book, struct cell_at at, enum cell_kind kind, struct span text)
{
	struct str clean AUTOSTR = STR_INIT;

	if (span_blank(text))
		return;
	cell_text_add(&clean, text);
	outcome(book, at,
		worksheet_write_string(book->sheet, (lxw_row_t)at.row, (lxw_col_t)at.column,
			str_text(&clean), style(book, at, kind)));
	expect(book, at, str_text(&clean));
}

void book_integer(struct book *book, struct cell_at at, enum cell_kind kind, int64_t value)
{
	char text[32];
	int n = snprintf(text, sizeof(text), "%" PRId64, value);

	if (value > DIGITS_15 || value < -DIGITS_15) {
		book_text(book, at, CELL_CODE, (struct span){text, (size_t)n});
		return;
	}
	outcome(book, at,
		worksheet_write_number(book->sheet, (lxw_row_t)at.row, (lxw_col_t)at.column,
			cell_count(value), style(book, at, kind)));
	expect(book, at, text);
}

void book_money(struct book *book, struct cell_at at, int places, struct money value)
{
	char text[MONEY_TEXT];

	if (money_is_none(value) || !money_fits(book, at, value))
		return;
	outcome(book, at,
		worksheet_write_number(book->sheet, (lxw_row_t)at.row, (lxw_col_t)at.column,
			cell_value(value), style(book, at, CELL_MONEY + places)));
	expect(book, at, money_format(value, 0, text));
}

void book_date(struct book *book, struct cell_at at, date_t date)
{
	lxw_datetime day = {0};
	char text[DATE_TEXT];

	if (date == DATE_NONE)
		return;
	date_to_civil(date, &day.year, &day.month, &day.day);
	if (day.year < FIRST_YEAR) {
		book_text(book, at, CELL_CODE, span_of(date_format(date, text)));
		return;
	}
	outcome(book, at,
		worksheet_write_datetime(book->sheet, (lxw_row_t)at.row, (lxw_col_t)at.column, &day,
			style(book, at, CELL_DATE)));
	/* Day 1 is 1900-01-01, and Excel believes in 1900-02-29. */
	int64_t serial = (int64_t)date - date_from_civil(FIRST_YEAR, 1, 1) + 1;
	snprintf(text, sizeof(text), "%" PRId64, serial > 59 ? serial + 1 : serial);
	expect(book, at, text);
}

void book_sum(struct book *book, struct cell_at at, int places, const char *formula,
	struct money value)
{
	char text[MONEY_TEXT];
	char *full AUTOFREE = mem_printf("=%s", formula);

	if (!money_fits(book, at, value))
		return;
	outcome(book, at,
		worksheet_write_formula_num(book->sheet, (lxw_row_t)at.row, (lxw_col_t)at.column, full,
			style(book, at, CELL_MONEY + places), cell_value(value)));
	expect_formula(book, at, formula, money_format(value, 0, text));
}

void book_count(struct book *book, struct cell_at at, const char *formula, int64_t value)
{
	char text[32];
	char *full AUTOFREE = mem_printf("=%s", formula);

	if (value > DIGITS_15 || value < -DIGITS_15) {
		problem(book, at, "the count has more than 15 digits");
		return;
	}
	snprintf(text, sizeof(text), "%" PRId64, value);
	outcome(book, at,
		worksheet_write_formula_num(book->sheet, (lxw_row_t)at.row, (lxw_col_t)at.column, full,
			style(book, at, CELL_INTEGER), cell_count(value)));
	expect_formula(book, at, formula, text);
}

void book_blank(struct book *book, struct cell_at at)
{
	outcome(book, at,
		worksheet_write_blank(book->sheet, (lxw_row_t)at.row, (lxw_col_t)at.column,
			style(book, at, CELL_TEXT)));
	expect(book, at, "");
}

/* Sheets ------------------------------------------------------------------------------------- */

/* As much as fits, in whole characters; in a footer & begins a code. */
static void add_footer_text(struct str *out, const char *text)
{
	for (const char *end = text; *text; text = end) {
		do
			end++;
		while ((*end & 0xC0) == 0x80);
		if (out->len + (size_t)(end - text) > FOOTER_MAX)
			return;
		if (*text == '&')
			str_add_char(out, '&');
		str_add_bytes(out, text, (size_t)(end - text));
	}
}

static void print_setup(lxw_worksheet *sheet, const char *text)
{
	struct str clean AUTOSTR = STR_INIT, footer AUTOSTR = STR_INIT;

	cell_text_add(&clean, span_of(text));
	str_add(&footer, "&L");
	add_footer_text(&footer, str_text(&clean));
	str_add(&footer, "&R&A · page &P of &N");
	worksheet_set_footer(sheet, str_text(&footer));
	worksheet_set_landscape(sheet);
	worksheet_set_paper(sheet, PAPER_A4);
	worksheet_fit_to_pages(sheet, 1, 0);
	worksheet_set_margins(sheet, 0.5, 0.5, 0.6, 0.7);
}

void book_sheet(struct book *book, const char *name, const char *footer)
{
	struct book_expectation *expected = &book->expected;

	MEM_GROW(expected->sheets, expected->sheet_count, expected->sheet_cap);
	expected->sheets[expected->sheet_count++] =
		(struct sheet_expectation){.name = mem_strdup(name)};
	book->sheet = workbook_add_worksheet(book->book, name);
	book->last_row = -1;
	if (!book->sheet)
		mem_exhausted();
	worksheet_gridlines(book->sheet, LXW_HIDE_ALL_GRIDLINES);
	worksheet_set_default_row(book->sheet, LINE_POINTS + ROW_POINTS, LXW_FALSE);
	print_setup(book->sheet, footer);
}

void book_width(struct book *book, int column, int characters)
{
	worksheet_set_column(book->sheet, (lxw_col_t)column, (lxw_col_t)column,
		characters + characters / 10 + 2, NULL);
}

void book_height(struct book *book, int64_t row, int lines)
{
	worksheet_set_row(book->sheet, (lxw_row_t)row, LINE_POINTS * lines + ROW_POINTS, NULL);
}

void book_freeze(struct book *book, int64_t row)
{
	worksheet_freeze_panes(book->sheet, (lxw_row_t)row, 0);
}

void book_header(struct book *book, int64_t row)
{
	worksheet_repeat_rows(book->sheet, (lxw_row_t)row, (lxw_row_t)row);
}

void book_one_page(struct book *book)
{
	worksheet_fit_to_pages(book->sheet, 1, 1);
}

void book_filter(struct book *book, int64_t row, int64_t last_row, int last_column)
{
	worksheet_autofilter(book->sheet, (lxw_row_t)row, 0, (lxw_row_t)last_row,
		(lxw_col_t)last_column);
}

#define BAR 0xC3CDE0 /* prints as a grey behind black digits */

void book_bars(struct book *book, int column, int64_t first_row, int64_t last_row)
{
	lxw_conditional_format bars = {.type = LXW_CONDITIONAL_DATA_BAR,
		.min_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
		.max_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
		.max_value = 100,
		.data_bar_2010 = LXW_TRUE,
		.bar_solid = LXW_TRUE,
		.bar_no_border = LXW_TRUE,
		.bar_color = BAR};
	struct cell_at at = {first_row, column, ROLE_BODY};

	outcome(book, at,
		worksheet_conditional_format_range(book->sheet, (lxw_row_t)first_row, (lxw_col_t)column,
			(lxw_row_t)last_row, (lxw_col_t)column, &bars));
}

void book_chart(struct book *book, const struct book_chart *chart)
{
	struct cell_at at = {chart->row, 0, ROLE_BODY};

	outcome(book, at, workbook_chart_add(book->book, book->sheet, current(book)->name, chart));
}

/* The whole ---------------------------------------------------------------------------------- */

static void describe(lxw_workbook *book, const struct book_about *about)
{
	struct str title AUTOSTR = STR_INIT, subject AUTOSTR = STR_INIT;

	cell_text_add(&title, span_of(about->title));
	cell_text_add(&subject, span_of(about->subject));
	lxw_doc_properties properties = {
		.title = (char *)str_text(&title),
		.subject = (char *)str_text(&subject),
		.author = (char *)AUTHOR,
		.company = (char *)AUTHOR,
		.created = (time_t)about->as_of * SECONDS_A_DAY,
	};
	workbook_set_properties(book, &properties);
}

int book_open(struct book **ret, const char *path, const char *temp_dir,
	const struct book_about *about, struct error *err)
{
	lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = (char *)temp_dir};
	lxw_workbook *book = workbook_new_opt(path, &options);

	zip_level_set(COMPRESSION);
	if (!book)
		return error_set(err, EXIT_CANTCREAT, "%s: the workbook cannot be made", path);
	describe(book, about);
	*ret = mem_alloc(sizeof(**ret));
	(*ret)->book = book;
	(*ret)->path = mem_strdup(path);
	return 0;
}

/* libxlsxwriter prints; here the caller gets the error, and prints it once. */
static lxw_error close_quietly(lxw_workbook *book, int *ret_errno)
{
	int saved = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (saved >= 0 && null >= 0)
		dup2(null, STDERR_FILENO);
	errno = 0;
	lxw_error code = workbook_close(book);
	*ret_errno = errno;
	if (saved >= 0 && null >= 0)
		dup2(saved, STDERR_FILENO);
	if (saved >= 0)
		close(saved);
	if (null >= 0)
		close(null);
	return code;
}

int book_close(struct book *book, struct error *err)
{
	int reason;

	if (book->problem.count > 0)
		return error_absorb(err, &book->problem);
	lxw_workbook *whole = book->book;
	book->book = NULL; /* libxlsxwriter frees it, whatever comes of it */
	lxw_error code = close_quietly(whole, &reason);
	if (code != LXW_NO_ERROR)
		return error_set(err, EXIT_IOERR, "%s: cannot be written: %s", book->path,
			reason ? strerror(reason) : lxw_strerror(code));
	return 0;
}

const struct book_expectation *book_expected(const struct book *book)
{
	return &book->expected;
}

void book_release(struct book **book)
{
	struct book *old = *book;

	if (!old)
		return;
	if (old->book)
		lxw_workbook_free(old->book);
	book_expectation_release(&old->expected);
	error_release(&old->problem);
	free(old->path);
	free(old);
	*book = NULL;
}
