/*
 * Rows of feeds, from bytes to checked values, in any dialect: the same however the file is cut;
 * every text of a row that is taken is UTF-8 without NUL, within its length, and one of its words;
 * what is required is there; and ASCII is the same in every encoding, and read or refused as the
 * schema says, cell by cell.
 *
 * Input: feed, encoding, delimiter, number style, date format, extra columns, constants, split (2
 * bytes); then the text of the file.
 */
#include "tests/fuzz/fuzz.h"

#include <inttypes.h>

#include "pipeline/base/mem.h"
#include "stages/extract/record.h"

static const char delimiters[] = ",;\t|";
static const char *const date_formats[] = {"%Y-%m-%d", "%d.%m.%Y", "%m/%d/%y"};
static const struct number_style styles[] = {
	{.decimal = '.', .negative = NEGATIVE_LEADING},
	{.decimal = ',', .thousands = ".", .negative = NEGATIVE_TRAILING},
	{.decimal = '.', .thousands = ",", .negative = NEGATIVE_PARENTHESES},
	{.decimal = ',', .thousands = "\xC2\xA0", .negative = NEGATIVE_LEADING},
};

static const struct feed_schema *schema_of(enum feed_id feed)
{
	static struct feed_schema schemas[FEED_COUNT];
	struct error err CLEANUP(error_release) = ERROR_INIT;

	if (!schemas[feed].fields)
		MUST(feed_schema_load(&schemas[feed], feed, &err) == 0, "%s", error_text(&err));
	return &schemas[feed];
}

struct file {
	struct span text;
	struct dialect dialect;
	struct str expected; /* the rows of the whole text */
};

static void show_value(const struct feed_field *field, const void *row, struct str *out)
{
	const void *at = (const char *)row + field->at;

	if (field->type == COLUMN_TEXT)
		str_add_span(out, *(const struct span *)at);
	else if (field->type == COLUMN_INT)
		str_addf(out, "%" PRIi64, *(const int64_t *)at);
	else if (field->type == COLUMN_DATE)
		str_addf(out, "%d", *(const date_t *)at);
	else
		str_addf(out, "%" PRIi64, ((const struct money *)at)->e4);
	str_add(out, "|");
}

static void show(const struct feed_schema *schema, const struct csvin_record *from,
	const struct record *record, struct str *out)
{
	str_addf(out, "%" PRIi64 ": %s %s <", from->line, reject_names[record->reject],
		record->column ? record->column : "");
	str_add_span(out, record->value);
	str_addf(out, "> %" PRIi64 " %d %" PRIi64 "|", record->ordinal, record->ordinal_needed,
		record->amount.e4);
	for (int i = 0; i < schema->field_count; i++)
		show_value(&schema->fields[i], &record->row, out);
	str_add(out, "\n");
}

static bool is_one_of(struct span text, const struct feed_field *field)
{
	for (size_t i = 0; i < field->word_count; i++)
		if (span_is(text, field->words[i]))
			return true;
	return field->word_count == 0;
}

static void check_text(const struct feed_field *field, struct span text)
{
	MUST(!field->required || text.len > 0, "%s is required", field->name);
	if (text.len == 0) {
		MUST(!text.at, "a blank %s is no value", field->name);
		return;
	}
	MUST(span_is_utf8(text) && !memchr(text.at, '\0', text.len), "%s is UTF-8", field->name);
	MUST(field->max_length == 0 || text.len <= field->max_length, "%s has its length", field->name);
	MUST(is_one_of(text, field), "%s is one of its words", field->name);
	MUST(span_trim(text).len == text.len, "%s has no blanks around it", field->name);
}

static void check_row(const struct feed_schema *schema, const void *row)
{
	for (int i = 0; i < schema->field_count; i++) {
		const struct feed_field *field = &schema->fields[i];
		const void *at = (const char *)row + field->at;
		if (field->type == COLUMN_TEXT)
			check_text(field, *(const struct span *)at);
		else if (field->type == COLUMN_INT)
			MUST(!field->required || *(const int64_t *)at != INT_NONE, "%s", field->name);
		else if (field->type == COLUMN_DATE)
			MUST(!field->required || *(const date_t *)at != DATE_NONE, "%s", field->name);
		else
			MUST(!field->required || !money_is_none(*(const struct money *)at), "%s", field->name);
	}
}

