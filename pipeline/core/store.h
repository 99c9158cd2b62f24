/*
 * The store's catalog, var/store/catalog.json: which delivered files are part of the data now, with
 * the content that is in force under each name, and which campaign folders.
 *
 * A file stays here when it has left the inbox. Other content under the same name takes the place
 * of what was here. A retracted file stays out until its content changes. The catalog is replaced
 * as a whole, in the end of a successful extract; catalog.json.sha256 beside it has its hash.
 */
#ifndef CASHBACK_CORE_STORE_H
#define CASHBACK_CORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pipeline/base/error.h"
#include "pipeline/core/conf.h"
#include "pipeline/edge/hash.h"

struct store_file {
	enum feed_id feed;
	char *name; /* relative to pipeline.conf; "query" for a query's result */
	uint64_t size;
	char sha256[HASH_TEXT]; /* of the delivered bytes */
	char staged[HASH_TEXT]; /* what extract made of them */
	char *since;            /* the run that first read this content under these settings */
	char replaced[HASH_TEXT]; /* the content whose place it took then; "": none */
	bool retracted;
};

struct store_campaign {
	char *folder; /* relative to pipeline.conf */
	char *id;
	char sha256[HASH_TEXT];
};

struct store {
	struct store_file *files; /* by feed, then name in byte order */
	size_t file_count, file_cap;
	struct store_campaign *campaigns;
	size_t campaign_count, campaign_cap;
};

/* A catalog that is not there yet is an empty one. */
int store_read(struct store *store, const char *var, struct error *err);
int store_write(struct store *store, const char *var, struct error *err);
void store_release(struct store *store);

/* NULL where there is none; the store must be in order, as store_read leaves it. */
struct store_file *store_find(const struct store *store, enum feed_id feed, const char *name);
/* Appends, with a copy of name; the caller fills the rest in. */
struct store_file *store_add_file(struct store *store, enum feed_id feed, const char *name);
struct store_campaign *store_add_campaign(struct store *store, const char *folder, const char *id);
/* Takes a file out of the data until its content changes; EXIT_NOINPUT where there is none. */
int store_retract(struct store *store, enum feed_id feed, const char *name, struct error *err);

#endif
