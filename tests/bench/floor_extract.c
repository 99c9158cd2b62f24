/*
 * The floor under extract: inflates a gzipped CSV file with zlib, takes it apart with libcsv, and
 * counts. No reader that is built on these two libraries can be faster; tests/bench/extract.py
 * says how far above it extract is.
 *
 * It checks nothing, keeps nothing and writes nothing.
 */
#include <csv.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#define PIECE (256 * 1024)

struct counts {
	uint64_t cells, rows, bytes;
};

static void count_cell(void *bytes, size_t length, void *context)
{
	struct counts *counts = context;

	(void)bytes;
	counts->cells++;
	counts->bytes += length;
}

static void count_row(int last, void *context)
{
	struct counts *counts = context;

	(void)last;
	counts->rows++;
}

static int stop(const char *what)
{
	fprintf(stderr, "floor_extract: %s\n", what);
	return 1;
}

/* Parses what inflate makes of one piece of the file; the last result of inflate. */
static int take_piece(z_stream *stream, struct csv_parser *parser, struct counts *counts)
{
	static unsigned char text[PIECE];
	int result = Z_OK;

	while (result == Z_OK && (stream->avail_in > 0 || stream->avail_out == 0)) {
		stream->next_out = text;
		stream->avail_out = sizeof(text);
		result = inflate(stream, Z_NO_FLUSH);
		size_t given = sizeof(text) - stream->avail_out;
		if (csv_parse(parser, text, given, count_cell, count_row, counts) != given)
			return Z_DATA_ERROR;
		if (result == Z_STREAM_END && stream->avail_in > 0)
			result = inflateReset(stream);
	}
	return result == Z_BUF_ERROR ? Z_OK : result;
}

int main(int argc, char **argv)
{
	static unsigned char bytes[PIECE];
	z_stream stream = {0};
	struct csv_parser parser;
	struct counts counts = {0};
	int result = Z_OK;
	ssize_t n;

	int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;
	if (fd < 0)
		return stop("usage: floor_extract FILE.csv.gz");
	if (inflateInit2(&stream, 15 + 16) != Z_OK || csv_init(&parser, CSV_STRICT) != 0)
		return stop("no memory");
	while ((n = read(fd, bytes, sizeof(bytes))) > 0) {
		stream.next_in = bytes;
		stream.avail_in = (uInt)n;
		result = take_piece(&stream, &parser, &counts);
		if (result != Z_OK && result != Z_STREAM_END)
			return stop("the file cannot be read");
	}
	if (n < 0 || result != Z_STREAM_END)
		return stop("the file is cut off");
	csv_fini(&parser, count_cell, count_row, &counts);
	csv_free(&parser);
	inflateEnd(&stream);
	close(fd);
	printf("%ju rows, %ju cells, %ju bytes\n", (uintmax_t)counts.rows, (uintmax_t)counts.cells,
		(uintmax_t)counts.bytes);
	return 0;
}
