/* The parts of the container one by one, as they stand in it: every one is read to its end, so
 * that its checksum counts, and parsed where it is XML. */
#include "reports/workbook_check.h"

#include <expat.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/base/str.h"
#include "pipeline/edge/files.h"
#include "reports/zip_memory.h"

#define CHUNK (64 * 1024)
#define BOOK_MAX ((size_t)1 << 32)
#define PART_NAME 256
#define SHEET_PART "xl/worksheets/sheet"

static const char *const required_parts[] = {
	"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
	"xl/styles.xml",
};

/* Reading one workbook. */
struct check {
	const char *path;
	const struct book_expectation *expected;
	struct error *err;
	size_t sheets_seen, names_seen, required_seen;
	unzFile zip;

	/* the current part */
	char part[PART_NAME];
	XML_Parser parser;
	struct sheet_expectation *sheet; /* NULL: the part is no sheet */
	struct key digest;
	int64_t rows, cells;
	size_t formulas;
	char cell[CELL_NAME], type[8], row[CELL_NAME];
	struct str formula, value;
	bool in_formula, in_value, has_formula;
};

void book_check_cell(struct key *digest, const char *cell, const char *content)
{
	struct key parts[] = {
		*digest, key_of(cell, strlen(cell)), key_of(content, strlen(content))};

	*digest = key_of(parts, sizeof(parts));
}

static int wrong(struct check *c, const char *what)
{
	if (c->err->count == 0)
		error_set(c->err, EXIT_IOERR, "%s: the workbook is not as it was written: %s: %s", c->path,
			c->part, what);
	if (c->parser)
		XML_StopParser(c->parser, XML_FALSE);
	return -1;
}

static int __attribute__((format(printf, 2, 3))) wrongf(struct check *c, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	char *text AUTOFREE = mem_vprintf(fmt, args);
	va_end(args);
	wrong(c, text);
	return -1;
}

