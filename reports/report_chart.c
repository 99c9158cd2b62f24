/*
 * A chart of stacked columns with the small table that it is drawn from below it, for each currency.
 * The query gives the cells of the table row by row: series, column, currency, amount; every series
 * of a currency has the same columns.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "reports/cell_text.h"
#include "reports/report_writer.h"

#define CHART_ROWS 12
#define FIRST_COLUMN 2 /* of the amounts: beside a name and what stands in the second column */

struct chart_cell {
	char *series, *column, *currency;
	struct money amount;
};

struct chart_cells {
	struct chart_cell *items;
	size_t count, cap;
};

/* The cells of one currency. */
struct grid {
	const struct chart_cell *cells;
	int series, columns, places;
	int64_t header; /* the row */
};

static void cells_release(struct chart_cells *cells)
{
	for (size_t i = 0; i < cells->count; i++) {
		free(cells->items[i].series);
		free(cells->items[i].column);
		free(cells->items[i].currency);
	}
	free(cells->items);
}

static int add_cell(struct chart_cells *cells, const struct lines *lines, struct error *err)
{
	struct money amount;

	if (report_parse_money(lines_cell(lines, 3), &amount, err) < 0)
		return -1;
	MEM_GROW(cells->items, cells->count, cells->cap);
	cells->items[cells->count++] = (struct chart_cell){mem_strdup(lines_cell(lines, 0)),
		mem_strdup(lines_cell(lines, 1)), mem_strdup(lines_cell(lines, 2)), amount};
	return 0;
}

static int read_cells(struct report_writer *w, const char *query, struct chart_cells *cells,
	struct error *err)
{
	struct lines lines;
	const char *params[REPORT_PARAMS];
	int param_count = report_params(w->job, params), more;

	if (lines_open(&lines, w->job->db, query, params, param_count, err) < 0) {
		lines_close(&lines);
		return -1;
	}
	while ((more = lines_next(&lines, err)) > 0)
		if (add_cell(cells, &lines, err) < 0) {
			more = -1;
			break;
		}
	lines_close(&lines);
	return more;
}

static bool same_currency(const struct chart_cell *a, const struct chart_cell *b)
{
	return strcmp(a->currency, b->currency) == 0;
}

/* The grid that begins here. */
static struct grid grid_at(const struct chart_cells *cells, size_t at)
{
	const struct chart_cell *first = &cells->items[at];
	struct grid grid = {.cells = first, .places = currency_places(span_of(first->currency))};
	size_t count = 0;

	while (at + count < cells->count && same_currency(first, first + count)) {
		if (strcmp(first[count].series, first->series) == 0)
			grid.columns++;
		count++;
	}
	grid.series = (int)count / grid.columns;
	return grid;
}

static void write_sum(struct report_writer *w, const struct grid *grid, struct cell_at at,
	const struct cell_at *first, struct money sum)
{
	char from[BOOK_COLUMN_NAME], to[BOOK_COLUMN_NAME], text[MONEY_TEXT];
	bool across = first->row == at.row;
	struct str formula AUTOSTR = STR_INIT;

	str_addf(&formula, "SUM(%s%" PRId64 ":%s%" PRId64 ")", book_column_name(first->column, from),
		first->row + 1, book_column_name(at.column - across, to), at.row + across);
	report_widen(w, at.column, (int)strlen(money_format(sum, grid->places, text)) * 4 / 3 + 2);
	book_sum(w->book, at, grid->places, str_text(&formula), sum);
}

static void write_header(struct report_writer *w, const struct grid *grid)
{
	book_text(w->book, (struct cell_at){w->row, 0, ROLE_HEADER}, CELL_TEXT, span_of("Campaign"));
	book_blank(w->book, (struct cell_at){w->row, 1, ROLE_HEADER});
	for (int i = 0; i <= grid->columns; i++)
		book_text(w->book, (struct cell_at){w->row, FIRST_COLUMN + i, ROLE_HEADER_RIGHT}, CELL_TEXT,
			span_of(i < grid->columns ? grid->cells[i].column : "Total"));
	w->row++;
}

