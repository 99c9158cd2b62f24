/* Reading one delivered file. */
#include "stages/extract/reading.h"

#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/csvin.h"
#include "pipeline/edge/readahead.h"
#include "stages/extract/record.h"
#include "stages/extract/repeats.h"
#include "stages/extract/sniff.h"
#include "stages/extract/staging.h"

/* One pass over the file. */
struct pass {
	const struct reading *reading;
	struct gzin gzin;
	struct readahead ahead;
	struct csvin csv;
	struct record_reader records;
	struct staging staging;
	struct ordinals *ordinals; /* these two go from one pass to the next */
	struct repeats *repeats;
	bool keys_repeat; /* not where every line gets its ordinal */
	struct str header; /* its record, to know it again among the rows */
};

enum gzin_form reading_form(const char *name)
{
	size_t length = strlen(name);

	return length > 3 && strcmp(name + length - 3, ".gz") == 0 ? GZIN_GZIP : GZIN_PLAIN;
}

static int sniff_file(const struct reading *reading, struct error *err)
{
	char bytes[SNIFF_BYTES];

	if (reading->form != GZIN_GZIP)
		return 0;
	int fd = open(reading->path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return error_errno(err, EXIT_NOINPUT, "cannot be opened");
	ssize_t n = read(fd, bytes, sizeof(bytes));
	close(fd);
	return n < 0 ? error_errno(err, EXIT_IOERR, "cannot be read")
				 : sniff_gzip((struct span){bytes, (size_t)n}, err);
}

static struct csvin_source source_of(struct pass *pass)
{
	if (pass->reading->ahead && readahead_start(&pass->ahead, gzin_read, &pass->gzin) == 0)
		return (struct csvin_source){readahead_read, &pass->ahead};
	return (struct csvin_source){gzin_read, &pass->gzin};
}

static int open_stream(struct pass *pass, struct error *err)
{
	const struct reading *reading = pass->reading;
	struct span head;

	if (sniff_file(reading, err) < 0 ||
		gzin_open(&pass->gzin, reading->path, reading->form, err) < 0)
		return -1;
	if (reading->piece)
		pass->gzin.piece = reading->piece;
	csvin_open(&pass->csv, source_of(pass), reading->dialect->conf->delimiter);
	if (csvin_head(&pass->csv, SNIFF_BYTES, &head, err) < 0)
		return -1;
	return sniff_text(head, reading->form, err);
}

static int check_header(const struct csvin_record *header, struct error *err)
{
	if (sniff_line_ends(header->raw, err) < 0)
		return -1;
	if (header->fault == CSVIN_TOO_LARGE) {
		error_set(err, EXIT_DATA, "the header is larger than %zu bytes", CSVIN_RECORD_MAX);
		return error_hint(err, "is it the right file? The first line names the columns");
	}
	if (header->count > CSVIN_CELLS_MAX) {
		error_set(err, EXIT_DATA, "the header has more than %d columns", CSVIN_CELLS_MAX);
		return error_hint(err, "is `delimiter` right? Otherwise export fewer columns");
	}
	if (header->fault != CSVIN_GOOD) {
		error_set(err, EXIT_DATA, "the header has a quote where none can be");
		return error_hint(err, "is `delimiter` right? A cell with quotes in it stands in quotes, and "
							   "has them doubled");
	}
	return 0;
}

static int bind_header(struct pass *pass, const struct csvin_record *header, struct error *err)
{
	struct dialect_columns columns;

	if (check_header(header, err) < 0 ||
		dialect_bind(pass->reading->dialect, header->cells, header->count, &columns, err) < 0)
		return error_wrap(err, "%s:%" PRIi64, pass->reading->name, header->line);
	pass->csv.columns = columns.count;
	str_add_span(&pass->header, header->raw);
	record_reader_init(&pass->records, pass->reading->dialect, &columns);
	pass->records.ordinals = pass->ordinals;
	return 0;
}

/* The line `sep=;` before the header is passed over, where it says what is declared. */
static int skip_separator_line(struct pass *pass, struct csvin_record *header, struct error *err)
{
	int found = sniff_separator_line(header->raw, pass->csv.delimiter, err);

	if (found < 0)
		return error_wrap(err, "%s:%" PRIi64, pass->reading->name, header->line);
	return found > 0 ? csvin_next(&pass->csv, header, err) : 1;
}

static int read_header(struct pass *pass, struct csvin_record *header, struct error *err)
{
	int found = csvin_next(&pass->csv, header, err);

	if (found > 0 && (found = skip_separator_line(pass, header, err)) < 0)
		return -1;
	if (found > 0)
		return bind_header(pass, header, err);
	if (found == 0) {
		error_set(err, EXIT_DATA, "is empty: there is not even a header");
		error_hint(err, "deliver it again; a file without rows has its header");
	}
	return error_wrap(err, "%s", pass->reading->name);
}

/* The key of a row: its first column, and the line number in an invoice, whose lines are neighbours
 * in the index of keys; the invoice's hash is there already. */
static struct repeats_key key_of(const struct pass *pass, const union feed_row *row)
{
	const struct feed_schema *schema = pass->reading->dialect->schema;
	const struct span *first =
		(const void *)((const char *)row + schema->fields[schema->keys[0]].at);

	if (schema->feed == FEED_INVOICES) {
		uint64_t group = pass->ordinals->invoice_hash;
		int64_t number = row->invoice.line_number;
		return (struct repeats_key){key_hash_near(group, (uint64_t)number), group, number,
			pass->ordinals->is_new};
	}
	uint64_t hash = key_hash(first->at, first->len);
	return (struct repeats_key){hash, hash, 0, false};
}

/* The same hashes for a row that was written. */
static uint64_t hash_of_first(struct span row)
{
	struct span first = pgcopy_row_field(row, 0);

	return key_hash(first.at, first.len);
}

static uint64_t hash_of_line(struct span row)
{
	int64_t number = 0;

	pgcopy_to_int(pgcopy_row_field(row, 1), &number);
	return key_hash_near(hash_of_first(row), (uint64_t)number);
}

/* Gives the record the rejection of a key with several values. */
static void set_conflict(const struct pass *pass, const struct csvin_record *from,
	struct record *record)
{
	const struct feed_schema *schema = pass->reading->dialect->schema;
	int field = schema->keys[0], column = pass->records.columns.columns[field];

	record->reject = REJECT_KEY_CONFLICT;
	record->column = schema->fields[field].name;
	if (column >= 0)
		record->value = from->cells[column];
}

static int take_conflict(struct pass *pass, const struct csvin_record *from, struct record *record,
	struct error *err)
{
	if (!pass->repeats->known)
		return 0; /* there will be another pass */
	set_conflict(pass, from, record);
	return staging_reject(&pass->staging, from, record, err);
}

/* A row without a fault of its own. It is written first: its bytes are compared, and meanwhile the
 * index's slots come from memory. */
static int take_good(struct pass *pass, const struct csvin_record *from, struct record *record,
	struct error *err)
{
	struct repeats_key key = key_of(pass, &record->row);
	enum repeat repeat = REPEAT_NONE;

	repeats_expect(pass->repeats, &key);
	staging_put(&pass->staging, from, record);
	if (pass->keys_repeat && repeats_find(pass->repeats, &key, &repeat, err) < 0)
		return -1;
	if (repeat == REPEAT_NONE)
		return staging_accept(&pass->staging, record, key.hash, err);
	staging_take_back(&pass->staging);
	if (repeat == REPEAT_CONFLICT)
		return take_conflict(pass, from, record, err);
	staging_skip(&pass->staging, record);
	return 0;
}

/* The header again, or a byte order mark, as where several exports were put together: no row, even
 * of a feed whose columns would take their words. */
static void refuse_beginning(const struct pass *pass, const struct csvin_record *from,
	struct record *record)
{
	if ((from->ascii || !span_starts(from->raw, span_of("\xEF\xBB\xBF"))) &&
		!span_equal(from->raw, (struct span){pass->header.s, pass->header.len}))
		return;
	record->reject = REJECT_ROW;
	record->column = NULL;
	record->value = SPAN_NONE;
}

static int read_rows(struct pass *pass, struct error *err)
{
	struct csvin_record from;
	struct record record;
	int found;

	while ((found = csvin_next(&pass->csv, &from, err)) > 0) {
		record_read(&pass->records, &from, &record);
		refuse_beginning(pass, &from, &record);
		int result = record.reject == REJECT_NONE
			? take_good(pass, &from, &record, err)
			: staging_reject(&pass->staging, &from, &record, err);
		if (result < 0)
			return -1;
	}
	return found;
}

static void pass_release(struct pass *pass)
{
	staging_release(&pass->staging);
	record_reader_release(&pass->records);
	csvin_close(&pass->csv);
	readahead_stop(&pass->ahead);
	gzin_close(&pass->gzin);
	str_release(&pass->header);
}

static int begin_pass(struct pass *pass, struct csvin_record *header, struct error *err)
{
	if (open_stream(pass, err) < 0)
		return error_wrap(err, "%s", pass->reading->name);
	return read_header(pass, header, err);
}

/* Lines that all get their ordinal as their number cannot come with a key twice. */
static bool keys_repeat(const struct record_reader *records)
{
	int field = records->line_field;

	return field < 0 || records->columns.columns[field] >= 0 || records->dialect->constant[field];
}

static int write_rows(struct pass *pass, struct span header, struct error *err)
{
	struct staging *staging = &pass->staging;
	const struct feed_schema *schema = pass->reading->dialect->schema;

	pass->keys_repeat = keys_repeat(&pass->records);
	if (staging_open(staging, pass->reading->folder, &pass->records, header, err) < 0 ||
		repeats_begin(pass->repeats, &staging->rows, schema->key_count, err) < 0)
		return -1;
	ordinals_begin(pass->ordinals, pass->reading->folder);
	return read_rows(pass, err);
}

/* What is read is only counted. */
static int count_rows(struct pass *pass, struct error *err)
{
	struct csvin_record from;
	struct record record;
	int found;

	ordinals_begin(pass->ordinals, pass->reading->folder);
	while ((found = csvin_next(&pass->csv, &from, err)) > 0)
		record_read(&pass->records, &from, &record);
	return found;
}

/* 1: another pass is needed, for what is known now; 0: the folder is complete; -1. */
static int end_pass(struct pass *pass, struct error *err)
{
	int again = ordinals_end(pass->ordinals, err);

	if (again > 0)
		repeats_release(pass->repeats); /* their keys have wrong ordinals */
	if (again == 0)
		again = repeats_end(pass->repeats, err);
	return again ? again : staging_commit(&pass->staging, err);
}

static int run_pass(struct pass *pass, struct error *err)
{
	struct csvin_record header;

	if (begin_pass(pass, &header, err) < 0)
		return -1;
	bool counts = pass->ordinals->way == ORDINALS_BY_INVOICE;
	int result = counts ? count_rows(pass, err) : write_rows(pass, header.raw, err);
	if (result == 0)
		result = end_pass(pass, err);
	return result < 0 ? error_wrap(err, "%s", pass->reading->name) : result;
}

#define PASS_INIT(of)                                                                              \
	{                                                                                              \
		.reading = (of), .gzin.fd = -1, .staging = STAGING_INIT                                    \
	}

static int run_once(const struct reading *reading, struct ordinals *ordinals,
	struct repeats *repeats, struct error *err)
{
	struct pass pass CLEANUP(pass_release) = PASS_INIT(reading);

	pass.ordinals = ordinals;
	pass.repeats = repeats;
	return run_pass(&pass, err);
}

int reading_stage(const struct reading *reading, struct error *err)
{
	struct ordinals ordinals CLEANUP(ordinals_release) = {.way = ORDINALS_BY_GROUP};
	struct repeats repeats CLEANUP(repeats_release) = REPEATS_INIT;
	bool invoices = reading->dialect->schema->feed == FEED_INVOICES;
	int more;

	repeats.hash = invoices ? hash_of_line : hash_of_first;
	repeats.group_hash = hash_of_first;
	do
		more = run_once(reading, &ordinals, &repeats, err);
	while (more > 0);
	return more;
}

int reading_check(const struct reading *reading, struct error *err)
{
	struct pass pass CLEANUP(pass_release) = PASS_INIT(reading);
	struct csvin_record header;

	return begin_pass(&pass, &header, err);
}
