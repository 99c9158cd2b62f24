/*
 * Records and cells: what csvin makes of a text must be what a plain reading of its header says
 * (`read_plainly`, which sees the whole text at once), however the text is delivered. And what
 * csvin_put_cell writes, csvin reads back.
 *
 * Input: delimiter, columns, largest record, room of the buffer, split (2 bytes); then the text.
 */
#include "tests/fuzz/fuzz.h"

#include "pipeline/base/mem.h"
#include "pipeline/edge/csvin.h"

static const char delimiters[] = ",;\t|: x,";
static const size_t rooms[] = {0, 1, 3, 16};
static const size_t record_maxima[] = {CSVIN_RECORD_MAX, 8, 40, 2};

struct shape {
	char delimiter;
	int columns; /* -1: as many as the first record has */
	size_t record_max;
	size_t room; /* of the buffer at first; 0: as csvin has it */
	size_t split;
	struct span text;
};

/* A record as it should be, and as csvin says it is. */
static void show(const struct csvin_record *record, struct str *out)
{
	str_addf(out, "%d@%d fault %d, %d cells, %zu <", (int)record->line, (int)record->offset,
		(int)record->fault, record->count, record->raw.len);
	str_add_span(out, record->raw);
	str_add(out, ">");
	for (int i = 0; i < record->count && i < CSVIN_CELLS_MAX; i++) {
		str_addf(out, " %zu:", record->cells[i].len);
		str_add_span(out, record->cells[i]);
	}
	str_add(out, "\n");
}

static int next_columns(int columns, const struct csvin_record *record)
{
	if (columns >= 0)
		return columns;
	return record->fault == CSVIN_GOOD ? record->count : 0;
}

static void read_in_pieces(const struct shape *shape, struct fuzz_cut cut, struct str *out)
{
	struct fuzz_pieces pieces = {.text = shape->text, .cut = cut};
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct csvin_record record;
	struct csvin in;
	int columns = shape->columns;

	csvin_open(&in, (struct csvin_source){fuzz_pieces_read, &pieces}, shape->delimiter);
	in.record_max = shape->record_max;
	if (shape->room > 0) {
		in.cap = shape->room;
		in.buffer = mem_resize(in.buffer, in.cap, 1);
	}
	in.columns = columns > 0 ? columns : 0;
	while (csvin_next(&in, &record, &err) > 0) {
		in.columns = columns = next_columns(columns, &record);
		show(&record, out);
	}
	MUST(err.count == 0 && pieces.at == shape->text.len, "all of the text is read");
	csvin_close(&in);
}

/* The reading of csvin.h, without buffers. */
struct plain {
	const struct shape *shape;
	size_t at;
	struct span cells[CSVIN_CELLS_MAX];
	struct str text; /* cells that were in quotes; never moves */
};

enum { OPEN_QUOTE = -1, STRAY = -2 };

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void put_cell(struct plain *plain, int place, struct span cell)
{
	if (place < CSVIN_CELLS_MAX)
		plain->cells[place] = span_trim(cell);
}

/* The text of a cell in quotes whose text begins at `at`: the place behind its last quote. */
static int64_t read_quotes(struct plain *plain, struct span raw, size_t at, struct span *ret_cell)
{
	size_t begin = plain->text.len;

	for (; at < raw.len; at++) {
		bool quote = raw.at[at] == '"';
		if (quote && !(at + 1 < raw.len && raw.at[at + 1] == '"'))
			break;
		at += quote;
		str_add_char(&plain->text, raw.at[at]);
	}
	*ret_cell = (struct span){plain->text.s + begin, plain->text.len - begin};
	return at < raw.len ? (int64_t)at + 1 : OPEN_QUOTE;
}

