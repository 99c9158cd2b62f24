/* Pieces of files, prepared ahead. */
#include "stages/transform/skim.h"

#include <inttypes.h>
#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/ahead.h"
#include "pipeline/edge/filter.h"
#include "pipeline/edge/pgcopy_pieces.h"

#define FIELDS_MAX 64

/* Where a line's facts stand among its fields. */
struct places {
	int number, date, sku, quantity;
};

struct skimming {
	struct skim *skim;
	struct places places;
	size_t next_file; /* index + 1 in the manifest */
	struct pgcopy_pieces open;
	uint32_t file; /* that is open; */
	uint32_t taken_file; /* and of the piece that was taken last: UINT32_MAX: none */
};

/* Some lines that follow one another in one file. */
struct piece {
	struct str bytes;
	uint32_t file;
	uint64_t first_row;
	int64_t lines;
	bool waits;
	struct skimmed *wanted;
	size_t wanted_count, wanted_cap;
	uint64_t *invoices; /* by hash */
	size_t invoice_count, invoice_cap;
	/* while they are glanced at */
	struct span number;
	uint64_t invoice;
	bool all_wanted;
};

/* Opens the next file, if there is one: 1, 0, -1. */
static int open_next(struct skimming *skimming, struct error *err)
{
	const struct staged_reading *reading = &skimming->skim->reading;

	pgcopy_pieces_close(&skimming->open);
	while (skimming->next_file > 0) {
		size_t index = --skimming->next_file;
		if (!staged_in_force(reading, index))
			continue;
		char *path AUTOFREE = staged_path(reading, index);
		skimming->file = (uint32_t)index;
		int opened = pgcopy_pieces_open(&skimming->open, path, reading->table->column_count, err);
		return opened < 0 ? -1 : 1;
	}
	return 0;
}

static int begin_piece(void *context, size_t item, void *result, struct error *err)
{
	struct skimming *skimming = context;
	struct piece *piece = result;
	int more, opened = 0;

	(void)item;
	do {
		piece->first_row = skimming->open.rows;
		piece->file = skimming->file;
		more = skimming->open.fd < 0 ? 0
									 : pgcopy_pieces_next(&skimming->open, &piece->bytes, err);
	} while (more == 0 && (opened = open_next(skimming, err)) > 0);
	return more == 0 ? opened : more;
}

/* Another invoice than that of the line before. */
static void begin_invoice(const struct skim *skim, struct piece *piece, struct span number)
{
	piece->number = number;
	piece->invoice = filter_text(number);
	piece->all_wanted = skim->wants_invoice(skim->context, number, piece->invoice);
	if (!skim->invoice)
		return;
	MEM_GROW(piece->invoices, piece->invoice_count, piece->invoice_cap);
	piece->invoices[piece->invoice_count++] = piece->invoice;
}

static bool keep(const struct skim *skim, struct piece *piece, const struct span *fields)
{
	MEM_GROW(piece->wanted, piece->wanted_count, piece->wanted_cap);
	struct skimmed *line = &piece->wanted[piece->wanted_count++];
	*line = (struct skimmed){.invoice = piece->invoice};
	return table_take(skim->reading.table, skim->reading.columns, fields, &line->row);
}

/* False where a field has not its type's form. */
static bool glance_at(const struct skimming *skimming, struct piece *piece, const struct span *fields)
{
	const struct skim *skim = skimming->skim;
	const struct places *places = &skimming->places;
	struct glance glance = {.sku = fields[places->sku]};
	struct span number = fields[places->number];

	if (!pgcopy_to_date(fields[places->date], &glance.date) ||
		!pgcopy_to_int(fields[places->quantity], &glance.quantity))
		return false;
	piece->lines++;
	piece->waits |= glance.date > skim->as_of;
	if (!piece->number.at || !span_equal(piece->number, number))
		begin_invoice(skim, piece, number);
	if (!piece->all_wanted && !skim->wants_line(skim->context, &glance))
		return true;
	return keep(skim, piece, fields);
}

static int damaged(const struct skimming *skimming, const struct piece *piece, struct error *err)
{
	char *path AUTOFREE = staged_path(&skimming->skim->reading, piece->file);

	error_set(err, EXIT_DATA, "%s: damaged at row %" PRIu64, path,
		piece->first_row + (uint64_t)piece->lines + 1);
	return error_hint(err, "remove the file and run the stage before again");
}

static int glance_at_piece(void *context, size_t item, void *result, struct error *err)
{
	const struct skimming *skimming = context;
	struct piece *piece = result;
	const unsigned char *at = (const unsigned char *)piece->bytes.s, *end = at + piece->bytes.len;
	int count = skimming->skim->reading.table->column_count;
	struct span fields[FIELDS_MAX];

	(void)item;
	while (at < end) {
		pgcopy_split(&at, fields, count);
		if (!glance_at(skimming, piece, fields))
			return damaged(skimming, piece, err);
	}
	return 0;
}

static void go_to_file(struct skimming *skimming, uint32_t file)
{
	const struct skim *skim = skimming->skim;

	if (skimming->taken_file != UINT32_MAX && skimming->taken_file != file && skim->end_file)
		skim->end_file(skim->context);
	skimming->taken_file = file;
}

static int take_piece(void *context, size_t item, void *result, struct error *err)
{
	struct skimming *skimming = context;
	struct skim *skim = skimming->skim;
	const struct piece *piece = result;

	(void)item;
	(void)err;
	go_to_file(skimming, piece->file);
	skim->lines += piece->lines;
	skim->waits |= piece->waits;
	for (size_t i = 0; i < piece->invoice_count; i++)
		skim->invoice(skim->context, piece->invoices[i]);
	for (size_t i = 0; i < piece->wanted_count; i++)
		skim->take(skim->context, piece->file, &piece->wanted[i]);
	return 0;
}

static void release_piece(void *result)
{
	struct piece *piece = result;

	str_release(&piece->bytes);
	free(piece->wanted);
	free(piece->invoices);
}

int skim_run(struct skim *skim, struct error *err)
{
	const struct table *table = skim->reading.table;
	struct skimming skimming = {.skim = skim,
		.places = {table_column(table, "invoice_number"), table_column(table, "invoice_date"),
			table_column(table, "sku"), table_column(table, "quantity")},
		.next_file = skim->reading.manifest->input_count,
		.open = PGCOPY_PIECES_INIT,
		.taken_file = UINT32_MAX};
	struct ahead work = {.begin = begin_piece,
		.prepare = glance_at_piece,
		.take = take_piece,
		.release = release_piece,
		.context = &skimming,
		.result_size = sizeof(struct piece)};

	int result = ahead_run(&work, AHEAD_ALL, skim->jobs, err);
	pgcopy_pieces_close(&skimming.open);
	if (result == 0)
		go_to_file(&skimming, UINT32_MAX);
	return result;
}
