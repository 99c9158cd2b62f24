/* Stacked columns over the cells of the sheet that they stand on. */
#include "reports/workbook_chart.h"

#include <inttypes.h>

#include "pipeline/base/mem.h"

#define INK 0x1F3864
#define PALE 0xB8C4DA
#define GREY 0x7F7F7F
#define RULE 0xD9D9D9
#define WHITE 0xFFFFFF
#define CHART_WIDTH 900.0   /* pixels */
#define DEFAULT_WIDTH 480.0 /* of libxlsxwriter's charts */
#define DEFAULT_HEIGHT 288.0
#define ROW_PIXELS 24.0

/* pattern 0: solid. */
static const struct {
	uint8_t pattern;
	lxw_color_t color;
} looks[] = {
	{0, INK},
	{0, PALE},
	{LXW_CHART_PATTERN_WIDE_UPWARD_DIAGONAL, INK},
	{0, GREY},
	{LXW_CHART_PATTERN_DARK_HORIZONTAL, GREY},
	{LXW_CHART_PATTERN_SMALL_CHECK, INK},
	{LXW_CHART_PATTERN_WIDE_DOWNWARD_DIAGONAL, GREY},
	{LXW_CHART_PATTERN_PERCENT_25, INK},
	{LXW_CHART_PATTERN_DARK_VERTICAL, INK},
	{LXW_CHART_PATTERN_LARGE_GRID, GREY},
	{0, RULE},
};

/* The range of one row, of a column to another one. */
static char *range_of(const char *sheet_name, int64_t row, int first, int last)
{
	char from[BOOK_COLUMN_NAME], to[BOOK_COLUMN_NAME];

	return mem_printf("='%s'!$%s$%" PRId64 ":$%s$%" PRId64, sheet_name,
		book_column_name(first, from), row + 1, book_column_name(last, to), row + 1);
}

static void dress(lxw_chart_series *series, int index)
{
	size_t look = (size_t)index % ARRAY_LEN(looks);
	lxw_chart_fill fill = {.color = looks[look].color};
	lxw_chart_pattern pattern = {
		.type = looks[look].pattern, .fg_color = looks[look].color, .bg_color = WHITE};
	lxw_chart_line line = {.color = INK, .width = 0.5};

	if (looks[look].pattern)
		chart_series_set_pattern(series, &pattern);
	else
		chart_series_set_fill(series, &fill);
	chart_series_set_line(series, &line);
}

static bool add_series(lxw_chart *drawn, const char *sheet_name, const struct book_chart *chart,
	int index)
{
	int64_t row = chart->header + 1 + index;
	char *categories AUTOFREE =
		range_of(sheet_name, chart->header, chart->first_column, chart->last_column);
	char *values AUTOFREE = range_of(sheet_name, row, chart->first_column, chart->last_column);
	char *name AUTOFREE = mem_printf("='%s'!$A$%" PRId64, sheet_name, row + 1);
	lxw_chart_series *series = chart_add_series(drawn, categories, values);

	if (!series)
		return false;
	chart_series_set_name(series, name);
	dress(series, index);
	return true;
}

static void set_axes(lxw_chart *drawn, int places)
{
	lxw_chart_line grid = {.color = RULE, .width = 0.75};
	lxw_chart_line none = {.none = LXW_TRUE};

	(void)places;
	chart_axis_set_num_format(drawn->y_axis, "#,##0");
	chart_axis_major_gridlines_set_line(drawn->y_axis, &grid);
	chart_axis_set_line(drawn->y_axis, &none);
	chart_axis_set_label_position(drawn->x_axis, LXW_CHART_AXIS_LABEL_POSITION_LOW);
	chart_legend_set_position(drawn, LXW_CHART_LEGEND_RIGHT);
	chart_chartarea_set_line(drawn, &none);
}

lxw_error workbook_chart_add(lxw_workbook *book, lxw_worksheet *sheet, const char *sheet_name,
	const struct book_chart *chart)
{
	lxw_chart *drawn = workbook_add_chart(book, LXW_CHART_COLUMN_STACKED);
	lxw_chart_options options = {.object_position = LXW_OBJECT_MOVE_DONT_SIZE,
		.x_scale = CHART_WIDTH / DEFAULT_WIDTH,
		.y_scale = chart->rows * ROW_PIXELS / DEFAULT_HEIGHT};

	if (!drawn)
		return LXW_ERROR_MEMORY_MALLOC_FAILED;
	for (int i = 0; i < chart->series; i++)
		if (!add_series(drawn, sheet_name, chart, i))
			return LXW_ERROR_MEMORY_MALLOC_FAILED;
	set_axes(drawn, chart->places);
	return worksheet_insert_chart_opt(sheet, (lxw_row_t)chart->row, 0, drawn, &options);
}
