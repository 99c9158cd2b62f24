/* Roles say how important a cell is, kinds how its value is written. */
#include "reports/workbook_style.h"

#define INK 0x1F3864   /* titles and headers: prints as black */
#define QUIET 0x595959 /* labels and notes */
#define SHADE 0xE3E9F2 /* headers: prints as a light grey */
#define TOTAL_SHADE 0xF4F6FA
#define RULE 0xD9D9D9  /* between the lines */

static const char *const number_formats[CELL_KINDS] = {
	[CELL_CODE] = "@",
	[CELL_INTEGER] = "#,##0",
	[CELL_ORDINAL] = "0",
	[CELL_DATE] = "yyyy-mm-dd",
	[CELL_SHARE] = "0\\%",
	[CELL_MONEY + 0] = "#,##0",
	[CELL_MONEY + 1] = "#,##0.0",
	[CELL_MONEY + 2] = "#,##0.00",
	[CELL_MONEY + 3] = "#,##0.000",
	[CELL_MONEY + 4] = "#,##0.0000",
};

/* Text keeps a distance from the number to its left. */
static void indent_text(lxw_format *format, int kind)
{
	if (kind == CELL_TEXT || kind == CELL_CODE)
		format_set_indent(format, 1);
	if (kind == CELL_DATE)
		format_set_align(format, LXW_ALIGN_CENTER);
}

static void header_base(lxw_format *format)
{
	format_set_bold(format);
	format_set_font_color(format, INK);
	format_set_bg_color(format, SHADE);
	format_set_bottom(format, LXW_BORDER_THIN);
	format_set_text_wrap(format);
	format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
}

static void header(lxw_format *format, int kind)
{
	header_base(format);
	indent_text(format, kind);
}

static void header_right(lxw_format *format, int kind)
{
	(void)kind;
	header_base(format);
	format_set_align(format, LXW_ALIGN_RIGHT);
}

static void header_filter(lxw_format *format, int kind)
{
	header_right(format, kind);
	format_set_indent(format, 2);
}

static void header_center(lxw_format *format, int kind)
{
	(void)kind;
	header_base(format);
	format_set_align(format, LXW_ALIGN_CENTER);
}

static void total(lxw_format *format, int kind)
{
	indent_text(format, kind);
	format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
	format_set_bold(format);
	format_set_bg_color(format, TOTAL_SHADE);
	format_set_top(format, LXW_BORDER_THIN);
	format_set_bottom(format, LXW_BORDER_THIN);
}

static void title(lxw_format *format, int kind)
{
	(void)kind;
	format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
	format_set_bold(format);
	format_set_font_size(format, 18);
	format_set_font_color(format, INK);
}

static void heading(lxw_format *format, int kind)
{
	(void)kind;
	format_set_bold(format);
	format_set_font_size(format, 12);
	format_set_font_color(format, INK);
}

static void label(lxw_format *format, int kind)
{
	(void)kind;
	format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
	format_set_font_color(format, QUIET);
}

static void fact(lxw_format *format, int kind)
{
	format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
	format_set_align(format, LXW_ALIGN_LEFT);
	if (kind == CELL_TEXT)
		format_set_text_wrap(format);
}

static void note(lxw_format *format, int kind)
{
	(void)kind;
	format_set_font_color(format, QUIET);
	format_set_font_size(format, 10);
}

static void body(lxw_format *format, int kind)
{
	indent_text(format, kind);
	format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
	format_set_bottom(format, LXW_BORDER_THIN);
	format_set_bottom_color(format, RULE);
	if (kind == CELL_TEXT)
		format_set_text_wrap(format);
}

static void (*const dress[ROLE_COUNT])(lxw_format *, int kind) = {
	[ROLE_BODY] = body,
	[ROLE_HEADER] = header,
	[ROLE_HEADER_RIGHT] = header_right,
	[ROLE_HEADER_FILTER] = header_filter,
	[ROLE_HEADER_CENTER] = header_center,
	[ROLE_TOTAL] = total,
	[ROLE_TITLE] = title,
	[ROLE_HEADING] = heading,
	[ROLE_LABEL] = label,
	[ROLE_FACT] = fact,
	[ROLE_NOTE] = note,
};

lxw_format *book_style(struct book_styles *styles, lxw_workbook *book,
	enum cell_role role, int kind)
{
	lxw_format **slot = &styles->formats[role][kind];

	if (*slot)
		return *slot;
	*slot = workbook_add_format(book);
	if (!*slot)
		return NULL;
	dress[role](*slot, kind);
	if (number_formats[kind])
		format_set_num_format(*slot, number_formats[kind]);
	return *slot;
}
