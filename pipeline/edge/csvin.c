/* Cutting records, and taking them apart. */
#include "pipeline/edge/csvin.h"

#include <csv.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "pipeline/base/mem.h"

#define BUFFER_FIRST ((size_t)256 * 1024)
#define BUFFER_LAST (CSVIN_RECORD_MAX + (size_t)256 * 1024)
#define BLOCK 64 /* bytes that are looked at together */
#define SLACK BLOCK /* behind the buffer: may be looked at, and means nothing */

static const char byte_order_mark[] = "\xEF\xBB\xBF";

static int is_blank(unsigned char c)
{
	return c == ' ' || c == '\t';
}

/* The record is cut already: what is left of line breaks belongs to its cells. */
static int is_line_break(unsigned char c)
{
	(void)c;
	return 0;
}

static void init_parser(struct csv_parser *parser, char delimiter)
{
	csv_init(parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL);
	csv_set_delim(parser, (unsigned char)delimiter);
	csv_set_space_func(parser, is_blank);
	csv_set_term_func(parser, is_line_break);
}

void csvin_open(struct csvin *in, struct csvin_source source, char delimiter)
{
	*in = (struct csvin){
		.source = source,
		.delimiter = delimiter,
		.record_max = CSVIN_RECORD_MAX,
		.line = 1,
	};
	in->cap = BUFFER_FIRST;
	in->buffer = mem_alloc(in->cap + SLACK);
	in->cells = mem_resize(NULL, CSVIN_CELLS_MAX + 1 + BLOCK, sizeof(*in->cells));
	in->parser = mem_alloc(sizeof(struct csv_parser));
	init_parser(in->parser, delimiter);
}

void csvin_close(struct csvin *in)
{
	if (in->parser)
		csv_free(in->parser);
	free(in->parser);
	free(in->buffer);
	free(in->cells);
	str_release(&in->text);
	*in = (struct csvin){0};
}

static void make_room(struct csvin *in)
{
	if (in->start > 0) {
		memmove(in->buffer, in->buffer + in->start, in->end - in->start);
		in->quote = in->quote > in->start ? in->quote - in->start : 0;
		in->end -= in->start;
		in->start = 0;
		return;
	}
	in->cap = in->cap * 2 < BUFFER_LAST ? in->cap * 2 : BUFFER_LAST;
	in->buffer = mem_resize(in->buffer, in->cap + SLACK, 1);
}

/* Reads on; at the end of the stream `ended` is set. */
static int fill(struct csvin *in, struct error *err)
{
	if (in->end == in->cap)
		make_room(in);
	ssize_t n = in->source.read(in->source.context, in->buffer + in->end, in->cap - in->end, err);
	if (n < 0)
		return -1;
	in->end += (size_t)n;
	in->ended = n == 0;
	return 0;
}

int csvin_head(struct csvin *in, size_t length, struct span *ret_head, struct error *err)
{
	while (in->end - in->start < length && !in->ended)
		if (fill(in, err) < 0)
			return -1;
	size_t have = in->end - in->start;
	*ret_head = (struct span){in->buffer + in->start, have < length ? have : length};
	return 0;
}

static int skip_byte_order_mark(struct csvin *in, struct error *err)
{
	struct span head;

	if (csvin_head(in, 3, &head, err) < 0)
		return -1;
	if (span_is(head, byte_order_mark)) {
		in->start += head.len;
		in->offset += (int64_t)head.len;
	}
	in->begun = true;
	return 0;
}

/* The line that holds byte `from` of the record: where it ends (at its LF, or at the end of the
 * stream). 1; 0: the record gets too large before that; -1. */
static int line_end(struct csvin *in, size_t from, size_t *ret_end, struct error *err)
{
	size_t searched = from;

	for (;;) {
		const char *record = in->buffer + in->start;
		const char *found = memchr(record + searched, '\n', in->end - in->start - searched);
		*ret_end = searched = found ? (size_t)(found - record) : in->end - in->start;
		if (found || in->ended)
			return 1;
		if (searched > in->record_max + 1)
			return 0;
		if (fill(in, err) < 0)
			return -1;
	}
}

/* The length of the text that ends at `end`, without the CR of a CRLF. */
static size_t without_cr(const struct csvin *in, size_t end)
{
	return end > 0 && in->buffer[in->start + end - 1] == '\r' ? end - 1 : end;
}

enum scan_state { CELL_BEGINS, IN_PLAIN, IN_QUOTES, AFTER_QUOTE, AFTER_CELL, BROKEN };

/* Follows the quotes of one record, line by line. */
struct scan {
	enum scan_state state;
	int cells;
};

