/* From cells to a row. */
#include "stages/extract/record.h"

#include <string.h>

void record_reader_init(struct record_reader *reader, const struct dialect *dialect,
	const struct dialect_columns *columns)
{
	*reader = (struct record_reader){.dialect = dialect, .columns = *columns, .line_field = -1};
	if (dialect->schema->feed == FEED_INVOICES)
		reader->line_field = feed_field_find(dialect->schema, span_of("line_number"));
}

void record_reader_release(struct record_reader *reader)
{
	dialect_columns_release(&reader->columns);
	dialect_memory_release(&reader->memory);
}

/* The first fault stays. */
static void fault(struct record *record, enum reject reject, const char *column, struct span value)
{
	if (record->reject != REJECT_NONE)
		return;
	record->reject = reject;
	record->column = column;
	record->value = value;
}

static const char *column_name(const struct record_reader *reader, int column)
{
	int field = reader->columns.fields[column];

	return field >= 0 ? reader->dialect->schema->fields[field].name
					  : reader->columns.headers[column];
}

/* A record that is not as long as the header: where its cells stand is doubtful, so that this is
 * its fault whatever else is wrong. */
static void check_length(const struct record_reader *reader, const struct csvin_record *from,
	struct record *record)
{
	int columns = reader->columns.count;

	if (from->count < columns)
		fault(record, REJECT_MISSING_CELL, column_name(reader, from->count), SPAN_NONE);
	else if (from->count > columns)
		fault(record, REJECT_EXTRA_CELL, NULL,
			columns < CSVIN_CELLS_MAX ? from->cells[columns] : SPAN_NONE);
}

static void read_cells(struct record_reader *reader, const struct csvin_record *from,
	struct record *record)
{
	enum reject reject = REJECT_NONE;
	int column = dialect_cells(reader->dialect, &reader->columns, from, &reader->memory,
		&record->row, &reject);

	if (column >= 0)
		fault(record, reject, column_name(reader, column), from->cells[column]);
}

static bool cell_is_blank(const struct record_reader *reader, const struct csvin_record *from,
	int field)
{
	int column = reader->columns.columns[field];

	if (column < 0)
		return !reader->dialect->constant[field];
	return column < from->count && span_blank(from->cells[column]);
}

static void fill_in_amount(struct record *record)
{
	struct invoice_row *row = &record->row.invoice;

	if (!money_is_none(row->net_amount) || row->quantity == INT_NONE)
		return;
	if (money_is_none(row->unit_price))
		row->net_amount = MONEY_ZERO;
	else if (!money_times(row->unit_price, row->quantity, &row->net_amount))
		fault(record, REJECT_CONSTRAINT, "net_amount", SPAN_NONE);
}

static void finish_invoice(struct record_reader *reader, const struct csvin_record *from,
	struct record *record)
{
	struct invoice_row *row = &record->row.invoice;

	record->ordinal_needed = cell_is_blank(reader, from, reader->line_field);
	if (reader->ordinals && row->invoice_number.at)
		record->ordinal =
			ordinals_next(reader->ordinals, row->invoice_number, record->ordinal_needed);
	if (record->ordinal_needed && record->ordinal > 0)
		row->line_number = record->ordinal;
	fill_in_amount(record);
	record->amount = row->net_amount;
}

/* All but the row, which is copied whole. */
static void begin_record(struct record *record)
{
	record->reject = REJECT_NONE;
	record->column = NULL;
	record->value = SPAN_NONE;
	record->ordinal = 0;
	record->ordinal_needed = false;
	record->amount = MONEY_NONE;
}

void record_read(struct record_reader *reader, const struct csvin_record *from,
	struct record *ret_record)
{
	const struct feed_schema *schema = reader->dialect->schema;

	begin_record(ret_record);
	memcpy(&ret_record->row, reader->dialect->blank_row, schema->table->row_size);
	if (from->fault != CSVIN_GOOD) {
		fault(ret_record, REJECT_ROW, NULL, SPAN_NONE);
		ret_record->ordinal_needed = reader->line_field >= 0;
		return;
	}
	check_length(reader, from, ret_record);
	read_cells(reader, from, ret_record);
	if (reader->line_field >= 0)
		finish_invoice(reader, from, ret_record);
}

struct span record_key(const struct record_reader *reader, const struct record *record)
{
	const struct feed_schema *schema = reader->dialect->schema;
	const struct feed_field *key = &schema->fields[schema->keys[0]];

	return *(const struct span *)((const char *)&record->row + key->at);
}
