/* Plain and gzipped files, by read(2) and zlib's inflate. */
#include "pipeline/edge/gzin.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <unistd.h>
#include <zlib.h>

#include "pipeline/base/mem.h"

#define PIECE (128 * 1024)
#define GZIP_ONLY (15 + 16) /* the largest window, and a gzip header and trailer that are checked */

static int begin_inflate(struct gzin *in, struct error *err)
{
	z_stream *stream = mem_alloc(sizeof(*stream));

	in->stream = stream;
	in->buffer = mem_alloc(PIECE);
	if (inflateInit2(stream, GZIP_ONLY) != Z_OK)
		return error_set(err, EXIT_OSERR, "no memory to read a gzipped file");
	return 0;
}

int gzin_open(struct gzin *in, const char *path, enum gzin_form form, struct error *err)
{
	*in = (struct gzin){
		.fd = open(path, O_RDONLY | O_CLOEXEC),
		.form = form,
		.piece = PIECE,
		.growth_from = GZIN_GROWTH_FROM,
	};
	if (in->fd < 0)
		return error_errno(err, EXIT_NOINPUT, "cannot be opened");
	if (form == GZIN_GZIP && begin_inflate(in, err) < 0) {
		gzin_close(in);
		return -1;
	}
	return 0;
}

static ssize_t read_some(struct gzin *in, void *bytes, size_t room, struct error *err)
{
	ssize_t n;

	do
		n = read(in->fd, bytes, room < in->piece ? room : in->piece);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return error_errno(err, EXIT_IOERR, "cannot be read at byte %" PRIu64, in->taken);
	in->ended = n == 0;
	return n;
}

static int refill(struct gzin *in, struct error *err)
{
	z_stream *stream = in->stream;
	ssize_t n = read_some(in, in->buffer, PIECE, err);

	if (n < 0)
		return -1;
	stream->next_in = in->buffer;
	stream->avail_in = (uInt)n;
	return 0;
}

static int truncated(const struct gzin *in, struct error *err)
{
	error_set(err, EXIT_DATA,
		"the gzip file is cut off: it ends at byte %" PRIu64 " in the middle of its data",
		in->taken);
	return error_hint(err, "deliver the file again; it was not copied completely");
}

static int damaged(const struct gzin *in, const char *what, struct error *err)
{
	error_set(err, EXIT_DATA, "the gzip file is damaged near byte %" PRIu64 ": %s", in->taken,
		what);
	return error_hint(err, "deliver the file again; `gzip -t` must accept it");
}

/* A member ended; what comes next must be the end of the file or another member. */
static int begin_next_member(struct gzin *in, struct error *err)
{
	z_stream *stream = in->stream;

	if (stream->avail_in == 0 && refill(in, err) < 0)
		return -1;
	if (in->ended)
		return 0;
	if (in->taken > 0 && stream->next_in[0] != 0x1f)
		return damaged(in, "something that is not gzip follows the data", err);
	if (inflateReset(stream) != Z_OK)
		return error_set(err, EXIT_BUG, "inflateReset refused");
	in->in_member = true;
	return 0;
}

static int check_growth(const struct gzin *in, struct error *err)
{
	if (in->given < in->growth_from || in->given / GZIN_GROWTH < in->taken)
		return 0;
	error_set(err, EXIT_DATA, "the gzip file grows more than %d times, beyond %" PRIu64 " bytes",
		GZIN_GROWTH, in->growth_from);
	return error_hint(err, "deliver the file plain if it is meant");
}

/* One call of inflate: how many bytes it gave, which may be none. */
static ssize_t inflate_some(struct gzin *in, void *bytes, size_t room, struct error *err)
{
	z_stream *stream = in->stream;
	uInt before = stream->avail_in;

	stream->next_out = bytes;
	stream->avail_out = room > UINT_MAX ? UINT_MAX : (uInt)room;
	uInt asked = stream->avail_out;
	int result = inflate(stream, Z_NO_FLUSH);
	in->taken += before - stream->avail_in;
	ssize_t given = (ssize_t)(asked - stream->avail_out);
	in->given += (uint64_t)given;
	if (result == Z_STREAM_END)
		in->in_member = false;
	else if (result != Z_OK && result != Z_BUF_ERROR)
		return damaged(in, stream->msg ? stream->msg : "it cannot be read", err);
	return check_growth(in, err) < 0 ? -1 : given;
}

/* Makes sure that the member that is being read has input. */
static int feed_inflate(struct gzin *in, struct error *err)
{
	const z_stream *stream = in->stream;

	if (stream->avail_in > 0)
		return 0;
	if (refill(in, err) < 0)
		return -1;
	return in->ended ? truncated(in, err) : 0;
}

static ssize_t read_gzip(struct gzin *in, void *bytes, size_t room, struct error *err)
{
	ssize_t given = 0;

	while (given == 0) {
		if (!in->in_member && begin_next_member(in, err) < 0)
			return -1;
		if (!in->in_member)
			return 0;
		if (feed_inflate(in, err) < 0)
			return -1;
		given = inflate_some(in, bytes, room, err);
	}
	return given;
}

ssize_t gzin_read(void *gzin, void *bytes, size_t room, struct error *err)
{
	struct gzin *in = gzin;

	if (in->ended)
		return 0;
	if (in->form == GZIN_GZIP)
		return read_gzip(in, bytes, room, err);
	ssize_t n = read_some(in, bytes, room, err);
	if (n > 0) {
		in->taken += (uint64_t)n;
		in->given += (uint64_t)n;
	}
	return n;
}

void gzin_close(struct gzin *in)
{
	if (in->fd >= 0)
		close(in->fd);
	if (in->stream)
		inflateEnd(in->stream);
	free(in->stream);
	free(in->buffer);
	*in = (struct gzin){.fd = -1};
}