/* False: a sum does not fit. */
static bool write_series(struct report_writer *w, const struct grid *grid, int series)
{
	const struct chart_cell *cells = grid->cells + (ptrdiff_t)series * grid->columns;
	struct cell_at first = {w->row, FIRST_COLUMN, ROLE_BODY};
	struct money sum = MONEY_ZERO;

	book_text(w->book, (struct cell_at){w->row, 0, ROLE_BODY}, CELL_CODE,
		span_of(cells->series));
	report_widen(w, 0, cell_text_width(cells->series));
	book_blank(w->book, (struct cell_at){w->row, 1, ROLE_BODY});
	for (int i = 0; i < grid->columns; i++) {
		book_money(w->book, (struct cell_at){w->row, FIRST_COLUMN + i, ROLE_BODY}, grid->places,
			cells[i].amount);
		if (!money_add(sum, cells[i].amount, &sum))
			return false;
	}
	write_sum(w, grid, (struct cell_at){w->row, FIRST_COLUMN + grid->columns, ROLE_BODY}, &first,
		sum);
	w->row++;
	return true;
}

/* Column grid->columns is that of the totals. */
static bool sum_column(const struct grid *grid, int column, struct money *ret_sum)
{
	*ret_sum = MONEY_ZERO;
	for (int i = 0; i < grid->series * grid->columns; i++)
		if ((column == grid->columns || i % grid->columns == column) &&
			!money_add(*ret_sum, grid->cells[i].amount, ret_sum))
			return false;
	return true;
}

static bool write_totals(struct report_writer *w, const struct grid *grid)
{
	char *label AUTOFREE = mem_printf("Total %s", grid->cells->currency);
	struct money sum;

	book_text(w->book, (struct cell_at){w->row, 0, ROLE_TOTAL}, CELL_TEXT, span_of(label));
	book_blank(w->book, (struct cell_at){w->row, 1, ROLE_TOTAL});
	for (int i = 0; i <= grid->columns; i++) {
		struct cell_at first = {grid->header + 1, FIRST_COLUMN + i, ROLE_BODY};
		if (!sum_column(grid, i, &sum))
			return false;
		write_sum(w, grid, (struct cell_at){w->row, FIRST_COLUMN + i, ROLE_TOTAL}, &first, sum);
	}
	w->row++;
	return true;
}

static int write_grid(struct report_writer *w, const struct report_chart *chart, struct grid *grid,
	struct error *err)
{
	char *heading AUTOFREE = mem_printf("%s, %s", chart->heading, grid->cells->currency);
	struct book_chart drawn = {.row = w->row + 1, .places = grid->places};
	bool fits = true;

	book_text(w->book, (struct cell_at){w->row, 0, ROLE_HEADING}, CELL_CODE, span_of(heading));
	w->row += CHART_ROWS + 2;
	grid->header = w->row;
	write_header(w, grid);
	for (int i = 0; i < grid->series && fits; i++)
		fits = write_series(w, grid, i);
	if (!fits || !write_totals(w, grid))
		return error_set(err, EXIT_DATA, "schemas/queries/%s.sql: a total does not fit",
			chart->query);
	drawn.header = grid->header;
	drawn.series = grid->series;
	drawn.first_column = FIRST_COLUMN;
	drawn.last_column = FIRST_COLUMN + grid->columns - 1;
	drawn.rows = CHART_ROWS;
	book_chart(w->book, &drawn);
	w->row++;
	return 0;
}

int report_chart_write(struct report_writer *w, const struct report_chart *chart,
	struct error *err)
{
	struct chart_cells cells = {0};
	int result = read_cells(w, chart->query, &cells, err);

	for (size_t at = 0; result == 0 && at < cells.count;) {
		struct grid grid = grid_at(&cells, at);
		result = write_grid(w, chart, &grid, err);
		at += (size_t)grid.series * (size_t)grid.columns;
	}
	cells_release(&cells);
	return result;
}
