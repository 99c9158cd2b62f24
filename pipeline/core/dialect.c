/* A feed's dialect: settings, headers and cells. */
#include "pipeline/core/dialect.h"

#include <string.h>
#include <strings.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/ini.h"

const char *const reject_names[REJECT_COUNT] = {
	[REJECT_NONE] = "",
	[REJECT_TYPE] = "type-error",
	[REJECT_CONSTRAINT] = "constraint-error",
	[REJECT_MISSING_CELL] = "missing-cell",
	[REJECT_EXTRA_CELL] = "extra-cell",
	[REJECT_ENCODING] = "encoding-error",
	[REJECT_ROW] = "row-error",
	[REJECT_KEY_CONFLICT] = "key-conflict",
};

#define UTF8_MAX 4 /* bytes that one byte of another encoding can become */

static const char *const encoding_names[] = {"utf-8", "windows-1252", "iso-8859-1"};

static void put_blank(const struct feed_field *field, void *row)
{
	void *at = (char *)row + field->at;

	switch (field->type) {
	case COLUMN_TEXT:
		*(struct span *)at = SPAN_NONE;
		break;
	case COLUMN_INT:
		*(int64_t *)at = INT_NONE;
		break;
	case COLUMN_DATE:
		*(date_t *)at = DATE_NONE;
		break;
	default:
		*(struct money *)at = MONEY_NONE;
	}
}

static bool is_word(const struct feed_field *field, struct span cell)
{
	for (size_t i = 0; i < field->word_count; i++)
		if (span_is(cell, field->words[i]))
			return true;
	return false;
}

/* Of a text it is not asked whether it is blank, before it must be: nothing could predict that. */
static inline enum reject read_text(const struct feed_field *field, struct span cell,
	struct span *at)
{
	if ((field->max_length > 0 && cell.len > field->max_length) ||
		(field->required && span_blank(cell)) ||
		(field->word_count > 0 && !span_blank(cell) && !is_word(field, cell)))
		return REJECT_CONSTRAINT;
	*at = (struct span){span_blank(cell) ? NULL : cell.at, cell.len};
	return REJECT_NONE;
}

static enum reject reject_of_number(enum number_result result)
{
	if (result == NUMBER_OK)
		return REJECT_NONE;
	return result == NUMBER_RANGE ? REJECT_CONSTRAINT : REJECT_TYPE;
}

static bool read_date(const struct dialect *dialect, struct span cell, date_t *at)
{
	return dialect->iso_dates ? date_parse_iso(cell, at)
							  : date_parse(cell, dialect->conf->date_format, at);
}

static bool read_date_again(const struct dialect *dialect, struct span cell,
	struct dialect_memory *memory, date_t *at)
{
	if (span_equal(cell, (struct span){memory->date_text, memory->date_length})) {
		*at = memory->date;
		return true;
	}
	if (!read_date(dialect, cell, at))
		return false;
	if (cell.len <= sizeof(memory->date_text)) {
		memcpy(memory->date_text, cell.at, cell.len);
		memory->date_length = cell.len;
		memory->date = *at;
	}
	return true;
}

/* A cell that is UTF-8 already. For most cells there is so little to do that a call would be most of
 * it. */
static inline __attribute__((always_inline)) enum reject read_value(const struct dialect *dialect,
	const struct feed_field *field, struct span cell, struct dialect_memory *memory, void *row)
{
	void *at = (char *)row + field->at;

	if (field->type == COLUMN_TEXT)
		return read_text(field, cell, at);
	if (span_blank(cell)) {
		if (field->required)
			return REJECT_CONSTRAINT;
		put_blank(field, row);
		return REJECT_NONE;
	}
	if (field->type == COLUMN_INT)
		return reject_of_number(number_integer(cell, &dialect->conf->numbers, at));
	if (field->type == COLUMN_DATE)
		return read_date_again(dialect, cell, memory, at) ? REJECT_NONE : REJECT_TYPE;
	return reject_of_number(number_money(cell, &dialect->conf->numbers, at));
}

