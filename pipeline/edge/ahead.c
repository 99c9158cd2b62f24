/* A ring of results: the caller takes the oldest, threads fill the others. */
#include "pipeline/edge/ahead.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/thread.h"

#define AHEAD_OF_EACH 4 /* results that wait, for each thread */
#define ALIGNED sizeof(max_align_t)

struct slot {
	bool ready;
	int status; /* 1: prepared; 0: there are no more items; -1: see err */
	struct error err;
};

struct ring {
	const struct ahead *work;
	size_t count;
	size_t room; /* slots: item i has slot i % room */
	struct slot *slots;
	char *results;
	size_t stride; /* of results, which are aligned */

	pthread_mutex_t mutex; /* of what follows, and of `ready` */
	pthread_cond_t changed;
	size_t next;    /* the first item that nobody prepares yet */
	size_t taken;   /* the first one that is not taken */
	bool beginning; /* an item is, and others wait */
	bool stopped;
};

static struct slot *slot_of(struct ring *ring, size_t item)
{
	return &ring->slots[item % ring->room];
}

static void *result_of(struct ring *ring, size_t item)
{
	return ring->results + item % ring->room * ring->stride;
}

static bool has_work(const struct ring *ring)
{
	return !ring->stopped && !ring->beginning && ring->next < ring->count &&
		   ring->next < ring->taken + ring->room;
}

/* Called and left with the mutex held. */
static void begin_item(struct ring *ring, size_t item)
{
	const struct ahead *work = ring->work;
	struct slot *slot = slot_of(ring, item);

	slot->err = (struct error)ERROR_INIT;
	slot->status = 1;
	memset(result_of(ring, item), 0, work->result_size);
	if (!work->begin)
		return;
	ring->beginning = true;
	pthread_mutex_unlock(&ring->mutex);
	slot->status = work->begin(work->context, item, result_of(ring, item), &slot->err);
	pthread_mutex_lock(&ring->mutex);
	ring->beginning = false;
	if (slot->status < 1)
		ring->count = item + 1; /* none comes after it */
	pthread_cond_broadcast(&ring->changed);
}

/* Called and left with the mutex held. */
static void prepare_next(struct ring *ring)
{
	size_t item = ring->next++;
	struct slot *slot = slot_of(ring, item);

	begin_item(ring, item);
	pthread_mutex_unlock(&ring->mutex);
	if (slot->status > 0 && ring->work->prepare(ring->work->context, item, result_of(ring, item),
								&slot->err) < 0)
		slot->status = -1;
	pthread_mutex_lock(&ring->mutex);
	slot->ready = true;
	pthread_cond_broadcast(&ring->changed);
}

static void *help(void *context)
{
	struct ring *ring = context;

	pthread_mutex_lock(&ring->mutex);
	while (!ring->stopped && ring->next < ring->count) {
		if (has_work(ring))
			prepare_next(ring);
		else
			pthread_cond_wait(&ring->changed, &ring->mutex);
	}
	pthread_mutex_unlock(&ring->mutex);
	return NULL;
}

/* Until the oldest item is ready; what else there is to prepare is prepared meanwhile. */
static void await(struct ring *ring)
{
	const struct slot *slot = slot_of(ring, ring->taken);

	while (!slot->ready) {
		if (has_work(ring))
			prepare_next(ring);
		else
			pthread_cond_wait(&ring->changed, &ring->mutex);
	}
}

static void release_result(struct ring *ring, size_t item)
{
	struct slot *slot = slot_of(ring, item);

	if (ring->work->release)
		ring->work->release(ring->work->context, result_of(ring, item));
	error_release(&slot->err);
	slot->ready = false;
}

/* 1: taken; 0: there are no more items; -1. */
static int take_oldest(struct ring *ring, struct error *err)
{
	const struct ahead *work = ring->work;
	size_t item = ring->taken;
	struct slot *slot = slot_of(ring, item);
	int status = slot->status;

	if (status < 0)
		error_absorb(err, &slot->err);
	else if (status > 0 && work->take &&
			 work->take(work->context, item, result_of(ring, item), err) < 0)
		status = -1;
	release_result(ring, item);
	return status;
}

static int take_all(struct ring *ring, struct error *err)
{
	int status = 1;

	pthread_mutex_lock(&ring->mutex);
	while (status > 0 && ring->taken < ring->count) {
		await(ring);
		pthread_mutex_unlock(&ring->mutex);
		status = take_oldest(ring, err);
		pthread_mutex_lock(&ring->mutex);
		ring->taken++;
		pthread_cond_broadcast(&ring->changed);
	}
	ring->stopped = true;
	pthread_cond_broadcast(&ring->changed);
	pthread_mutex_unlock(&ring->mutex);
	return status < 0 ? -1 : 0;
}

static int start_helpers(struct ring *ring, pthread_t *threads, int wanted)
{
	int started = 0;

	while (started < wanted && thread_start(&threads[started], help, ring) == 0)
		started++;
	return started;
}

static void ring_init(struct ring *ring, const struct ahead *work, size_t count, int jobs)
{
	size_t room = jobs > 1 ? (size_t)jobs * AHEAD_OF_EACH : 1;

	*ring = (struct ring){.work = work, .count = count, .room = room};
	ring->slots = mem_alloc(room * sizeof(*ring->slots));
	ring->stride = (work->result_size + ALIGNED - 1) / ALIGNED * ALIGNED;
	ring->results = mem_alloc(room * ring->stride + 1);
	pthread_mutex_init(&ring->mutex, NULL);
	pthread_cond_init(&ring->changed, NULL);
}

static void ring_release(struct ring *ring)
{
	for (size_t item = ring->taken; item < ring->next; item++)
		release_result(ring, item);
	pthread_cond_destroy(&ring->changed);
	pthread_mutex_destroy(&ring->mutex);
	free(ring->slots);
	free(ring->results);
}

int ahead_run(const struct ahead *work, size_t count, int jobs, struct error *err)
{
	size_t wanted = jobs > 1 && count > 1 ? (size_t)jobs - 1 : 0;
	pthread_t *threads AUTOFREE = mem_alloc(wanted * sizeof(*threads) + 1);
	struct ring ring;

	ring_init(&ring, work, count, jobs);
	int started = start_helpers(&ring, threads, (int)wanted);
	int status = take_all(&ring, err);
	for (int i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	ring_release(&ring);
	return status;
}
