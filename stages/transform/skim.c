/* Pieces of files, prepared ahead. */
#include "stages/transform/skim.h"

#include <inttypes.h>
#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/ahead.h"
#include "pipeline/edge/filter.h"
#include "pipeline/edge/pgcopy_pieces.h"

#define AT_ONCE 16 /* lines that are taken apart before they are looked at */

struct skimming {
	struct skim *skim;
	struct skim_places places;
	size_t next_file; /* index + 1 in the manifest */
	struct pgcopy_pieces open;
	uint32_t file;       /* that is open, */
	uint32_t taken_file; /* and that of the piece that was taken last; UINT32_MAX: none */
};

/* Some lines that follow one another in one file; behind it stands what was found in them. */
struct piece {
	struct str bytes;
	uint32_t file;
	uint64_t first_row;
	int64_t lines;
	bool waits;
	max_align_t found[];
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

/* The next line, from its fields; false where one has not its type's form. */
static bool go_to(const struct skimming *skimming, struct skim_line *line)
{
	const struct skim_places *places = &skimming->places;
	struct span number = line->fields[places->number];

	line->begins = !line->number.at || !span_equal(line->number, number);
	line->number = number;
	if (line->begins)
		line->invoice = filter_text(number);
	line->sku = line->fields[places->sku];
	return pgcopy_to_date(line->fields[places->date], &line->date) &&
		   pgcopy_to_int(line->fields[places->quantity], &line->quantity);
}

static int damaged(const struct skimming *skimming, const struct piece *piece, struct error *err)
{
	char *path AUTOFREE = staged_path(&skimming->skim->reading, piece->file);

	error_set(err, EXIT_DATA, "%s: damaged at row %" PRIu64, path,
		piece->first_row + (uint64_t)piece->lines);
	return error_hint(err, "remove the file and run the stage before again");
}

/* Takes so many lines apart, or those that are left; how many. */
static int split_some(const struct skim *skim, const unsigned char **at, const unsigned char *end,
	struct span *fields)
{
	int columns = skim->reading.table->column_count, count = 0;

	while (count < AT_ONCE && *at < end)
		pgcopy_split(at, &fields[columns * count++], columns);
	if (skim->expect)
		skim->expect(skim->context, fields, count);
	return count;
}

static int look_at_piece(void *context, size_t item, void *result, struct error *err)
{
	const struct skimming *skimming = context;
	const struct skim *skim = skimming->skim;
	struct piece *piece = result;
	const unsigned char *at = (const unsigned char *)piece->bytes.s, *end = at + piece->bytes.len;
	int columns = skim->reading.table->column_count;
	struct span *fields AUTOFREE = mem_alloc((size_t)(columns * AT_ONCE) * sizeof(*fields));
	struct skim_line line = {0};

	(void)item;
	while (at < end) {
		int count = split_some(skim, &at, end, fields);
		for (int i = 0; i < count; i++) {
			line.fields = &fields[columns * i];
			piece->lines++;
			if (!go_to(skimming, &line) || !skim->look(skim->context, piece->found, &line))
				return damaged(skimming, piece, err);
			piece->waits |= line.date > skim->as_of;
		}
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
	struct piece *piece = result;

	(void)item;
	(void)err;
	go_to_file(skimming, piece->file);
	skim->lines += piece->lines;
	skim->waits |= piece->waits;
	skim->take(skim->context, piece->file, piece->found);
	return 0;
}

static void release_piece(void *context, void *result)
{
	const struct skimming *skimming = context;
	struct piece *piece = result;

	str_release(&piece->bytes);
	skimming->skim->release(skimming->skim->context, piece->found);
}

static struct skim_places places_in(const struct table *table)
{
	return (struct skim_places){table_column(table, "invoice_number"),
		table_column(table, "invoice_date"), table_column(table, "sku"),
		table_column(table, "quantity")};
}

int skim_run(struct skim *skim, struct error *err)
{
	struct skimming skimming = {.skim = skim,
		.places = places_in(skim->reading.table),
		.next_file = skim->reading.manifest->input_count,
		.open = PGCOPY_PIECES_INIT,
		.taken_file = UINT32_MAX};
	struct ahead work = {.begin = begin_piece,
		.prepare = look_at_piece,
		.take = take_piece,
		.release = release_piece,
		.context = &skimming,
		.result_size = sizeof(struct piece) + skim->found_size};

	int result = ahead_run(&work, AHEAD_ALL, skim->jobs, err);
	pgcopy_pieces_close(&skimming.open);
	if (result == 0)
		go_to_file(&skimming, UINT32_MAX);
	return result;
}
