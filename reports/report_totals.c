/* Sums in integers, and the formulas that a spreadsheet computes the same sums with. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"
#include "reports/cell_text.h"
#include "reports/report_writer.h"

int report_parse_money(const char *text, struct money *ret_value, struct error *err)
{
	*ret_value = MONEY_NONE;
	if (!text || number_money(span_of(text), &number_plain, ret_value) == NUMBER_OK)
		return 0;
	return error_set(err, EXIT_DATA, "'%s' is not an amount that fits", text);
}

int report_parse_integer(const char *text, int64_t *ret_value, struct error *err)
{
	*ret_value = 0;
	if (!text || number_integer(span_of(text), &number_plain, ret_value) == NUMBER_OK)
		return 0;
	return error_set(err, EXIT_DATA, "'%s' is not a whole number that fits", text);
}

static struct report_sums *insert(struct report_totals *totals, size_t at, const char *currency)
{
	int places = currency[0] ? currency_places(span_of(currency)) : 0;

	MEM_GROW(totals->items, totals->count, totals->cap);
	memmove(totals->items + at + 1, totals->items + at,
		(totals->count - at) * sizeof(*totals->items));
	totals->count++;
	totals->items[at] =
		(struct report_sums){.currency = mem_strdup(currency), .places = places};
	return &totals->items[at];
}

static struct report_sums *sums_of(struct report_totals *totals, const char *currency)
{
	size_t at = 0;

	while (at < totals->count && strcmp(totals->items[at].currency, currency) < 0)
		at++;
	if (at < totals->count && strcmp(totals->items[at].currency, currency) == 0)
		return &totals->items[at];
	return insert(totals, at, currency);
}

static int add_cell(int64_t *sum, enum report_type type, const char *text, struct error *err)
{
	struct money amount;
	int64_t value;

	if (type == REPORT_MONEY) {
		if (report_parse_money(text, &amount, err) < 0)
			return -1;
		value = money_is_none(amount) ? 0 : amount.e4;
	} else if (report_parse_integer(text, &value, err) < 0) {
		return -1;
	}
	if (__builtin_add_overflow(*sum, value, sum))
		return error_set(err, EXIT_DATA, "the total does not fit");
	return 0;
}

int report_totals_add(struct report_totals *totals, const struct lines *lines, struct error *err)
{
	const struct report_table *table = totals->table;
	const char *currency = "";

	if (totals->currency_column >= 0)
		currency = lines_cell(lines, totals->currency_column);
	if (!currency || (currency[0] && currency_places(span_of(currency)) < 0))
		return error_set(err, EXIT_DATA, "'%s' is not a currency code", currency ? currency : "");
	struct report_sums *sums = sums_of(totals, currency);
	totals->lines++;
	for (int i = 0; i < table->column_count; i++) {
		const struct report_column *column = &table->columns[i];
		if (column->total && add_cell(&sums->sums[i], column->type, lines_cell(lines, i), err) < 0)
			return error_wrap(err, "column %s", column->name);
	}
	return 0;
}

void report_totals_release(struct report_totals *totals)
{
	for (size_t i = 0; i < totals->count; i++)
		free(totals->items[i].currency);
	free(totals->items);
	*totals = (struct report_totals){0};
}

/* Writing ------------------------------------------------------------------------------------ */

static void add_range(struct str *out, const struct report_range *range, int column)
{
	char name[BOOK_COLUMN_NAME];

	book_column_name(column, name);
	if (range->sheet)
		str_addf(out, "'%s'!", range->sheet);
	str_addf(out, "%s%" PRId64 ":%s%" PRId64, name, range->first + 1, name, range->last + 1);
}

static void add_sum(struct str *out, const struct report_range *ranges, int count, int column,
	bool follow_filter)
{
	str_add(out, follow_filter ? "SUBTOTAL(109" : "SUM(");
	for (int i = 0; i < count; i++) {
		if (follow_filter || i > 0)
			str_add(out, ",");
		add_range(out, &ranges[i], column);
	}
	str_add(out, ")");
}

/* Several currencies in one column: each total takes its own lines. */
static void add_sum_if(struct str *out, const struct report_range *ranges, int count, int column,
	const struct report_totals *totals, const char *currency)
{
	for (int i = 0; i < count; i++) {
		str_add(out, i > 0 ? "+SUMIF(" : "SUMIF(");
		add_range(out, &ranges[i], totals->currency_column);
		str_addf(out, ",\"%s\",", currency);
		add_range(out, &ranges[i], column);
		str_add(out, ")");
	}
}

static void write_sum(struct report_writer *w, struct cell_at at, const struct report_sums *sums,
	enum report_type type, const char *formula)
{
	char text[MONEY_TEXT];
	struct money amount = {sums->sums[at.column]};

	if (type == REPORT_MONEY) {
		money_format(amount, sums->places, text);
		report_widen(w, at.column, (int)strlen(text) * 4 / 3 + 2);
		book_sum(w->book, at, sums->places, formula, amount);
	} else {
		book_count(w->book, at, formula, sums->sums[at.column]);
	}
}

static void write_label(struct report_writer *w, const char *currency, bool shown)
{
	char *label AUTOFREE = mem_printf("Total%s%s%s", currency[0] ? " " : "", currency,
		shown ? " (lines shown)" : "");

	book_text(w->book, (struct cell_at){w->row, 0, ROLE_TOTAL}, CELL_TEXT, span_of(label));
}

static void write_row(struct report_writer *w, const struct report_totals *totals,
	const struct report_sums *sums, const struct report_range *ranges, int range_count,
	bool follow_filter)
{
	write_label(w, sums->currency, follow_filter);
	for (int i = 1; i < totals->table->column_count; i++) {
		const struct report_column *column = &totals->table->columns[i];
		struct cell_at at = {w->row, i, ROLE_TOTAL};
		struct str formula AUTOSTR = STR_INIT;
		if (!column->total) {
			book_blank(w->book, at);
			continue;
		}
		if (totals->count > 1)
			add_sum_if(&formula, ranges, range_count, i, totals, sums->currency);
		else
			add_sum(&formula, ranges, range_count, i, follow_filter);
		write_sum(w, at, sums, column->type, str_text(&formula));
	}
}

static bool has_totals(const struct report_table *table)
{
	for (int i = 0; i < table->column_count; i++)
		if (table->columns[i].total)
			return true;
	return false;
}

void report_totals_write(struct report_writer *w, const struct report_totals *totals,
	const struct report_range *ranges, int range_count, bool follow_filter)
{
	if (!has_totals(totals->table))
		return;
	for (size_t i = 0; i < totals->count; i++) {
		write_row(w, totals, &totals->items[i], ranges, range_count,
			follow_filter && totals->count == 1);
		w->row++;
	}
}