static const char *attribute(const char **attributes, const char *name)
{
	for (; attributes[0]; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	return "";
}

/* Numbers ------------------------------------------------------------------------------------ */

#define DIGITS 15 /* what a spreadsheet shows; libxlsxwriter writes one more */
#define NUMBER_MAX 64

/* The digits of a plain decimal number, behind a 0 that a carry may use. */
struct decimal {
	char digits[NUMBER_MAX];
	int count, point; /* the point stands before digits[point] */
	bool negative;
};

static bool decimal_parse(struct decimal *d, const char *text)
{
	*d = (struct decimal){.digits = "0", .count = 1, .point = -1, .negative = *text == '-'};
	for (text += d->negative; *text; text++) {
		if (*text == '.' && d->point < 0)
			d->point = d->count;
		else if (*text >= '0' && *text <= '9' && d->count < NUMBER_MAX)
			d->digits[d->count++] = *text;
		else
			return false;
	}
	if (d->point < 0)
		d->point = d->count;
	return true;
}

static void decimal_round(struct decimal *d)
{
	int first = 0;

	while (first < d->count && d->digits[first] == '0')
		first++;
	if (d->count - first <= DIGITS)
		return;
	int at = first + DIGITS;
	bool carry = d->digits[at] >= '5';
	memset(d->digits + at, '0', (size_t)(d->count - at));
	while (carry && --at >= 0) {
		carry = d->digits[at] == '9';
		d->digits[at] = carry ? '0' : (char)(d->digits[at] + 1);
	}
}

/* Rounded to what a spreadsheet shows, and without needless zeros; other text stays. */
static void canonical_number(struct str *value)
{
	struct decimal d;
	int first = 0, last;

	if (!decimal_parse(&d, str_text(value)))
		return;
	decimal_round(&d);
	while (first < d.point - 1 && d.digits[first] == '0')
		first++;
	for (last = d.count; last > d.point && d.digits[last - 1] == '0';)
		last--;
	str_reset(value);
	if (d.negative)
		str_add_char(value, '-');
	str_add_bytes(value, d.digits + first, (size_t)(d.point - first));
	if (last > d.point) {
		str_add_char(value, '.');
		str_add_bytes(value, d.digits + d.point, (size_t)(last - d.point));
	}
}

/* Cells -------------------------------------------------------------------------------------- */

static void begin_cell(struct check *c, const char **attributes)
{
	snprintf(c->cell, sizeof(c->cell), "%s", attribute(attributes, "r"));
	snprintf(c->type, sizeof(c->type), "%.7s", attribute(attributes, "t"));
	str_reset(&c->formula);
	str_reset(&c->value);
	c->has_formula = false;
}

static void check_formula(struct check *c)
{
	const struct sheet_expectation *sheet = c->sheet;

	if (c->formulas >= sheet->formula_count) {
		wrongf(c, "cell %s has a formula that nobody wrote", c->cell);
		return;
	}
	const struct formula_expectation *one = &sheet->formulas[c->formulas++];
	if (strcmp(one->cell, c->cell) != 0)
		wrongf(c, "there is a formula in cell %s, expected in %s", c->cell, one->cell);
	else if (strcmp(one->value, str_text(&c->value)) != 0)
		wrongf(c, "the total in cell %s is %s, computed was %s", c->cell, str_text(&c->value),
			one->value);
}

static void end_cell(struct check *c)
{
	struct str content AUTOSTR = STR_INIT;
	const char *row = c->cell + strcspn(c->cell, "0123456789");

	if (strcmp(c->type, "e") == 0) {
		wrongf(c, "cell %s holds an error", c->cell);
		return;
	}
	if (c->type[0] == '\0' && c->value.len > 0)
		canonical_number(&c->value);
	if (c->has_formula) {
		check_formula(c);
		str_addf(&content, "=%s=", str_text(&c->formula));
	}
	str_add(&content, str_text(&c->value));
	book_check_cell(&c->digest, c->cell, str_text(&content));
	c->cells++;
	if (strcmp(row, c->row) != 0)
		c->rows++;
	snprintf(c->row, sizeof(c->row), "%s", row);
}

static void check_sheet_name(struct check *c, const char *name)
{
	const struct book_expectation *expected = c->expected;

	if (c->names_seen >= expected->sheet_count)
		wrongf(c, "sheet '%s' was not written", name);
	else if (strcmp(expected->sheets[c->names_seen].name, name) != 0)
		wrongf(c, "sheet '%s' stands where '%s' was written", name,
			expected->sheets[c->names_seen].name);
	c->names_seen++;
}

static void on_start(void *data, const char *element, const char **attributes)
{
	struct check *c = data;

	if (strcmp(element, "sheet") == 0 && strcmp(c->part, "xl/workbook.xml") == 0)
		check_sheet_name(c, attribute(attributes, "name"));
	if (!c->sheet)
		return;
	if (strcmp(element, "c") == 0)
		begin_cell(c, attributes);
	c->in_formula = strcmp(element, "f") == 0;
	c->has_formula = c->has_formula || c->in_formula;
	c->in_value = strcmp(element, "v") == 0 || strcmp(element, "t") == 0;
}

static void on_end(void *data, const char *element)
{
	struct check *c = data;

	c->in_formula = c->in_value = false;
	if (c->sheet && strcmp(element, "c") == 0)
		end_cell(c);
}

static void on_text(void *data, const char *text, int length)
{
	struct check *c = data;

	if (c->in_formula)
		str_add_bytes(&c->formula, text, (size_t)length);
	if (c->in_value)
		str_add_bytes(&c->value, text, (size_t)length);
}

/* Parts -------------------------------------------------------------------------------------- */

static int parse_chunk(struct check *c, const char *bytes, int length)
{
	if (!c->parser)
		return 0;
	if (XML_Parse(c->parser, bytes, length, length == 0) == XML_STATUS_OK)
		return 0;
	return wrongf(c, "line %lu: %s", XML_GetCurrentLineNumber(c->parser),
		XML_ErrorString(XML_GetErrorCode(c->parser)));
}

/* Reading to the end is what lets minizip compare the checksum. */
static int read_part(struct check *c)
{
	char *buffer AUTOFREE = mem_alloc(CHUNK);
	int n, result = 0;

	if (unzOpenCurrentFile(c->zip) != UNZ_OK)
		return wrong(c, "cannot be unpacked");
	while (result == 0 && (n = unzReadCurrentFile(c->zip, buffer, CHUNK)) > 0)
		result = parse_chunk(c, buffer, n);
	if (result == 0 && n < 0)
		result = wrong(c, "cannot be unpacked");
	if (result == 0)
		result = parse_chunk(c, buffer, 0);
	if (unzCloseCurrentFile(c->zip) == UNZ_CRCERROR && result == 0)
		result = wrong(c, "the checksum does not agree");
	return result;
}

static int check_sheet(struct check *c)
{
	const struct sheet_expectation *sheet = c->sheet;

	if (c->err->count > 0)
		return -1;
	if (c->rows != sheet->rows || c->cells != sheet->cells)
		return wrongf(c, "%lld rows with %lld cells, written were %lld with %lld",
			(long long)c->rows, (long long)c->cells, (long long)sheet->rows,
			(long long)sheet->cells);
	if (c->formulas != sheet->formula_count)
		return wrongf(c, "%zu formulas, written were %zu", c->formulas, sheet->formula_count);
	if (c->digest.low != sheet->digest.low || c->digest.high != sheet->digest.high)
		return wrong(c, "a cell holds something else than was written");
	return 0;
}

/* Sheets are numbered in the order in which they were made. */
static void begin_part(struct check *c)
{
	char *end;
	bool is_sheet = strncmp(c->part, SHEET_PART, strlen(SHEET_PART)) == 0;
	unsigned long number = is_sheet ? strtoul(c->part + strlen(SHEET_PART), &end, 10) : 0;

	c->sheet = NULL;
	if (is_sheet && number >= 1 && number <= c->expected->sheet_count && strcmp(end, ".xml") == 0) {
		c->sheet = &c->expected->sheets[number - 1];
		c->sheets_seen++;
		c->digest = (struct key){0};
	}
	c->rows = c->cells = 0;
	c->formulas = 0;
	c->row[0] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(required_parts); i++)
		c->required_seen += strcmp(c->part, required_parts[i]) == 0;
}

