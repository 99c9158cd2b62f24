/* manifest.json: written and read. */
#include "pipeline/core/manifest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/json.h"

#define MANIFEST_FORMAT 1

static const char *const delivery_names[] = {"changes", "snapshot"};
static const char *const replaces_names[] = {"row", "invoice"};

struct manifest_input *manifest_add_input(struct manifest *manifest, enum feed_id feed,
	const char *name)
{
	MEM_GROW(manifest->inputs, manifest->input_count, manifest->input_cap);
	struct manifest_input *input = &manifest->inputs[manifest->input_count++];
	*input = (struct manifest_input){.feed = feed, .name = mem_strdup(name)};
	return input;
}

struct manifest_campaign *manifest_add_campaign(struct manifest *manifest, const char *id,
	const char *folder)
{
	MEM_GROW(manifest->campaigns, manifest->campaign_count, manifest->campaign_cap);
	struct manifest_campaign *campaign = &manifest->campaigns[manifest->campaign_count++];
	*campaign = (struct manifest_campaign){.id = mem_strdup(id), .folder = mem_strdup(folder)};
	return campaign;
}

static json_t *totals_to_json(const struct manifest_input *input)
{
	json_t *value = json_object();
	const struct control_totals *totals = &input->totals;
	char text[MONEY_TEXT];

	json_put_int(value, "read", totals->read);
	json_put_int(value, "accepted", totals->accepted);
	json_put_int(value, "rejected", totals->rejected);
	json_put_int(value, "duplicates", totals->duplicates);
	if (input->feed == FEED_INVOICES) {
		json_put_int(value, "quantity", totals->quantity);
		json_put_text(value, "net_amount", money_format(totals->net_amount, 2, text));
	}
	json_put_text(value, "keys", totals->keys);
	return value;
}

static json_t *input_to_json(const struct manifest_input *input)
{
	json_t *value = json_object();

	json_put_text(value, "feed", feed_names[input->feed]);
	json_put_text(value, "name", input->name);
	json_put_int(value, "size", (long long)input->size);
	json_put_text(value, "sha256", input->sha256);
	json_put_text(value, "staged", input->staged);
	json_put_text(value, "staged_sha256", input->staged_sha256);
	json_put_text(value, "since", input->since);
	if (input->replaced[0])
		json_put_text(value, "replaced", input->replaced);
	json_object_set_new(value, "totals", totals_to_json(input));
	return value;
}

static json_t *inputs_to_json(const struct manifest *manifest)
{
	json_t *list = json_array();

	for (size_t i = 0; i < manifest->input_count; i++)
		json_array_append_new(list, input_to_json(&manifest->inputs[i]));
	return list;
}

static json_t *campaigns_to_json(const struct manifest *manifest)
{
	json_t *list = json_array();

	for (size_t i = 0; i < manifest->campaign_count; i++) {
		json_t *value = json_object();
		json_put_text(value, "id", manifest->campaigns[i].id);
		json_put_text(value, "folder", manifest->campaigns[i].folder);
		json_put_text(value, "sha256", manifest->campaigns[i].sha256);
		json_array_append_new(list, value);
	}
	return list;
}

static json_t *feeds_to_json(const struct manifest *manifest)
{
	json_t *feeds = json_object();

	for (int id = 0; id < FEED_COUNT; id++) {
		json_t *feed = json_object();
		json_put_text(feed, "delivery", delivery_names[manifest->delivery[id]]);
		if (id == FEED_INVOICES)
			json_put_text(feed, "replaces", replaces_names[manifest->replaces]);
		json_object_set_new(feeds, feed_names[id], feed);
	}
	return feeds;
}

static json_t *settings_to_json(const struct manifest *manifest)
{
	json_t *list = json_array();

	for (size_t i = 0; i < manifest->settings.count; i++)
		json_append_text(list, manifest->settings.items[i]);
	return list;
}

int manifest_write(const struct manifest *manifest, const char *path, struct error *err)
{
	json_t *value AUTOJSON = json_object();
	char as_of[DATE_TEXT];

	json_put_int(value, "format", MANIFEST_FORMAT);
	json_put_text(value, "cashback", CASHBACK_VERSION);
	json_put_text(value, "run_id", manifest->run_id);
	json_put_text(value, "as_of", date_format(manifest->as_of, as_of));
	json_put_text(value, "currency", manifest->currency);
	json_object_set_new(value, "feeds", feeds_to_json(manifest));
	json_object_set_new(value, "settings", settings_to_json(manifest));
	json_object_set_new(value, "inputs", inputs_to_json(manifest));
	json_object_set_new(value, "campaigns", campaigns_to_json(manifest));
	return json_write_file(path, value, err);
}

/* The index of name in names, or -1. */
static int index_of(const char *name, const char *const *names, int count)
{
	for (int i = 0; i < count; i++)
		if (strcmp(name, names[i]) == 0)
			return i;
	return -1;
}

static void copy_text(char *target, size_t size, const char *text)
{
	snprintf(target, size, "%s", text);
}

