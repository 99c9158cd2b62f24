/* Reading ahead, and cutting where a row ends. */
#include "pipeline/edge/pgcopy_pieces.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

#include "pipeline/base/mem.h"

#define PIECE ((size_t)256 * 1024) /* stays in a core's cache */

static int damaged(const struct pgcopy_pieces *pieces, struct error *err)
{
	error_set(err, EXIT_DATA, "%s: damaged behind row %" PRIu64 " (byte %" PRIu64 ")", pieces->path,
		pieces->rows, pieces->at);
	return error_hint(err, "remove the file and run the stage before again");
}

/* Fills bytes up to `room`, or to the end of the file. */
static int fill(struct pgcopy_pieces *pieces, struct str *bytes, size_t room, struct error *err)
{
	str_reserve(bytes, room);
	while (bytes->len < room && !pieces->ended) {
		ssize_t n = read(pieces->fd, bytes->s + bytes->len, room - bytes->len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_errno(err, EXIT_IOERR, "%s: cannot be read", pieces->path);
		pieces->ended = n == 0;
		bytes->len += (size_t)n;
	}
	return 0;
}

static int check_header(struct pgcopy_pieces *pieces, struct error *err)
{
	struct span header = pgcopy_header(), found;

	if (fill(pieces, &pieces->rest, header.len, err) < 0)
		return -1;
	found = (struct span){pieces->rest.s, pieces->rest.len};
	if (!span_equal(found, header))
		return damaged(pieces, err);
	str_reset(&pieces->rest);
	pieces->at = header.len;
	return 0;
}

int pgcopy_pieces_open(struct pgcopy_pieces *pieces, const char *path, int fields,
	struct error *err)
{
	*pieces = (struct pgcopy_pieces){
		.fd = open(path, O_RDONLY | O_CLOEXEC), .path = mem_strdup(path), .fields = fields};
	int result = pieces->fd < 0 ? error_errno(err, EXIT_NOINPUT, "%s: cannot be opened", path)
								: check_header(pieces, err);

	if (result < 0)
		pgcopy_pieces_close(pieces);
	return result;
}

/* SIZE_MAX: a row of another number of fields. */
static size_t row_length(struct span bytes, int fields)
{
	const unsigned char *at = (const unsigned char *)bytes.at;

	if (bytes.len >= 2 && (at[0] << 8 | at[1]) != fields)
		return SIZE_MAX;
	return pgcopy_row_length(bytes);
}

/* How many of these bytes are whole rows, which are counted. Behind them stands what cannot be a row
 * where *ret_row is false. */
static size_t whole_rows(struct pgcopy_pieces *pieces, const struct str *bytes, bool *ret_row)
{
	struct span rest = {bytes->s, bytes->len};
	size_t length;

	while ((length = row_length(rest, pieces->fields)) > 0 && length != SIZE_MAX) {
		rest = (struct span){rest.at + length, rest.len - length};
		pieces->rows++;
	}
	*ret_row = length != SIZE_MAX;
	return bytes->len - rest.len;
}

/* Behind the last row stands the trailer, and nothing else. */
static int end_file(const struct pgcopy_pieces *pieces, struct error *err)
{
	struct span rest = {pieces->rest.s, pieces->rest.len};

	return span_equal(rest, pgcopy_trailer()) ? 0 : damaged(pieces, err);
}

int pgcopy_pieces_next(struct pgcopy_pieces *pieces, struct str *bytes, struct error *err)
{
	size_t whole = 0;
	bool row;

	str_reset(bytes);
	str_add_bytes(bytes, pieces->rest.s, pieces->rest.len);
	for (size_t room = PIECE; whole == 0; room *= 2) {
		if (fill(pieces, bytes, room, err) < 0)
			return -1;
		whole = whole_rows(pieces, bytes, &row);
		if (whole == 0 && (pieces->ended || (!row && bytes->len > pgcopy_trailer().len)))
			break;
	}
	str_reset(&pieces->rest);
	str_add_bytes(&pieces->rest, bytes->s + whole, bytes->len - whole);
	bytes->len = whole;
	pieces->at += whole;
	return whole > 0 ? 1 : end_file(pieces, err);
}

void pgcopy_pieces_close(struct pgcopy_pieces *pieces)
{
	if (pieces->fd >= 0)
		close(pieces->fd);
	free(pieces->path);
	str_release(&pieces->rest);
	*pieces = (struct pgcopy_pieces)PGCOPY_PIECES_INIT;
}