/* The cell that begins at `at`: the place of the delimiter behind it, or of the record's end. */
static int64_t read_cell(struct plain *plain, struct span raw, size_t at, struct span *ret_cell)
{
	char delimiter = plain->shape->delimiter;
	size_t begin = at;

	while (at < raw.len && raw.at[at] != delimiter && is_blank(raw.at[at]))
		at++;
	if (at < raw.len && raw.at[at] == '"' && raw.at[at] != delimiter) {
		int64_t end = read_quotes(plain, raw, at + 1, ret_cell);
		while (end >= 0 && (size_t)end < raw.len && raw.at[end] != delimiter) {
			if (!is_blank(raw.at[end]))
				return STRAY;
			end++;
		}
		return end;
	}
	for (; at < raw.len && raw.at[at] != delimiter; at++)
		if (raw.at[at] == '"')
			return STRAY;
	*ret_cell = (struct span){raw.at + begin, at - begin};
	return (int64_t)at;
}

/* How many cells; or OPEN_QUOTE; or STRAY. */
static int read_cells(struct plain *plain, struct span raw)
{
	struct span cell;
	int count = 0;
	int64_t at = -1;

	str_reset(&plain->text);
	str_reserve(&plain->text, raw.len + 1);
	do {
		at = read_cell(plain, raw, (size_t)(at + 1), &cell);
		if (at < 0)
			return (int)at;
		put_cell(plain, count++, cell);
	} while ((size_t)at < raw.len);
	return count;
}

/* From `from` to its line break or the end. */
static size_t line_stop(struct span text, size_t from)
{
	const char *stop = from < text.len ? memchr(text.at + from, '\n', text.len - from) : NULL;

	return stop ? (size_t)(stop - text.at) : text.len;
}

static struct span without_cr(struct span text, size_t from, size_t stop)
{
	struct span line = {text.at + from, stop - from};

	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	return line;
}

/* Adds lines to the record while a quote is open: where it ends, if it then is a good one. */
static size_t join_lines(struct plain *plain, struct csvin_record *record, int columns, size_t stop)
{
	struct span text = plain->shape->text;
	size_t first = stop;

	record->raw = without_cr(text, plain->at, stop);
	record->count = read_cells(plain, record->raw);
	while (record->count == OPEN_QUOTE && stop < text.len) {
		stop = line_stop(text, stop + 1);
		record->raw = without_cr(text, plain->at, stop);
		record->count = read_cells(plain, record->raw);
	}
	bool joined = stop > first;
	bool fits = !joined ||
		(record->raw.len <= plain->shape->record_max && (!columns || record->count == columns));
	if (record->count >= 0 && fits)
		return stop;
	record->raw = without_cr(text, plain->at, first);
	record->count = 0;
	record->fault = CSVIN_STRAY_QUOTE;
	return first;
}

/* The record at plain->at, which is not an empty line. */
static void take_plainly(struct plain *plain, int columns, struct csvin_record *record)
{
	struct span text = plain->shape->text;
	size_t stop = line_stop(text, plain->at);

	record->raw = without_cr(text, plain->at, stop);
	if (record->raw.len > plain->shape->record_max) {
		record->raw.len = plain->shape->record_max;
		record->fault = CSVIN_TOO_LARGE;
	} else {
		stop = join_lines(plain, record, columns, stop);
	}
	plain->at = stop + 1;
}

static bool skip_empty_line(struct plain *plain)
{
	struct span text = plain->shape->text;
	size_t stop = line_stop(text, plain->at);
	struct span line = without_cr(text, plain->at, stop);

	if (line.len > plain->shape->record_max)
		return false;
	for (size_t i = 0; i < line.len; i++)
		if (!is_blank(line.at[i]) || line.at[i] == plain->shape->delimiter)
			return false;
	plain->at = stop + 1;
	return true;
}

static int64_t line_at(struct span text, size_t at)
{
	int64_t line = 1;

	for (size_t i = 0; i < at; i++)
		line += text.at[i] == '\n';
	return line;
}

