/* The feeds as this run reads them: schema, dialect, and what names the work done under them. */
#ifndef CASHBACK_STAGES_EXTRACT_FEEDS_H
#define CASHBACK_STAGES_EXTRACT_FEEDS_H

#include "pipeline/core/conf.h"
#include "pipeline/core/dialect.h"
#include "pipeline/edge/gzin.h"
#include "pipeline/edge/hash.h"

struct extract_feed {
	struct feed_conf conf; /* borrowed; a query's result is written in a dialect of our own */
	struct feed_schema schema;
	struct dialect dialect;
};

struct extract_feeds {
	struct extract_feed items[FEED_COUNT];
};

/* All problems of all sections at once (EXIT_CONFIG). conf must outlive the feeds. */
int extract_feeds_open(struct extract_feeds *feeds, const struct conf *conf, struct error *err);
void extract_feeds_release(struct extract_feeds *feeds);

/* Names the staged folder: the SHA-256 of the content's, the feed's settings that matter, its
 * schema and the format of what is staged. */
void extract_feed_key(const struct extract_feed *feed, const char *sha256, enum gzin_form form,
	char ret_key[HASH_TEXT]);

#endif
