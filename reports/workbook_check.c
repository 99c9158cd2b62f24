/* The parts of the container one by one, as they stand in it: every one is read to its end, so
 * that its checksum counts, and scanned as the XML that it is. */
#include "reports/workbook_check.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/base/str.h"
#include "pipeline/edge/files.h"
#include "reports/cell_number.h"
#include "reports/xml_scan.h"
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
	char *buffer; /* pieces of a part, which begin with what was left of the one before */
	size_t size, left;

	/* the current part */
	char part[PART_NAME];
	struct xml_scan scan;
	struct sheet_expectation *sheet; /* NULL: the part is no sheet */
	struct cell_digest digest;
	int64_t rows, cells;
	size_t formulas;
	char row[CELL_NAME];

	/* the current cell of a sheet */
	char cell[CELL_NAME];
	enum { TYPE_NUMBER, TYPE_TEXT, TYPE_ERROR } type;
	struct str formula, value;
	bool in_formula, in_value, has_formula;
};

/* Digests ------------------------------------------------------------------------------------ */

#define DIGEST_PIECE 4096 /* many small texts are hashed together */

static struct key digest_of(const struct cell_digest *digest)
{
	struct key parts[] = {
		digest->before, key_of(str_text(&digest->pending), digest->pending.len)};

	return key_of(parts, sizeof(parts));
}

void cell_digest_add(struct cell_digest *digest, const char *cell, struct span content)
{
	struct str *pending = &digest->pending;

	str_add_bytes(pending, cell, strlen(cell) + 1);
	str_add_span(pending, content);
	str_add_char(pending, '\0');
	if (pending->len >= DIGEST_PIECE) {
		digest->before = digest_of(digest);
		str_reset(pending);
	}
}

static bool same_digest(const struct cell_digest *one, const struct cell_digest *other)
{
	struct key a = digest_of(one), b = digest_of(other);

	return a.low == b.low && a.high == b.high;
}

/* -------------------------------------------------------------------------------------------- */