static void read_plainly(const struct shape *shape, struct str *out)
{
	struct plain plain = {.shape = shape};
	int columns = shape->columns;

	if (span_starts(shape->text, span_of("\xEF\xBB\xBF")))
		plain.at = 3;
	while (plain.at < shape->text.len) {
		if (skip_empty_line(&plain))
			continue;
		struct csvin_record record = {
			.line = line_at(shape->text, plain.at),
			.offset = (int64_t)plain.at,
			.cells = plain.cells,
		};
		take_plainly(&plain, columns > 0 ? columns : 0, &record);
		columns = next_columns(columns, &record);
		show(&record, out);
	}
	str_release(&plain.text);
}

struct comparison {
	const struct shape *shape;
	struct str expected;
};

static void look(void *context, struct fuzz_cut cut)
{
	const struct comparison *comparison = context;
	struct str got AUTOSTR = STR_INIT;

	read_in_pieces(comparison->shape, cut, &got);
	bool same = got.len == comparison->expected.len &&
		memcmp(str_text(&got), str_text(&comparison->expected), got.len) == 0;
	MUST(same, "records are cut as csvin.h says (pieces of %zd, split at %zd)\ngot:\n%s\nnot:\n%s",
		(ssize_t)cut.piece, (ssize_t)cut.split, str_text(&got), str_text(&comparison->expected));
}

static void put_record(struct str *text, const struct span *cells, int count, char delimiter)
{
	for (int i = 0; i < count; i++) {
		if (i > 0)
			str_add_char(text, delimiter);
		csvin_put_cell(text, cells ? cells[i] : span_of("h"), delimiter);
	}
	str_add_char(text, '\n');
}

static void read_back(struct csvin *in, const struct span *cells, int count)
{
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct csvin_record record;

	MUST(csvin_next(in, &record, &err) == 1 && record.count == count, "the header is read back");
	in->columns = count;
	bool empty = count == 1 && cells[0].len == 0;
	MUST(csvin_next(in, &record, &err) == !empty, "one record comes back, but for an empty line");
	if (empty)
		return;
	MUST(record.line == 2 && record.fault == CSVIN_GOOD && record.count == count,
		"a written record is good and has its cells");
	for (int i = 0; i < count; i++)
		MUST(span_equal(record.cells[i], span_trim(cells[i])), "a written cell is read back");
	MUST(csvin_next(in, &record, &err) == 0, "a written record is one record");
}

/* The text in cells between its bars, written below a header. */
static void write_and_read(const struct shape *shape)
{
	struct str text AUTOSTR = STR_INIT;
	struct span cells[16], rest = shape->text;
	struct csvin in;
	int count = 0;

	while (count < (int)ARRAY_LEN(cells) && span_cut(&rest, '|', &cells[count]))
		count++;
	put_record(&text, NULL, count, shape->delimiter);
	put_record(&text, cells, count, shape->delimiter);
	struct fuzz_pieces pieces = {.text = {text.s, text.len}, .cut = FUZZ_WHOLE};
	csvin_open(&in, (struct csvin_source){fuzz_pieces_read, &pieces}, shape->delimiter);
	read_back(&in, cells, count);
	csvin_close(&in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = {data, size};
	struct shape shape = {.delimiter = delimiters[fuzz_byte(&input) % (sizeof(delimiters) - 1)]};
	struct comparison comparison = {.shape = &shape};

	shape.columns = fuzz_byte(&input) % 8 - 1;
	shape.record_max = record_maxima[fuzz_byte(&input) % ARRAY_LEN(record_maxima)];
	shape.room = rooms[fuzz_byte(&input) % ARRAY_LEN(rooms)];
	size_t split = (size_t)fuzz_byte(&input) << 8;
	split |= fuzz_byte(&input);
	shape.text = fuzz_rest(&input);
	shape.split = split % (shape.text.len + 1);
	read_plainly(&shape, &comparison.expected);
	look(&comparison, FUZZ_WHOLE);
	fuzz_cuts(shape.text.len, shape.split, look, &comparison);
	write_and_read(&shape);
	str_release(&comparison.expected);
	return 0;
}