static enum scan_state scan_byte(enum scan_state state, char c)
{
	switch (state) {
	case CELL_BEGINS:
		if (is_blank((unsigned char)c))
			return CELL_BEGINS;
		return c == '"' ? IN_QUOTES : IN_PLAIN;
	case IN_PLAIN:
		return c == '"' ? BROKEN : IN_PLAIN;
	case IN_QUOTES:
		return c == '"' ? AFTER_QUOTE : IN_QUOTES;
	case AFTER_QUOTE:
		if (c == '"')
			return IN_QUOTES;
		return is_blank((unsigned char)c) ? AFTER_CELL : BROKEN;
	case AFTER_CELL:
		return is_blank((unsigned char)c) ? AFTER_CELL : BROKEN;
	default:
		return BROKEN;
	}
}

static void scan_text(struct scan *scan, const char *at, const char *end, char delimiter)
{
	while (at < end && scan->state != BROKEN) {
		if (scan->state == IN_QUOTES) {
			at = memchr(at, '"', (size_t)(end - at));
			if (!at)
				return;
		}
		if (*at == delimiter && scan->state != IN_QUOTES) {
			scan->state = CELL_BEGINS;
			scan->cells++;
		} else {
			scan->state = scan_byte(scan->state, *at);
		}
		at++;
	}
}

/* The record begins with the line that ends at *end and has quotes: follows them over as many lines
 * as they span. 1: the record is whole, and *end is its end; 0: it has a stray quote; -1. */
static int follow_quotes(struct csvin *in, size_t *end, struct error *err)
{
	struct scan scan = {CELL_BEGINS, 1};
	size_t first = *end, from = 0;

	for (;;) {
		const char *record = in->buffer + in->start;
		scan_text(&scan, record + from, record + without_cr(in, *end), in->delimiter);
		if (scan.state != IN_QUOTES)
			break;
		if (in->start + *end == in->end || *end >= in->record_max)
			return 0;
		from = *end + 1;
		int found = line_end(in, from, end, err);
		if (found < 1)
			return found;
	}
	bool spans = *end > first;
	if (scan.state == BROKEN || (spans && without_cr(in, *end) > in->record_max))
		return 0;
	return !spans || in->columns == 0 || scan.cells == in->columns;
}

/* What stands behind an empty cell is mostly no blank either: so whether it is empty, which nothing
 * could predict, is not asked here. */
static struct span trim(const char *at, const char *end)
{
	struct span cell = {at, (size_t)(end - at)};
	unsigned char first = (unsigned char)at[0], last = (unsigned char)end[-(at < end)];

	return first > ' ' && last > ' ' ? cell : span_trim(cell);
}

/* Bit i stands for byte i of a block. */
struct block {
	uint64_t delimiters;
	uint64_t odd; /* NUL, or no ASCII */
};

#ifdef __SSE2__
static struct block look_at(const char *at, char delimiter)
{
	const __m128i wanted = _mm_set1_epi8(delimiter), zero = _mm_setzero_si128();
	struct block block = {0};

	for (int i = 0; i < BLOCK; i += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(at + i));
		uint64_t found = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted));
		uint64_t plain = (unsigned)_mm_movemask_epi8(_mm_cmpgt_epi8(bytes, zero));
		block.delimiters |= found << i;
		block.odd |= (plain ^ UINT16_MAX) << i;
	}
	return block;
}
#else
static struct block look_at(const char *at, char delimiter)
{
	struct block block = {0};

	for (int i = 0; i < BLOCK; i++) {
		block.delimiters |= (uint64_t)(at[i] == delimiter) << i;
		block.odd |= (uint64_t)((signed char)at[i] <= 0) << i;
	}
	return block;
}
#endif

/* Cells of a record without quotes. They are short: a call of memchr for each would cost more than
 * looking at many bytes at once, which may stand behind the record (SLACK). */
static int split_plain(const struct csvin *in, struct csvin_record *record)
{
	const char *cell = record->raw.at, *end = cell + record->raw.len;
	struct span *at = in->cells, *last = at + CSVIN_CELLS_MAX;
	uint64_t odd = 0;
	int count = 1;

	for (const char *bytes = cell; bytes < end; bytes += BLOCK) {
		struct block block = look_at(bytes, in->delimiter);
		uint64_t inside = end - bytes < BLOCK ? (UINT64_C(1) << (end - bytes)) - 1 : UINT64_MAX;
		struct span *before = at;
		odd |= block.odd & inside;
		for (uint64_t found = block.delimiters & inside; found; found &= found - 1) {
			const char *stop = bytes + __builtin_ctzll(found);
			*at++ = trim(cell, stop);
			cell = stop + 1;
		}
		count += (int)(at - before);
		at = at < last ? at : last;
	}
	*at = trim(cell, end);
	record->ascii = odd == 0;
	return count;
}

struct split {
	struct csvin *in;
	int count;
};

static void take_cell(void *bytes, size_t length, void *context)
{
	struct split *split = context;
	struct str *text = &split->in->text;
	const char *at = text->s + text->len;

	str_add_bytes(text, bytes, length);
	if (split->count < CSVIN_CELLS_MAX)
		split->in->cells[split->count] = trim(at, at + length);
	split->count++;
}