/* The verdict on one cell, and what is then at the value's place. */
static enum reject read_cell(const struct dialect *dialect, const struct feed_field *field,
	struct span cell, void *value)
{
	const struct number_style *numbers = &dialect->conf->numbers;
	enum number_result result = NUMBER_OK;

	if (cell.len == 0)
		return field->required ? REJECT_CONSTRAINT : REJECT_NONE;
	if (field->type == COLUMN_DATE)
		return date_parse(cell, dialect->conf->date_format, value) ? REJECT_NONE : REJECT_TYPE;
	if (field->type == COLUMN_INT)
		result = number_integer(cell, numbers, value);
	else if (field->type == COLUMN_MONEY)
		result = number_money(cell, numbers, value);
	else if ((field->max_length && cell.len > field->max_length) || !is_one_of(cell, field))
		return REJECT_CONSTRAINT;
	return result == NUMBER_OK ? REJECT_NONE
		: result == NUMBER_NOT ? REJECT_TYPE
							   : REJECT_CONSTRAINT;
}

/* The first fault, from left to right. A record of another length is told by that alone. */
static enum reject read_plainly(const struct dialect *dialect,
	const struct dialect_columns *columns, const struct csvin_record *from)
{
	if (from->fault != CSVIN_GOOD)
		return REJECT_ROW;
	if (from->count != columns->count)
		return from->count < columns->count ? REJECT_MISSING_CELL : REJECT_EXTRA_CELL;
	for (int i = 0; i < from->count; i++) {
		int64_t value;
		int field = columns->fields[i];
		enum reject reject = field < 0 ? REJECT_NONE
			: read_cell(dialect, &dialect->schema->fields[field], from->cells[i], &value);
		if (reject != REJECT_NONE)
			return reject;
	}
	return REJECT_NONE;
}

/* A text as it is delivered. Other types are blank where the cell is. */
static void check_cell(const struct feed_field *field, struct span cell, const void *row)
{
	const void *at = (const char *)row + field->at;

	if (field->type == COLUMN_TEXT)
		MUST(span_equal(*(const struct span *)at, cell), "%s is as it is delivered", field->name);
	else if (field->type == COLUMN_DATE)
		MUST((*(const date_t *)at == DATE_NONE) == (cell.len == 0), "%s", field->name);
}

static bool net_amount_is_blank(const struct file *file, const struct dialect_columns *columns,
	const struct csvin_record *from)
{
	int field = feed_field_find(file->dialect.schema, span_of("net_amount"));

	return columns->columns[field] < 0 || from->cells[columns->columns[field]].len == 0;
}

/* Where its net amount is computed. Nobody counts lines here: a blank number stays blank. */
static void check_invoice(const struct record *record, bool computed)
{
	const struct invoice_row *row = &record->row.invoice;
	struct money product = MONEY_ZERO;

	MUST(!money_is_none(row->net_amount) && row->net_amount.e4 == record->amount.e4, "an amount");
	MUST(record->ordinal_needed == (row->line_number == INT_NONE), "a line needs its number");
	bool fits = money_is_none(row->unit_price) ||
		money_times(row->unit_price, row->quantity, &product);
	MUST(!computed || (fits && product.e4 == row->net_amount.e4), "a product");
}

static void check_ascii(const struct file *file, const struct dialect_columns *columns,
	const struct csvin_record *from, const struct record *record)
{
	const struct feed_schema *schema = file->dialect.schema;
	enum reject expected = read_plainly(&file->dialect, columns, from);
	bool overflow = expected == REJECT_NONE && record->reject == REJECT_CONSTRAINT &&
		record->column && strcmp(record->column, "net_amount") == 0;

	MUST(record->reject == expected || overflow, "line %" PRIi64 ": %s, and not %s", from->line,
		reject_names[record->reject], reject_names[expected]);
	if (record->reject != REJECT_NONE)
		return;
	for (int i = 0; i < from->count; i++)
		if (columns->fields[i] >= 0)
			check_cell(&schema->fields[columns->fields[i]], from->cells[i], &record->row);
	if (schema->feed == FEED_INVOICES)
		check_invoice(record, net_amount_is_blank(file, columns, from));
}

static void check_record(const struct file *file, const struct dialect_columns *columns,
	const struct csvin_record *from, const struct record *record)
{
	if (record->reject == REJECT_NONE)
		check_row(file->dialect.schema, &record->row);
	if (text_is_ascii(from->raw))
		check_ascii(file, columns, from, record);
}