static int check_part(struct check *c)
{
	if (unzGetCurrentFileInfo64(c->zip, NULL, c->part, sizeof(c->part), NULL, 0, NULL, 0) != UNZ_OK)
		return wrong(c, "the list of parts cannot be read");
	begin_part(c);
	c->parser = XML_ParserCreate("UTF-8");
	if (!c->parser)
		mem_exhausted();
	XML_SetUserData(c->parser, c);
	XML_SetElementHandler(c->parser, on_start, on_end);
	XML_SetCharacterDataHandler(c->parser, on_text);
	int result = read_part(c);
	XML_ParserFree(c->parser);
	c->parser = NULL;
	if (c->sheet && check_sheet(c) < 0)
		result = -1;
	return result;
}

static int check_parts(struct check *c)
{
	int state = unzGoToFirstFile(c->zip);

	for (; state == UNZ_OK; state = unzGoToNextFile(c->zip))
		if (check_part(c) < 0)
			return -1;
	snprintf(c->part, sizeof(c->part), "%s", "the container");
	if (state != UNZ_END_OF_LIST_OF_FILE)
		return wrong(c, "the list of parts breaks off");
	if (c->required_seen != ARRAY_LEN(required_parts))
		return wrong(c, "a part is missing");
	if (c->sheets_seen != c->expected->sheet_count || c->names_seen != c->expected->sheet_count)
		return wrongf(c, "%zu sheets, written were %zu", c->sheets_seen, c->expected->sheet_count);
	return 0;
}

int book_check(const char *path, const struct book_expectation *expected, struct error *err)
{
	struct error local = ERROR_INIT;
	struct check c = {.path = path, .expected = expected, .err = &local};
	struct str bytes AUTOSTR = STR_INIT;
	struct zip_memory memory;

	if (file_read(path, BOOK_MAX, &bytes, err) < 0)
		return -1;
	c.zip = zip_memory_open(&memory, (struct span){str_text(&bytes), bytes.len});
	if (!c.zip)
		return error_set(err, EXIT_IOERR,
			"%s: the workbook is not as it was written: it is no readable container", path);
	int result = check_parts(&c);
	unzClose(c.zip);
	str_release(&c.formula);
	str_release(&c.value);
	return result < 0 ? error_absorb(err, &local) : 0;
}

void book_expectation_release(struct book_expectation *expected)
{
	for (size_t i = 0; i < expected->sheet_count; i++) {
		free(expected->sheets[i].name);
		free(expected->sheets[i].formulas);
	}
	free(expected->sheets);
	*expected = (struct book_expectation){0};
}
