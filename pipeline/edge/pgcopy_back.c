/* A second descriptor of the writer's file. */
#include "pipeline/edge/pgcopy_back.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/base/mem.h"

#define PIECE 4096
#define PIECE_OF_ROWS ((size_t)256 * 1024)

int pgcopy_back_open(struct pgcopy_back *back, const struct pgcopy_writer *w, struct error *err)
{
	*back = (struct pgcopy_back){.fd = open(w->out.temp, O_RDONLY | O_CLOEXEC)};
	if (back->fd < 0)
		return error_errno(err, EXIT_IOERR, "%s: cannot be read back", w->out.path);
	back->path = mem_strdup(w->out.path);
	return 0;
}

static ssize_t read_at(const struct pgcopy_back *back, char *bytes, size_t length, uint64_t place,
	struct error *err)
{
	ssize_t n;

	do
		n = pread(back->fd, bytes, length, (off_t)place);
	while (n < 0 && errno == EINTR);
	return n < 0 ? error_errno(err, EXIT_IOERR, "%s: cannot be read back", back->path) : n;
}

int pgcopy_back_holds(const struct pgcopy_back *back, uint64_t place, struct span bytes,
	struct error *err)
{
	char piece[PIECE];

	while (bytes.len > 0) {
		ssize_t n = read_at(back, piece, bytes.len < PIECE ? bytes.len : PIECE, place, err);
		if (n < 0)
			return -1;
		if (n == 0 || memcmp(piece, bytes.at, (size_t)n) != 0)
			return 0;
		place += (size_t)n;
		bytes = (struct span){bytes.at + n, bytes.len - (size_t)n};
	}
	return 1;
}

/* Gives the whole rows of these bytes to `take`; ret_used is their length. */
static int take_rows(struct span bytes, uint64_t place, const struct pgcopy_each *each,
	size_t *ret_used, struct error *err)
{
	size_t used = 0, length;

	while ((length = pgcopy_row_length((struct span){bytes.at + used, bytes.len - used})) > 0) {
		if (each->take(each->context, place + used, (struct span){bytes.at + used, length}, err) < 0)
			return -1;
		used += length;
	}
	*ret_used = used;
	return 0;
}

int pgcopy_back_each(const struct pgcopy_back *back, uint64_t end, const struct pgcopy_each *each,
	struct error *err)
{
	size_t room = PIECE_OF_ROWS, used;
	char *bytes AUTOFREE = mem_resize(NULL, room, 1);

	for (uint64_t place = pgcopy_header().len; place < end; place += used) {
		ssize_t n = read_at(back, bytes, end - place < room ? end - place : room, place, err);
		if (n < 0 || take_rows((struct span){bytes, (size_t)n}, place, each, &used, err) < 0)
			return -1;
		if (used > 0)
			continue;
		if ((size_t)n < room) /* the rows are not there, or are none */
			return error_set(err, EXIT_IOERR, "%s: cannot be read back", back->path);
		room *= 2; /* a row that is longer */
		bytes = mem_resize(bytes, room, 1);
	}
	return 0;
}

void pgcopy_back_close(struct pgcopy_back *back)
{
	if (back->fd >= 0)
		close(back->fd);
	free(back->path);
	*back = (struct pgcopy_back)PGCOPY_BACK_INIT;
}
