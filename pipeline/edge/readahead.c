/* A ring of pieces: the thread fills the next one, the caller empties the oldest. */
#include "pipeline/edge/readahead.h"

#include <stdbool.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/thread.h"

#define PIECES 8
#define PIECE ((size_t)128 * 1024)

struct piece {
	char bytes[PIECE];
	ssize_t length; /* 0: the end; -1: see the ring's error */
};

struct readahead_ring {
	readahead_source *source;
	void *context;
	pthread_t thread;
	struct piece pieces[PIECES];
	size_t used; /* bytes of the oldest piece that were given out */
	struct error err;

	pthread_mutex_t mutex; /* of what follows: pieces from `taken` to `filled` are the caller's */
	pthread_cond_t changed;
	size_t filled, taken;
	bool stopped;
};

/* The next piece to be filled; NULL when nobody wants one any more. */
static struct piece *await_room(struct readahead_ring *ring)
{
	struct piece *piece;

	pthread_mutex_lock(&ring->mutex);
	while (!ring->stopped && ring->filled == ring->taken + PIECES)
		pthread_cond_wait(&ring->changed, &ring->mutex);
	piece = ring->stopped ? NULL : &ring->pieces[ring->filled % PIECES];
	pthread_mutex_unlock(&ring->mutex);
	return piece;
}

static void hand_over(struct readahead_ring *ring)
{
	pthread_mutex_lock(&ring->mutex);
	ring->filled++;
	pthread_cond_signal(&ring->changed);
	pthread_mutex_unlock(&ring->mutex);
}

/* A source gives less than it could at times: a piece is filled as far as it goes. What comes before an
 * error is given out before it. */
static ssize_t fill(struct readahead_ring *ring, struct piece *piece)
{
	ssize_t length = 0, n = 1;

	if (ring->err.code)
		return -1;
	while ((size_t)length < PIECE && n > 0) {
		n = ring->source(ring->context, piece->bytes + length, PIECE - (size_t)length, &ring->err);
		length += n > 0 ? n : 0;
	}
	return length > 0 ? length : n;
}

static void *read_ahead(void *context)
{
	struct readahead_ring *ring = context;
	struct piece *piece;

	while ((piece = await_room(ring))) {
		piece->length = fill(ring, piece);
		bool more = piece->length > 0;
		hand_over(ring);
		if (!more)
			break;
	}
	return NULL;
}

static void ring_release(struct readahead_ring *ring)
{
	pthread_cond_destroy(&ring->changed);
	pthread_mutex_destroy(&ring->mutex);
	error_release(&ring->err);
	free(ring);
}

int readahead_start(struct readahead *ahead, readahead_source *source, void *context)
{
	struct readahead_ring *ring = mem_alloc(sizeof(*ring));

	ring->source = source;
	ring->context = context;
	ring->err = (struct error)ERROR_INIT;
	pthread_mutex_init(&ring->mutex, NULL);
	pthread_cond_init(&ring->changed, NULL);
	if (thread_start(&ring->thread, read_ahead, ring) < 0) {
		ring_release(ring);
		return -1;
	}
	ahead->ring = ring;
	return 0;
}

static struct piece *await_piece(struct readahead_ring *ring)
{
	pthread_mutex_lock(&ring->mutex);
	while (ring->filled == ring->taken)
		pthread_cond_wait(&ring->changed, &ring->mutex);
	pthread_mutex_unlock(&ring->mutex);
	return &ring->pieces[ring->taken % PIECES];
}

static void give_back(struct readahead_ring *ring)
{
	pthread_mutex_lock(&ring->mutex);
	ring->taken++;
	ring->used = 0;
	pthread_cond_signal(&ring->changed);
	pthread_mutex_unlock(&ring->mutex);
}

/* The end and an error stay where they are: whoever asks again is told again of the end. */
ssize_t readahead_read(void *readahead, void *bytes, size_t room, struct error *err)
{
	struct readahead_ring *ring = ((struct readahead *)readahead)->ring;
	struct piece *piece = await_piece(ring);

	if (piece->length < 0)
		return error_absorb(err, &ring->err);
	size_t left = (size_t)piece->length - ring->used;
	size_t given = left < room ? left : room;
	memcpy(bytes, piece->bytes + ring->used, given);
	ring->used += given;
	if (given > 0 && given == left)
		give_back(ring);
	return (ssize_t)given;
}

void readahead_stop(struct readahead *ahead)
{
	struct readahead_ring *ring = ahead->ring;

	if (!ring)
		return;
	pthread_mutex_lock(&ring->mutex);
	ring->stopped = true;
	pthread_cond_signal(&ring->changed);
	pthread_mutex_unlock(&ring->mutex);
	pthread_join(ring->thread, NULL);
	ring_release(ring);
	ahead->ring = NULL;
}
