/* Feeds, opened from the configuration. */
#include "stages/extract/feeds.h"

#include <stdio.h>

#include "pipeline/base/mem.h"

/* Goes up when the same bytes under the same settings are staged differently. */
#define STAGED_FORMAT "cashback staged 2"

/* Queries are written out as UTF-8 with commas, plain numbers and ISO dates (query.c). */
static void set_query_dialect(struct feed_conf *conf)
{
	conf->encoding = ENCODING_UTF8;
	conf->delimiter = ',';
	conf->numbers = number_plain;
	conf->date_format = (char *)"%Y-%m-%d";
}

static int open_feed(struct extract_feed *feed, enum feed_id id, const struct conf *conf,
	struct error *err)
{
	feed->conf = conf->feeds[id];
	if (feed->conf.query[0])
		set_query_dialect(&feed->conf);
	if (feed_schema_load(&feed->schema, id, err) < 0)
		return -1;
	return dialect_open(&feed->dialect, &feed->schema, &feed->conf, conf->path, err);
}

int extract_feeds_open(struct extract_feeds *feeds, const struct conf *conf, struct error *err)
{
	int result = 0;

	*feeds = (struct extract_feeds){0};
	for (int id = 0; id < FEED_COUNT; id++)
		if (open_feed(&feeds->items[id], (enum feed_id)id, conf, err) < 0)
			result = -1;
	return result;
}

void extract_feeds_release(struct extract_feeds *feeds)
{
	for (int id = 0; id < FEED_COUNT; id++) {
		dialect_release(&feeds->items[id].dialect);
		feed_schema_release(&feeds->items[id].schema);
	}
}

static void add_columns(struct hash *hash, const char *key, const struct column_settings *settings)
{
	for (size_t i = 0; i < settings->count; i++) {
		hash_add_text(hash, key);
		hash_add_text(hash, settings->items[i].column);
		hash_add_text(hash, settings->items[i].text);
	}
}

void extract_feed_key(const struct extract_feed *feed, const char *sha256, enum gzin_form form,
	char ret_key[HASH_TEXT])
{
	const struct feed_conf *conf = &feed->conf;
	char *settings AUTOFREE = mem_printf("%d %d %d %d %s %d %d", (int)form, conf->encoding,
		conf->delimiter, conf->numbers.decimal, conf->numbers.thousands,
		(int)conf->numbers.negative, conf->extra_columns_error);
	struct hash hash CLEANUP(hash_release);

	hash_init(&hash);
	hash_add_text(&hash, STAGED_FORMAT);
	hash_add_text(&hash, sha256);
	hash_add_text(&hash, feed_names[feed->schema.feed]);
	hash_add_text(&hash, feed->schema.json);
	hash_add_text(&hash, settings);
	hash_add_text(&hash, conf->date_format);
	add_columns(&hash, "column", &conf->columns);
	add_columns(&hash, "value", &conf->values);
	hash_finish(&hash, ret_key);
}
