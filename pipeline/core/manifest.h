/*
 * The manifest of a run: what it settles. Extract writes it last, when everything it names is in
 * the store; the other stages read nothing that it does not name.
 *
 * Every file of a feed that is part of the data is listed, in the order in which the feed is read
 * (feed, then name in byte order), with what extract made of it.
 */
#ifndef CASHBACK_CORE_MANIFEST_H
#define CASHBACK_CORE_MANIFEST_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/base/date.h"
#include "pipeline/core/conf.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/hash.h"

/* What was counted while one delivered file was read. read = accepted + rejected + duplicates. */
struct control_totals {
	int64_t read, accepted, rejected, duplicates;
	int64_t quantity;        /* sum over accepted rows (invoices) */
	struct money net_amount; /* sum over accepted rows (invoices) */
	char keys[17];           /* order-independent hash of the accepted keys, hexadecimal */
};

struct manifest_input {
	enum feed_id feed;
	char *name; /* relative to pipeline.conf; "query" for a query's result */
	uint64_t size;
	char sha256[HASH_TEXT]; /* of the delivered bytes */
	char staged[HASH_TEXT]; /* names the folder below var/store/staged */
	char staged_sha256[HASH_TEXT]; /* of that folder's SHA256SUMS */
	char *since;            /* the run that first read it so */
	char replaced[HASH_TEXT]; /* the content whose place it took then; "": none */
	struct control_totals totals;
};

struct manifest_campaign {
	char *id;
	char *folder;           /* as delivered, relative to pipeline.conf */
	char sha256[HASH_TEXT]; /* names the folder below var/store/campaigns */
};

struct manifest {
	char *run_id;
	date_t as_of;
	char *currency;
	int delivery[FEED_COUNT]; /* enum delivery */
	int replaces;             /* enum replaces, of the invoices */
	struct names settings;    /* of the feeds, as far as they decide: "FEED KEY = VALUE", sorted */
	struct manifest_input *inputs;
	size_t input_count, input_cap;
	struct manifest_campaign *campaigns; /* in byte order of their ids */
	size_t campaign_count, campaign_cap;
};

int manifest_write(const struct manifest *manifest, const char *path, struct error *err);
int manifest_read(struct manifest *manifest, const char *path, struct error *err);
void manifest_release(struct manifest *manifest);

/* Appends; the caller fills the rest in. */
struct manifest_input *manifest_add_input(struct manifest *manifest, enum feed_id feed,
	const char *name);
struct manifest_campaign *manifest_add_campaign(struct manifest *manifest, const char *id,
	const char *folder);

/* Where the store keeps things; the caller owns the path. `var` is conf->var. */
char *store_object_path(const char *var, const char *sha256);                   /* delivered bytes */
char *store_staged_path(const char *var, const char *staged, const char *name); /* name NULL: folder */
char *store_campaign_path(const char *var, const char *sha256);                 /* a campaign folder */

#endif
