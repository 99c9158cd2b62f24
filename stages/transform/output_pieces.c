/* The large tables: their rows are made by several threads, and written in their order. */
#include "pipeline/base/mem.h"
#include "pipeline/edge/ahead.h"
#include "stages/transform/output_tables.h"

#define PIECE_ROWS 1024
#define PIECE_BYTES (PIECE_ROWS * 320) /* of rows as they usually are */

struct pieces {
	const struct output *output;
	write_piece write;
	size_t rows;
	struct pgcopy_writer *w;
};

static int make_piece(void *context, size_t item, void *result, struct error *err)
{
	const struct pieces *pieces = context;
	size_t first = item * PIECE_ROWS, left = pieces->rows - first;

	(void)err;
	pgcopy_piece(result, PIECE_BYTES);
	pieces->write(pieces->output, first, first + (left < PIECE_ROWS ? left : PIECE_ROWS), result);
	return 0;
}

static int append_piece(void *context, size_t item, void *result, struct error *err)
{
	const struct pieces *pieces = context;

	(void)item;
	(void)err;
	pgcopy_append(pieces->w, result);
	return 0;
}

static void release_piece(void *context, void *result)
{
	(void)context;
	pgcopy_abort(result);
}

int write_in_pieces(const struct output *output, write_piece write, size_t rows,
	struct pgcopy_writer *w, struct error *err)
{
	struct pieces pieces = {output, write, rows, w};
	struct ahead work = {make_piece, append_piece, release_piece, &pieces,
		sizeof(struct pgcopy_writer)};

	return ahead_run(&work, (rows + PIECE_ROWS - 1) / PIECE_ROWS, output->jobs, err);
}

/* Each round asks for what the next one looks at. */
void fetch_lines(const struct sales *sales, const uint32_t *lines, size_t count)
{
	const unsigned char *const *texts = sales->texts.texts;

	for (size_t i = 0; i < count; i++)
		sales_fetch_line(sales, lines[i]);
	for (size_t i = 0; i < count; i++) {
		const struct line *line = &sales->lines[lines[i]];
		__builtin_prefetch(&texts[line->invoice]);
		__builtin_prefetch(&texts[line->customer]);
	}
	for (size_t i = 0; i < count; i++) {
		const struct line *line = &sales->lines[lines[i]];
		__builtin_prefetch(texts[line->invoice]);
		__builtin_prefetch(texts[line->customer]);
	}
}