static int read_totals(const json_t *value, struct control_totals *totals)
{
	const char *net = json_text_of(value, "net_amount", "0");

	totals->read = json_int_of(value, "read", 0);
	totals->accepted = json_int_of(value, "accepted", 0);
	totals->rejected = json_int_of(value, "rejected", 0);
	totals->duplicates = json_int_of(value, "duplicates", 0);
	totals->quantity = json_int_of(value, "quantity", 0);
	copy_text(totals->keys, sizeof(totals->keys), json_text_of(value, "keys", ""));
	return number_money(span_of(net), &number_plain, &totals->net_amount) == NUMBER_OK ? 0 : -1;
}

static int read_input(struct manifest *manifest, const json_t *value)
{
	int feed = index_of(json_text_of(value, "feed", ""), feed_names, FEED_COUNT);

	if (feed < 0)
		return -1;
	struct manifest_input *input = manifest_add_input(manifest, (enum feed_id)feed,
		json_text_of(value, "name", ""));
	input->size = (uint64_t)json_int_of(value, "size", 0);
	copy_text(input->sha256, sizeof(input->sha256), json_text_of(value, "sha256", ""));
	copy_text(input->staged, sizeof(input->staged), json_text_of(value, "staged", ""));
	copy_text(input->staged_sha256, sizeof(input->staged_sha256),
		json_text_of(value, "staged_sha256", ""));
	input->since = mem_strdup(json_text_of(value, "since", ""));
	copy_text(input->replaced, sizeof(input->replaced), json_text_of(value, "replaced", ""));
	return read_totals(json_object_get(value, "totals"), &input->totals);
}

static int read_feeds(struct manifest *manifest, const json_t *feeds)
{
	for (int id = 0; id < FEED_COUNT; id++) {
		const json_t *feed = json_object_get(feeds, feed_names[id]);
		int delivery = index_of(json_text_of(feed, "delivery", ""), delivery_names, 2);
		int replaces = index_of(json_text_of(feed, "replaces", "row"), replaces_names, 2);
		if (delivery < 0 || replaces < 0)
			return -1;
		manifest->delivery[id] = delivery;
		if (id == FEED_INVOICES)
			manifest->replaces = replaces;
	}
	return 0;
}

static int read_all(struct manifest *manifest, const json_t *value)
{
	size_t i;
	json_t *item;

	manifest->run_id = mem_strdup(json_text_of(value, "run_id", ""));
	manifest->currency = mem_strdup(json_text_of(value, "currency", ""));
	if (json_int_of(value, "format", 0) != MANIFEST_FORMAT)
		return -1;
	if (!date_parse_iso(span_of(json_text_of(value, "as_of", "")), &manifest->as_of))
		return -1;
	json_array_foreach(json_object_get(value, "settings"), i, item) {
		if (json_is_string(item))
			names_add(&manifest->settings, json_string_value(item));
	}
	json_array_foreach(json_object_get(value, "inputs"), i, item) {
		if (read_input(manifest, item) < 0)
			return -1;
	}
	json_array_foreach(json_object_get(value, "campaigns"), i, item) {
		struct manifest_campaign *campaign = manifest_add_campaign(manifest,
			json_text_of(item, "id", ""), json_text_of(item, "folder", ""));
		copy_text(campaign->sha256, sizeof(campaign->sha256), json_text_of(item, "sha256", ""));
	}
	return read_feeds(manifest, json_object_get(value, "feeds"));
}

int manifest_read(struct manifest *manifest, const char *path, struct error *err)
{
	json_t *value AUTOJSON = NULL;

	*manifest = (struct manifest){0};
	if (json_read_file(path, &value, err) < 0)
		return error_hint(err, "run the extract stage first");
	if (read_all(manifest, value) < 0) {
		manifest_release(manifest);
		return error_set(err, EXIT_DATA, "%s: is not a manifest of this version", path);
	}
	return 0;
}

void manifest_release(struct manifest *manifest)
{
	for (size_t i = 0; i < manifest->input_count; i++) {
		free(manifest->inputs[i].name);
		free(manifest->inputs[i].since);
	}
	for (size_t i = 0; i < manifest->campaign_count; i++) {
		free(manifest->campaigns[i].id);
		free(manifest->campaigns[i].folder);
	}
	names_release(&manifest->settings);
	free(manifest->inputs);
	free(manifest->campaigns);
	free(manifest->run_id);
	free(manifest->currency);
	*manifest = (struct manifest){0};
}

char *store_object_path(const char *var, const char *sha256)
{
	return mem_printf("%s/store/objects/%.2s/%s", var, sha256, sha256);
}

char *store_staged_path(const char *var, const char *staged, const char *name)
{
	if (!name)
		return mem_printf("%s/store/staged/%s", var, staged);
	return mem_printf("%s/store/staged/%s/%s", var, staged, name);
}

char *store_campaign_path(const char *var, const char *sha256)
{
	return mem_printf("%s/store/campaigns/%s", var, sha256);
}