/* Where a cell has to be converted its text goes to the end of `text`, and the cell to there. */
static bool convert(const struct dialect *dialect, struct str *text, struct span *cell)
{
	size_t before = text->len;

	if (text_is_ascii(*cell))
		return true;
	if (!charset_to_utf8(&dialect->charset, *cell, text))
		return false;
	*cell = (struct span){text->s + before, text->len - before};
	return true;
}

int dialect_cells(const struct dialect *dialect, const struct dialect_columns *columns,
	const struct csvin_record *from, struct dialect_memory *memory, void *row,
	enum reject *ret_reject)
{
	const struct feed_field *fields = dialect->schema->fields;
	int count = from->count < columns->count ? from->count : columns->count, fault = -1;
	bool ascii = from->ascii || text_is_ascii(from->raw);

	str_reset(&memory->text);
	if (!ascii) /* what is there already does not move */
		str_reserve(&memory->text, from->raw.len * UTF8_MAX);
	for (int i = 0; i < count; i++) {
		struct span cell = from->cells[i];
		if (columns->fields[i] < 0)
			continue;
		enum reject reject = ascii || convert(dialect, &memory->text, &cell)
			? read_value(dialect, &fields[columns->fields[i]], cell, memory, row)
			: REJECT_ENCODING;
		if (reject == REJECT_NONE || fault >= 0)
			continue;
		fault = i;
		*ret_reject = reject;
	}
	return fault;
}

void dialect_memory_release(struct dialect_memory *memory)
{
	str_release(&memory->text);
}

const char *dialect_header(const struct dialect *dialect, int field)
{
	const struct column_settings *columns = &dialect->conf->columns;
	const char *name = dialect->schema->fields[field].name;

	for (size_t i = 0; i < columns->count; i++)
		if (strcmp(columns->items[i].column, name) == 0)
			return columns->items[i].text;
	return name;
}

struct settings {
	struct dialect *dialect;
	const char *path;
	struct error *err;
};

/* The field that column.NAME or value.NAME is about; -1, and a problem, where there is none. */
static int field_of(const struct settings *settings, const struct column_setting *setting,
	const char *key)
{
	const struct feed_schema *schema = settings->dialect->schema;
	int field = feed_field_find(schema, span_of(setting->column));

	if (field < 0)
		ini_problem(settings->path, setting->line, settings->err,
			"%s.%s: the feed %s has no column of this name", key, setting->column,
			feed_names[schema->feed]);
	return field;
}

static void check_columns(const struct settings *settings)
{
	const struct column_settings *columns = &settings->dialect->conf->columns;

	for (size_t i = 0; i < columns->count; i++) {
		const struct column_setting *setting = &columns->items[i];
		int field = field_of(settings, setting, "column");
		if (field >= 0 && setting->text[0] == '\0')
			ini_problem(settings->path, setting->line, settings->err,
				"column.%s: names no header", setting->column);
		for (int other = 0; field >= 0 && other < settings->dialect->schema->field_count; other++)
			if (other != field &&
				strcmp(dialect_header(settings->dialect, other), setting->text) == 0)
				ini_problem(settings->path, setting->line, settings->err,
					"column.%s = %s: that header already stands for '%s'", setting->column,
					setting->text, settings->dialect->schema->fields[other].name);
	}
}

static void take_constants(const struct settings *settings)
{
	struct dialect *dialect = settings->dialect;
	struct dialect_memory memory CLEANUP(dialect_memory_release) = {0};

	for (size_t i = 0; i < dialect->conf->values.count; i++) {
		const struct column_setting *setting = &dialect->conf->values.items[i];
		struct span text = span_of(setting->text);
		int field = field_of(settings, setting, "value");
		if (field < 0)
			continue;
		enum reject reject = span_is_utf8(text)
			? read_value(dialect, &dialect->schema->fields[field], text, &memory,
				  dialect->blank_row)
			: REJECT_ENCODING;
		if (reject != REJECT_NONE)
			ini_problem(settings->path, setting->line, settings->err,
				"value.%s = %s: cannot stand in this column (%s)", setting->column, setting->text,
				reject_names[reject]);
		dialect->constant[field] = true;
	}
}

