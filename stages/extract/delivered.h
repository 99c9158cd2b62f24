/*
 * The delivered files of all feeds: what the globs of pipeline.conf find now, and what the store
 * knows already and has left the inbox since.
 */
#ifndef CASHBACK_STAGES_EXTRACT_DELIVERED_H
#define CASHBACK_STAGES_EXTRACT_DELIVERED_H

#include "pipeline/core/conf.h"
#include "pipeline/core/store.h"
#include "stages/extract/object.h"
#include "stages/extract/tally.h"

#define QUERY_NAME "query"

struct delivered {
	enum feed_id feed;
	char *name;                     /* relative to pipeline.conf; "query" for a query's result */
	char *path;                     /* where it lies; NULL: in the store alone */
	uint64_t size;                  /* of the file at path */
	const struct store_file *known; /* what the store has under this name; NULL */
	struct object object;           /* what is in force now, from here on */
	char staged[HASH_TEXT];
	char staged_sha256[HASH_TEXT]; /* of the staged folder's list of hashes */
	bool retracted; /* it takes no part; nothing was read */
	bool fresh;     /* first read by this run */
	char replaced[HASH_TEXT]; /* the content whose place it took when it was first read; "": none */
	struct tally tally;
};

struct deliveries {
	struct delivered *items; /* by feed, then name in byte order */
	size_t count, cap;
};

/* All problems at once. EXIT_NOINPUT where a feed has no file at all; EXIT_DATA where a folder or
 * another thing that is no file matches. The store must outlive the deliveries. */
int deliveries_find(struct deliveries *deliveries, const struct conf *conf,
	const struct store *store, struct error *err);
/* The file as messages name it; the caller frees it. */
char *delivered_label(const struct delivered *file);
void deliveries_release(struct deliveries *deliveries);

#endif