static int wrong(struct check *c, const char *what)
{
	if (c->err->count == 0)
		error_set(c->err, EXIT_IOERR, "%s: the workbook is not as it was written: %s: %s", c->path,
			c->part, what);
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

/* Cells -------------------------------------------------------------------------------------- */

static void begin_cell(struct check *c, const struct xml_attributes *attributes)
{
	struct span name = xml_attribute(attributes, "r"), type = xml_attribute(attributes, "t");
	size_t length = name.len < sizeof(c->cell) ? name.len : sizeof(c->cell) - 1;

	memcpy(c->cell, name.at, length);
	c->cell[length] = '\0';
	c->type = type.len == 0 ? TYPE_NUMBER : span_is(type, "e") ? TYPE_ERROR : TYPE_TEXT;
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

/* A formula is the cell's content together with its value. */
static struct span content(struct check *c)
{
	if (c->has_formula) {
		check_formula(c);
		str_add(&c->formula, "=");
		str_add_bytes(&c->formula, str_text(&c->value), c->value.len);
		return (struct span){str_text(&c->formula), c->formula.len};
	}
	return (struct span){str_text(&c->value), c->value.len};
}

static void end_cell(struct check *c)
{
	const char *row = c->cell + strcspn(c->cell, "0123456789");

	if (c->type == TYPE_ERROR) {
		wrongf(c, "cell %s holds an error", c->cell);
		return;
	}
	cell_digest_add(&c->digest, c->cell, content(c));
	c->cells++;
	if (strcmp(row, c->row) == 0)
		return;
	c->rows++;
	snprintf(c->row, sizeof(c->row), "%s", row);
}

static void check_sheet_name(struct check *c, struct span attribute)
{
	const struct book_expectation *expected = c->expected;
	struct str name AUTOSTR = STR_INIT;

	xml_decode(attribute, &name);
	if (c->names_seen >= expected->sheet_count)
		wrongf(c, "sheet '%s' was not written", str_text(&name));
	else if (strcmp(expected->sheets[c->names_seen].name, str_text(&name)) != 0)
		wrongf(c, "sheet '%s' stands where '%s' was written", str_text(&name),
			expected->sheets[c->names_seen].name);
	c->names_seen++;
}

/* Of a part that is no sheet. */
static void on_other_start(struct check *c, struct span element,
	const struct xml_attributes *attributes)
{
	if (span_is(element, "sheet") && strcmp(c->part, "xl/workbook.xml") == 0)
		check_sheet_name(c, xml_attribute(attributes, "name"));
}

static void on_start(void *data, struct span element, const struct xml_attributes *attributes)
{
	struct check *c = data;

	if (!c->sheet) {
		on_other_start(c, element, attributes);
		return;
	}
	char letter = element.len == 1 ? element.at[0] : '\0';
	c->in_formula = letter == 'f';
	c->in_value = letter == 'v' || letter == 't';
	if (letter == 'c')
		begin_cell(c, attributes);
	if (c->in_formula) {
		c->has_formula = true;
		str_add_char(&c->formula, '=');
	}
}

static void on_end(void *data, struct span element)
{
	struct check *c = data;

	c->in_formula = c->in_value = false;
	if (c->sheet && span_is(element, "c"))
		end_cell(c);
}

static void on_text(void *data, struct span text)
{
	struct check *c = data;

	if (c->in_formula)
		str_add_span(&c->formula, text);
	else if (c->in_value && c->type == TYPE_NUMBER)
		cell_number_add(&c->value, text);
	else if (c->in_value)
		str_add_span(&c->value, text);
}

/* Parts -------------------------------------------------------------------------------------- */

static int scanned(struct check *c)
{
	return c->scan.problem ? wrong(c, c->scan.problem) : c->err->count > 0 ? -1 : 0;
}

/* What the scan leaves of a piece is scanned again with the next one. */
static int scan_piece(struct check *c, size_t length)
{
	size_t taken = xml_scan_take(&c->scan, (struct span){c->buffer, length});

	c->left = length - taken;
	memmove(c->buffer, c->buffer + taken, c->left);
	if (c->left == c->size) {
		c->size *= 2;
		c->buffer = mem_resize(c->buffer, c->size, 1);
	}
	return scanned(c);
}

/* Reading to the end is what lets minizip compare the checksum. */
static int read_part(struct check *c)
{
	int n, result = 0;

	if (unzOpenCurrentFile(c->zip) != UNZ_OK)
		return wrong(c, "cannot be unpacked");
	c->left = 0;
	while (result == 0 &&
		   (n = unzReadCurrentFile(c->zip, c->buffer + c->left, (unsigned)(c->size - c->left))) > 0)
		result = scan_piece(c, c->left + (size_t)n);
	if (result == 0 && n < 0)
		result = wrong(c, "cannot be unpacked");
	if (result == 0) {
		xml_scan_end(&c->scan, (struct span){c->buffer, c->left});
		result = scanned(c);
	}
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
	if (!same_digest(&c->digest, &sheet->digest))
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
		c->digest.before = (struct key){0};
		str_reset(&c->digest.pending);
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
	c->scan = (struct xml_scan){
		.start = on_start, .end = on_end, .text = on_text, .context = c};
	int result = read_part(c);
	xml_scan_release(&c->scan);
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

static void release(struct check *c)
{
	free(c->buffer);
	str_release(&c->digest.pending);
	str_release(&c->formula);
	str_release(&c->value);
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
	c.size = CHUNK;
	c.buffer = mem_alloc(c.size);
	int result = check_parts(&c);
	unzClose(c.zip);
	release(&c);
	return result < 0 ? error_absorb(err, &local) : 0;
}

void book_expectation_release(struct book_expectation *expected)
{
	for (size_t i = 0; i < expected->sheet_count; i++) {
		free(expected->sheets[i].name);
		free(expected->sheets[i].formulas);
		str_release(&expected->sheets[i].digest.pending);
	}
	free(expected->sheets);
	*expected = (struct book_expectation){0};
}