/* Cells of a record with quotes, by libcsv; -1 where it finds a stray one. */
static int split_quoted(struct csvin *in, struct span raw)
{
	struct split split = {.in = in};

	str_reset(&in->text);
	str_reserve(&in->text, raw.len); /* the text never moves while cells point into it */
	size_t used = csv_parse(in->parser, raw.at, raw.len, take_cell, NULL, &split);
	int result = csv_fini(in->parser, take_cell, NULL, &split);
	if (used == raw.len && result == 0)
		return split.count;
	csv_free(in->parser); /* after an error it does not begin anew by itself */
	init_parser(in->parser, in->delimiter);
	return -1;
}

/* One line, or what there is of it. */
static void use_line(struct csvin *in, size_t end)
{
	bool line_break = in->start + end < in->end;

	in->start += end + line_break;
	in->offset += (int64_t)end + line_break;
	in->line += line_break;
}

/* A record that may have several lines. */
static void use_up(struct csvin *in, size_t end)
{
	const char *at = in->buffer + in->start, *stop = at + end;

	while ((at = memchr(at, '\n', (size_t)(stop - at)))) {
		in->line++;
		at++;
	}
	use_line(in, end);
}

static void begin_record(const struct csvin *in, size_t length, struct csvin_record *record)
{
	*record = (struct csvin_record){
		.line = in->line,
		.offset = in->offset,
		.raw = {in->buffer + in->start, length},
		.cells = in->cells,
	};
}

/* Whether there is a quote in the next bytes. Mostly there is none far and wide, and that is found
 * out once for all that is read. */
static bool has_quote(struct csvin *in, size_t length)
{
	if (in->quote < in->start)
		in->quote = in->start;
	if (in->quote < in->start + length) {
		const char *found = memchr(in->buffer + in->quote, '"', in->end - in->quote);
		in->quote = found ? (size_t)(found - in->buffer) : in->end;
	}
	return in->quote < in->start + length;
}

/* The record's first line ends at `end`. */
static int take_record(struct csvin *in, size_t end, struct csvin_record *record, struct error *err)
{
	size_t first = end;
	bool quotes = has_quote(in, end);
	int whole = quotes ? follow_quotes(in, &end, err) : 1;

	if (whole < 0)
		return -1;
	begin_record(in, without_cr(in, whole ? end : first), record);
	if (whole)
		record->count = quotes ? split_quoted(in, record->raw) : split_plain(in, record);
	if (!whole || record->count < 0) {
		end = first;
		begin_record(in, without_cr(in, first), record);
		record->fault = CSVIN_STRAY_QUOTE;
	}
	if (end > first)
		use_up(in, end);
	else
		use_line(in, end);
	return 1;
}

/* The rest of a line that was too large to be held. */
static int skip_line(struct csvin *in, struct error *err)
{
	const char *found = NULL;

	while (!found) {
		found = memchr(in->buffer + in->start, '\n', in->end - in->start);
		use_line(in, found ? (size_t)(found - in->buffer) - in->start : in->end - in->start);
		if (!found && in->ended)
			break;
		if (!found && fill(in, err) < 0)
			return -1;
	}
	in->skipping = false;
	return 0;
}

static int too_large(struct csvin *in, struct csvin_record *record)
{
	begin_record(in, in->record_max, record);
	record->fault = CSVIN_TOO_LARGE;
	in->skipping = true;
	return 1;
}

static int begin_line(struct csvin *in, struct error *err)
{
	if (!in->begun && skip_byte_order_mark(in, err) < 0)
		return -1;
	return in->skipping ? skip_line(in, err) : 0;
}

static bool is_empty_line(const struct csvin *in, size_t length)
{
	const char *at = in->buffer + in->start;

	if (length > 0 && !is_blank((unsigned char)at[0]))
		return false;
	return span_trim((struct span){at, length}).len == 0 && !memchr(at, in->delimiter, length);
}

int csvin_next(struct csvin *in, struct csvin_record *ret_record, struct error *err)
{
	size_t end;

	for (;;) {
		if (begin_line(in, err) < 0)
			return -1;
		int found = line_end(in, 0, &end, err);
		if (found < 0)
			return -1;
		size_t length = without_cr(in, end);
		if (found == 0 || length > in->record_max)
			return too_large(in, ret_record);
		if (!is_empty_line(in, length))
			return take_record(in, end, ret_record, err);
		if (end == 0 && in->start == in->end && in->ended)
			return 0;
		use_line(in, end);
	}
}

void csvin_put_cell(struct str *out, struct span cell, char delimiter)
{
	bool quote = span_trim(cell).len != cell.len;

	for (size_t i = 0; i < cell.len && !quote; i++)
		quote = cell.at[i] == delimiter || memchr("\"\r\n", cell.at[i], 3);
	if (!quote) {
		str_add_span(out, cell);
		return;
	}
	str_add_char(out, '"');
	for (size_t i = 0; i < cell.len; i++) {
		if (cell.at[i] == '"')
			str_add_char(out, '"');
		str_add_char(out, cell.at[i]);
	}
	str_add_char(out, '"');
}
