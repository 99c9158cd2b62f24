/* Reading one delivered file. */
#include "stages/extract/reading.h"

#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/csvin.h"
#include "pipeline/edge/keyset.h"
#include "stages/extract/record.h"
#include "stages/extract/sniff.h"
#include "stages/extract/staging.h"

/* One pass over the file. */
struct pass {
	const struct reading *reading;
	struct gzin gzin;
	struct csvin csv;
	struct record_reader records;
	struct staging staging;
	struct keyset seen;        /* key: hash of the row's values */
	struct keyset *conflicts;  /* keys that came with different values */
	bool conflicts_known;
	struct str values;
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

static int open_stream(struct pass *pass, struct error *err)
{
	const struct reading *reading = pass->reading;
	struct span head;

	if (sniff_file(reading, err) < 0 ||
		gzin_open(&pass->gzin, reading->path, reading->form, err) < 0)
		return -1;
	if (reading->piece)
		pass->gzin.piece = reading->piece;
	csvin_open(&pass->csv, (struct csvin_source){gzin_read, &pass->gzin},
		reading->dialect->conf->delimiter);
	if (csvin_head(&pass->csv, SNIFF_BYTES, &head, err) < 0)
		return -1;
	return sniff_text(head, err);
}

static int check_header(const struct csvin_record *header, struct error *err)
{
	if (header->fault == CSVIN_TOO_LARGE)
		return error_set(err, EXIT_DATA, "the header is larger than %zu bytes", CSVIN_RECORD_MAX);
	if (header->count > CSVIN_CELLS_MAX)
		return error_set(err, EXIT_DATA, "the header has more than %d columns", CSVIN_CELLS_MAX);
	if (header->fault != CSVIN_GOOD) {
		error_set(err, EXIT_DATA, "the header has a quote where none can be");
		return error_hint(err, "a cell with quotes in it stands in quotes, and has them doubled");
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
	record_reader_init(&pass->records, pass->reading->dialect, &columns);
	return 0;
}

static int read_header(struct pass *pass, struct csvin_record *header, struct error *err)
{
	int found = csvin_next(&pass->csv, header, err);

	if (found > 0)
		return bind_header(pass, header, err);
	if (found == 0) {
		error_set(err, EXIT_DATA, "is empty: there is not even a header");
		error_hint(err, "deliver it again; a file without rows has its header");
	}
	return error_wrap(err, "%s", pass->reading->name);
}

static void put_value(struct str *out, const struct feed_field *field, const void *row)
{
	const void *at = (const char *)row + field->at;
	struct span text;

	switch (field->type) {
	case COLUMN_TEXT:
		text = *(const struct span *)at;
		str_add_bytes(out, &text.len, sizeof(text.len));
		str_add_span(out, text);
		break;
	case COLUMN_INT:
		str_add_bytes(out, at, sizeof(int64_t));
		break;
	case COLUMN_DATE:
		str_add_bytes(out, at, sizeof(date_t));
		break;
	default:
		str_add_bytes(out, at, sizeof(struct money));
	}
}

static struct key row_key(struct pass *pass, const union feed_row *row)
{
	const struct feed_schema *schema = pass->reading->dialect->schema;

	str_reset(&pass->values);
	for (int i = 0; i < schema->key_count; i++)
		put_value(&pass->values, &schema->fields[schema->keys[i]], row);
	struct key key = key_of(pass->values.s, pass->values.len);
	/* Four lines of an invoice are neighbours in the set: one look into memory finds them all. */
	if (schema->feed == FEED_INVOICES)
		key = key_near(key, hash64(row->invoice.invoice_number.at, row->invoice.invoice_number.len),
			(uint64_t)row->invoice.line_number);
	return key;
}

/* After row_key, whose values are part of it. */
static uint64_t row_values(struct pass *pass, const union feed_row *row)
{
	const struct feed_schema *schema = pass->reading->dialect->schema;

	for (int i = 0; i < schema->field_count; i++)
		if (!schema->fields[i].key)
			put_value(&pass->values, &schema->fields[i], row);
	return hash64(pass->values.s, pass->values.len);
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

/* A row without a fault of its own. */
static int take_good(struct pass *pass, const struct csvin_record *from, struct record *record,
	struct error *err)
{
	struct key key = row_key(pass, &record->row);

	keyset_expect(&pass->seen, key);
	if (pass->conflicts_known && keyset_get(pass->conflicts, key)) {
		set_conflict(pass, from, record);
		return staging_reject(&pass->staging, from, record, err);
	}
	uint64_t values = row_values(pass, &record->row), *seen = keyset_at(&pass->seen, key);
	if (*seen == 0) {
		*seen = values;
		return staging_accept(&pass->staging, from, record, key, err);
	}
	if (*seen == values)
		staging_skip(&pass->staging, record);
	else
		*keyset_at(pass->conflicts, key) = 1;
	return 0;
}

static int read_rows(struct pass *pass, struct error *err)
{
	struct csvin_record from;
	struct record record;
	int found;

	while ((found = csvin_next(&pass->csv, &from, err)) > 0) {
		record_read(&pass->records, &from, &record);
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
	gzin_close(&pass->gzin);
	keyset_release(&pass->seen);
	str_release(&pass->values);
}

static int begin_pass(struct pass *pass, struct csvin_record *header, struct error *err)
{
	if (open_stream(pass, err) < 0)
		return error_wrap(err, "%s", pass->reading->name);
	return read_header(pass, header, err);
}

static int run_pass(struct pass *pass, struct error *err)
{
	struct csvin_record header;

	if (begin_pass(pass, &header, err) < 0)
		return -1;
	if (staging_open(&pass->staging, pass->reading->folder, &pass->records, header.raw, err) < 0 ||
		read_rows(pass, err) < 0)
		return error_wrap(err, "%s", pass->reading->name);
	bool again = !pass->conflicts_known && pass->conflicts->count > 0;
	return again ? 0 : staging_commit(&pass->staging, err);
}

#define PASS_INIT(of)                                                                              \
	{                                                                                              \
		.reading = (of), .gzin.fd = -1, .staging = STAGING_INIT                                    \
	}

static int run_once(const struct reading *reading, struct keyset *conflicts, bool known,
	struct error *err)
{
	struct pass pass CLEANUP(pass_release) = PASS_INIT(reading);

	pass.conflicts = conflicts;
	pass.conflicts_known = known;
	return run_pass(&pass, err);
}

int reading_stage(const struct reading *reading, struct error *err)
{
	struct keyset conflicts CLEANUP(keyset_release) = {0};
	int result = run_once(reading, &conflicts, false, err);

	if (result == 0 && conflicts.count > 0)
		result = run_once(reading, &conflicts, true, err);
	return result;
}

int reading_check(const struct reading *reading, struct error *err)
{
	struct pass pass CLEANUP(pass_release) = PASS_INIT(reading);
	struct csvin_record header;

	return begin_pass(&pass, &header, err);
}