int dialect_open(struct dialect *dialect, const struct feed_schema *schema,
	const struct feed_conf *conf, const char *path, struct error *err)
{
	struct settings settings = {dialect, path, err};
	size_t before = err->count;

	*dialect = (struct dialect){.schema = schema, .conf = conf};
	dialect->iso_dates = strcmp(conf->date_format, "%Y-%m-%d") == 0;
	dialect->blank_row = mem_alloc(schema->table->row_size);
	dialect->constant = mem_alloc((size_t)schema->field_count * sizeof(*dialect->constant));
	for (int i = 0; i < schema->field_count; i++)
		put_blank(&schema->fields[i], dialect->blank_row);
	if (charset_open(&dialect->charset, encoding_names[conf->encoding], err) < 0)
		return -1;
	check_columns(&settings);
	take_constants(&settings);
	return err->count > before ? -1 : 0;
}

void dialect_release(struct dialect *dialect)
{
	free(dialect->blank_row);
	free(dialect->constant);
	*dialect = (struct dialect){0};
}

/* No value of a configuration can hold a line break. */
static void breaks_to_blanks(struct str *text)
{
	size_t kept = 0;

	for (size_t i = 0; i < text->len; i++)
		if (text->s[i] != '\r' || i + 1 == text->len || text->s[i + 1] != '\n')
			text->s[kept++] = text->s[i] == '\n' ? ' ' : text->s[i];
	if (text->len > 0)
		text->s[text->len = kept] = '\0';
}

static char *header_text(const struct dialect *dialect, struct span cell, int column,
	struct error *err)
{
	struct str text AUTOSTR = STR_INIT;

	if (!charset_to_utf8(&dialect->charset, cell, &text)) {
		str_reset(&text);
		charset_show(&dialect->charset, cell, &text);
		error_also(err, EXIT_DATA, "header '%s' (column %d) is not text in the encoding %s",
			str_text(&text), column + 1, encoding_names[dialect->conf->encoding]);
		error_hint(err, "declare the file's encoding in [feed %s]",
			feed_names[dialect->schema->feed]);
	}
	breaks_to_blanks(&text);
	return str_detach(&text);
}

static int field_of_header(const struct dialect *dialect, const char *header)
{
	for (int i = 0; i < dialect->schema->field_count; i++)
		if (strcmp(dialect_header(dialect, i), header) == 0)
			return i;
	return -1;
}

/* The field of a header, whatever its capital letters; -1. */
static int field_nearly_of(const struct dialect *dialect, const char *header)
{
	for (int i = 0; i < dialect->schema->field_count; i++)
		if (strcasecmp(dialect_header(dialect, i), header) == 0)
			return i;
	return -1;
}

static void refuse_repeated(const struct dialect_columns *columns, struct error *err)
{
	for (int i = 0; i < columns->count; i++)
		for (int before = 0; before < i; before++)
			if (columns->headers[i][0] &&
				strcmp(columns->headers[i], columns->headers[before]) == 0) {
				error_also(err, EXIT_DATA, "header '%s' stands twice, in columns %d and %d",
					columns->headers[i], before + 1, i + 1);
				error_hint(err, "deliver the file with one column of each name");
				break;
			}
}

/* Does the configuration name the header of this field? A line number is counted where it is
 * missing, and only files of corrected rejects may have it. */
static bool is_mapped(const struct dialect *dialect, const char *name)
{
	if (strcmp(name, "line_number") == 0)
		return false;
	for (size_t i = 0; i < dialect->conf->columns.count; i++)
		if (strcmp(dialect->conf->columns.items[i].column, name) == 0)
			return true;
	return false;
}

/* What to do about a missing header: a header may be there in other letters. */
static void hint_missing(const struct dialect *dialect, const struct dialect_columns *columns,
	int field, struct error *err)
{
	const char *name = dialect->schema->fields[field].name;
	const char *feed = feed_names[dialect->schema->feed];

	for (int i = 0; i < columns->count; i++) {
		if (columns->fields[i] >= 0 || field_nearly_of(dialect, columns->headers[i]) != field)
			continue;
		error_hint(err, "capital letters count: write column.%s = %s in [feed %s]", name,
			columns->headers[i], feed);
		return;
	}
	error_hint(err, "name the file's header with column.%s, or give value.%s, in [feed %s]", name,
		name, feed);
}