static void read_rows(const struct file *file, struct csvin *in, struct dialect_columns *columns,
	struct str *out)
{
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct csvin_record from;
	struct record_reader reader;
	struct record record;

	in->columns = columns->count;
	record_reader_init(&reader, &file->dialect, columns);
	while (csvin_next(in, &from, &err) > 0) {
		record_read(&reader, &from, &record);
		show(file->dialect.schema, &from, &record, out);
		check_record(file, &reader.columns, &from, &record);
	}
	record_reader_release(&reader);
}

static void read_in_pieces(const struct file *file, struct fuzz_cut cut, struct str *out)
{
	struct fuzz_pieces pieces = {.text = file->text, .cut = cut};
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct dialect_columns columns;
	struct csvin_record header;
	struct csvin in;

	csvin_open(&in, (struct csvin_source){fuzz_pieces_read, &pieces},
		file->dialect.conf->delimiter);
	bool begins = csvin_next(&in, &header, &err) > 0 && header.fault == CSVIN_GOOD &&
		header.count <= CSVIN_CELLS_MAX;
	if (begins && dialect_bind(&file->dialect, header.cells, header.count, &columns, &err) == 0)
		read_rows(file, &in, &columns, out);
	for (size_t i = 0; i < err.count; i++)
		MUST(span_is_utf8(span_of(err.items[i].message)), "a message is UTF-8: %s",
			err.items[i].message);
	str_add(out, error_text(&err));
	csvin_close(&in);
}

static void compare(const struct file *file, const struct str *got, const char *what)
{
	bool same = got->len == file->expected.len &&
		memcmp(str_text(got), str_text(&file->expected), got->len) == 0;

	MUST(same, "%s, the rows are the same\ngot:\n%s\nnot:\n%s", what, str_text(got),
		str_text(&file->expected));
}

static void look(void *context, struct fuzz_cut cut)
{
	struct file *file = context;
	struct str got AUTOSTR = STR_INIT;

	read_in_pieces(file, cut, &got);
	compare(file, &got, "in pieces");
}

/* The same file, said to be in another encoding. */
static void read_as(struct file *file, struct feed_conf conf, int encoding, struct str *out)
{
	struct file other = {.text = file->text};
	struct error err CLEANUP(error_release) = ERROR_INIT;

	conf.encoding = encoding;
	MUST(dialect_open(&other.dialect, file->dialect.schema, &conf, "conf", &err) == 0, "%s",
		error_text(&err));
	read_in_pieces(&other, FUZZ_WHOLE, out);
	dialect_release(&other.dialect);
}

static void look_at_file(struct file *file, const struct feed_conf *conf, size_t split)
{
	struct str other AUTOSTR = STR_INIT;

	read_in_pieces(file, FUZZ_WHOLE, &file->expected);
	fuzz_cuts(file->text.len, split % (file->text.len + 1), look, file);
	if (text_is_ascii(file->text)) {
		read_as(file, *conf, (conf->encoding + 1) % 3, &other);
		compare(file, &other, "in another encoding");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct column_setting mapped = {(char *)"sku", (char *)"Artikel", 1};
	struct column_setting given = {(char *)"reseller_id", (char *)"EMEA", 2};
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct fuzz_input input = {data, size};
	struct file file = {0};
	struct feed_conf conf = {.given = true};

	enum feed_id feed = fuzz_byte(&input) % FEED_COUNT;
	conf.encoding = fuzz_byte(&input) % 3;
	conf.delimiter = delimiters[fuzz_byte(&input) % 4];
	conf.numbers = styles[fuzz_byte(&input) % ARRAY_LEN(styles)];
	conf.date_format = (char *)date_formats[fuzz_byte(&input) % ARRAY_LEN(date_formats)];
	conf.extra_columns_error = fuzz_byte(&input) & 1;
	uint8_t settings = fuzz_byte(&input);
	if (feed == FEED_INVOICES) {
		conf.columns = (struct column_settings){&mapped, settings & 1};
		conf.values = (struct column_settings){&given, settings >> 1 & 1};
	}
	size_t split = (size_t)fuzz_byte(&input) << 8;
	split |= fuzz_byte(&input);
	file.text = fuzz_rest(&input);
	MUST(dialect_open(&file.dialect, schema_of(feed), &conf, "conf", &err) == 0, "%s",
		error_text(&err));
	look_at_file(&file, &conf, split);
	dialect_release(&file.dialect);
	str_release(&file.expected);
	return 0;
}
