/* catalog.json. */
#include "pipeline/core/store.h"

#include <stdio.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/sums.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/json.h"

#define CATALOG_FORMAT 1

static char *catalog_path(const char *var)
{
	return mem_printf("%s/store/catalog.json", var);
}

struct store_file *store_add_file(struct store *store, enum feed_id feed, const char *name)
{
	MEM_GROW(store->files, store->file_count, store->file_cap);
	struct store_file *file = &store->files[store->file_count++];
	*file = (struct store_file){.feed = feed, .name = mem_strdup(name)};
	return file;
}

struct store_campaign *store_add_campaign(struct store *store, const char *folder, const char *id)
{
	MEM_GROW(store->campaigns, store->campaign_count, store->campaign_cap);
	struct store_campaign *campaign = &store->campaigns[store->campaign_count++];
	*campaign = (struct store_campaign){.folder = mem_strdup(folder), .id = mem_strdup(id)};
	return campaign;
}

static int by_feed_and_name(const void *a, const void *b)
{
	const struct store_file *left = a, *right = b;

	if (left->feed != right->feed)
		return left->feed < right->feed ? -1 : 1;
	return strcmp(left->name, right->name);
}

static void sort_files(struct store *store)
{
	if (store->file_count > 0)
		qsort(store->files, store->file_count, sizeof(*store->files), by_feed_and_name);
}

struct store_file *store_find(const struct store *store, enum feed_id feed, const char *name)
{
	struct store_file sought = {.feed = feed, .name = (char *)name};

	if (store->file_count == 0)
		return NULL;
	return bsearch(&sought, store->files, store->file_count, sizeof(sought), by_feed_and_name);
}

int store_retract(struct store *store, enum feed_id feed, const char *name, struct error *err)
{
	struct store_file *file = store_find(store, feed, name);

	if (!file) {
		error_set(err, EXIT_NOINPUT, "%s: is not a file of the feed %s", name, feed_names[feed]);
		return error_hint(err, "name it as the manifest of the last run does");
	}
	file->retracted = true;
	return 0;
}

static int feed_by_name(const char *name)
{
	for (int feed = 0; feed < FEED_COUNT; feed++)
		if (strcmp(feed_names[feed], name) == 0)
			return feed;
	return -1;
}

static void copy_hash(char hash[HASH_TEXT], const json_t *value, const char *key)
{
	snprintf(hash, HASH_TEXT, "%s", json_text_of(value, key, ""));
}

static void read_file(struct store *store, const json_t *value)
{
	int feed = feed_by_name(json_text_of(value, "feed", ""));

	if (feed < 0)
		return;
	struct store_file *file =
		store_add_file(store, (enum feed_id)feed, json_text_of(value, "name", ""));
	file->size = (uint64_t)json_int_of(value, "size", 0);
	copy_hash(file->sha256, value, "sha256");
	copy_hash(file->staged, value, "staged");
	file->since = mem_strdup(json_text_of(value, "since", ""));
	copy_hash(file->replaced, value, "replaced");
	file->retracted = json_is_true(json_object_get(value, "retracted"));
}

static int read_catalog(struct store *store, const char *path, struct error *err)
{
	json_t *catalog AUTOJSON = NULL;
	size_t i;
	const json_t *value;

	if (json_read_file(path, &catalog, err) < 0)
		return -1;
	if (json_int_of(catalog, "format", 0) != CATALOG_FORMAT) {
		error_set(err, EXIT_DATA, "%s: was written by another version of this program", path);
		return error_hint(err, "use the version that wrote it, or one that is newer");
	}
	json_array_foreach (json_object_get(catalog, "files"), i, value)
		read_file(store, value);
	json_array_foreach (json_object_get(catalog, "campaigns"), i, value) {
		struct store_campaign *campaign = store_add_campaign(store,
			json_text_of(value, "folder", ""), json_text_of(value, "id", ""));
		copy_hash(campaign->sha256, value, "sha256");
	}
	sort_files(store);
	return 0;
}

int store_read(struct store *store, const char *var, struct error *err)
{
	char *path AUTOFREE = catalog_path(var);

	*store = (struct store){0};
	return path_exists(path) ? read_catalog(store, path, err) : 0;
}

static json_t *file_to_json(const struct store_file *file)
{
	json_t *value = json_object();

	json_put_text(value, "feed", feed_names[file->feed]);
	json_put_text(value, "name", file->name);
	json_put_int(value, "size", (long long)file->size);
	json_put_text(value, "sha256", file->sha256);
	json_put_text(value, "staged", file->staged);
	json_put_text(value, "since", file->since);
	if (file->replaced[0])
		json_put_text(value, "replaced", file->replaced);
	if (file->retracted)
		json_object_set_new(value, "retracted", json_true());
	return value;
}

static json_t *campaign_to_json(const struct store_campaign *campaign)
{
	json_t *value = json_object();

	json_put_text(value, "id", campaign->id);
	json_put_text(value, "folder", campaign->folder);
	json_put_text(value, "sha256", campaign->sha256);
	return value;
}

int store_write(struct store *store, const char *var, struct error *err)
{
	char *path AUTOFREE = catalog_path(var);
	json_t *catalog AUTOJSON = json_object();
	json_t *files = json_array(), *campaigns = json_array();

	sort_files(store);
	for (size_t i = 0; i < store->file_count; i++)
		json_array_append_new(files, file_to_json(&store->files[i]));
	for (size_t i = 0; i < store->campaign_count; i++)
		json_array_append_new(campaigns, campaign_to_json(&store->campaigns[i]));
	json_put_int(catalog, "format", CATALOG_FORMAT);
	json_object_set_new(catalog, "files", files);
	json_object_set_new(catalog, "campaigns", campaigns);
	return json_write_file(path, catalog, err) < 0 ? -1 : sums_seal_file(path, err);
}

void store_release(struct store *store)
{
	for (size_t i = 0; i < store->file_count; i++) {
		free(store->files[i].name);
		free(store->files[i].since);
	}
	for (size_t i = 0; i < store->campaign_count; i++) {
		free(store->campaigns[i].folder);
		free(store->campaigns[i].id);
	}
	free(store->files);
	free(store->campaigns);
	*store = (struct store){0};
}