/* A header that the configuration names must be there: a blank column in its place would take
 * back what was earned on it. */
static void refuse_missing(const struct dialect *dialect, const struct dialect_columns *columns,
	struct error *err)
{
	for (int i = 0; i < dialect->schema->field_count; i++) {
		const char *name = dialect->schema->fields[i].name;
		bool mapped = is_mapped(dialect, name);
		if (columns->columns[i] >= 0 || dialect->constant[i] ||
			!(mapped || dialect->schema->fields[i].required))
			continue;
		error_also(err, EXIT_DATA, "header '%s' is missing, and '%s' is %s",
			dialect_header(dialect, i), name, mapped ? "mapped to it" : "required");
		hint_missing(dialect, columns, i, err);
	}
}

/* At most 40 bytes, and no part of a character. */
static int shown_length(const char *text)
{
	size_t length = strnlen(text, 40);

	while (length > 0 && (text[length] & 0xC0) == 0x80)
		length--;
	return (int)length;
}

/* A line that names no column at all is no header, or is cut at the wrong delimiter: one problem,
 * and not one for each column. */
static bool is_no_header(const struct dialect *dialect, const struct dialect_columns *columns,
	struct error *err)
{
	for (int i = 0; i < columns->count; i++)
		if (field_nearly_of(dialect, columns->headers[i]) >= 0)
			return false;
	error_also(err, EXIT_DATA, "is not the header: it names no column of %s; its first cell is '%.*s'",
		feed_names[dialect->schema->feed], shown_length(columns->headers[0]), columns->headers[0]);
	error_hint(err,
		"the first line names the columns; is it missing, or `delimiter` or column.NAME in "
		"[feed %s] wrong?",
		feed_names[dialect->schema->feed]);
	return true;
}

static void refuse_extra(const struct dialect *dialect, const struct dialect_columns *columns,
	struct error *err)
{
	for (int i = 0; i < columns->count && dialect->conf->extra_columns_error; i++) {
		if (columns->fields[i] >= 0)
			continue;
		error_also(err, EXIT_DATA, "header '%s' (column %d) is not known", columns->headers[i],
			i + 1);
		error_hint(err, "map it with column.NAME, or set extra_columns = ignore, in [feed %s]",
			feed_names[dialect->schema->feed]);
	}
}

int dialect_bind(const struct dialect *dialect, const struct span *cells, int count,
	struct dialect_columns *ret_columns, struct error *err)
{
	struct dialect_columns columns = {.count = count};
	size_t before = err->count;

	columns.headers = mem_alloc((size_t)count * sizeof(*columns.headers));
	columns.fields = mem_alloc((size_t)count * sizeof(*columns.fields));
	columns.columns = mem_alloc((size_t)dialect->schema->field_count * sizeof(*columns.columns));
	for (int i = 0; i < dialect->schema->field_count; i++)
		columns.columns[i] = -1;
	for (int i = 0; i < count; i++) {
		columns.headers[i] = header_text(dialect, cells[i], i, err);
		columns.fields[i] = field_of_header(dialect, columns.headers[i]);
		if (columns.fields[i] >= 0)
			columns.columns[columns.fields[i]] = i;
	}
	if (!is_no_header(dialect, &columns, err)) {
		refuse_repeated(&columns, err);
		refuse_missing(dialect, &columns, err);
		refuse_extra(dialect, &columns, err);
	}
	if (err->count > before) {
		dialect_columns_release(&columns);
		return -1;
	}
	*ret_columns = columns;
	return 0;
}

void dialect_columns_release(struct dialect_columns *columns)
{
	for (int i = 0; i < columns->count; i++)
		free(columns->headers[i]);
	free(columns->headers);
	free(columns->fields);
	free(columns->columns);
	*columns = (struct dialect_columns){0};
}
