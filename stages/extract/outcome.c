/* Catalog, manifest, counts. */
#include "stages/extract/outcome.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/manifest.h"
#include "pipeline/edge/json.h"

/* The run that first read the file as it is. */
static const char *since(const struct delivered *file, const char *run_id)
{
	return file->fresh ? run_id : file->known->since;
}

static void add_to_store(struct store *next, const struct delivered *file, const char *run_id)
{
	struct store_file *kept = store_add_file(next, file->feed, file->name);

	kept->size = file->object.size;
	memcpy(kept->sha256, file->object.sha256, sizeof(kept->sha256));
	memcpy(kept->staged, file->staged, sizeof(kept->staged));
	kept->since = mem_strdup(since(file, run_id));
	memcpy(kept->replaced, file->replaced, sizeof(kept->replaced));
	kept->retracted = file->retracted;
}

static void add_to_manifest(struct manifest *manifest, const struct delivered *file,
	const char *run_id)
{
	struct manifest_input *input = manifest_add_input(manifest, file->feed, file->name);

	input->size = file->object.size;
	memcpy(input->sha256, file->object.sha256, sizeof(input->sha256));
	memcpy(input->staged, file->staged, sizeof(input->staged));
	memcpy(input->staged_sha256, file->staged_sha256, sizeof(input->staged_sha256));
	input->since = mem_strdup(since(file, run_id));
	memcpy(input->replaced, file->replaced, sizeof(input->replaced));
	input->totals = file->tally.totals;
}

static void add_campaigns(struct manifest *manifest, const struct store *next)
{
	for (size_t i = 0; i < next->campaign_count; i++) {
		const struct store_campaign *from = &next->campaigns[i];
		struct manifest_campaign *to = manifest_add_campaign(manifest, from->id, from->folder);
		memcpy(to->sha256, from->sha256, sizeof(to->sha256));
	}
}

/* Where a feed's rows come from and how many of them may be bad decides nothing about a row. */
static bool decides(const struct conf_origin *setting)
{
	static const char *const others[] = {"files", "query", "source_url", "max_rejects"};

	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (strcmp(setting->key, others[i]) == 0)
			return false;
	return strncmp(setting->section, "feed ", strlen("feed ")) == 0;
}

static void list_settings(struct names *settings, const struct conf *conf)
{
	for (size_t i = 0; i < conf->origin_count; i++) {
		const struct conf_origin *setting = &conf->origins[i];
		if (!decides(setting))
			continue;
		char *line AUTOFREE = mem_printf("%s %s = %s", setting->section + strlen("feed "),
			setting->key, setting->value);
		names_add(settings, line);
	}
	names_sort(settings);
}

static void begin_manifest(struct manifest *manifest, const struct extract *extract)
{
	const struct conf *conf = extract->conf;

	manifest->run_id = mem_strdup(extract->run_id);
	manifest->as_of = extract->as_of;
	manifest->currency = mem_strdup(conf->currency);
	for (int feed = 0; feed < FEED_COUNT; feed++)
		manifest->delivery[feed] =
			conf->feeds[feed].query[0] ? DELIVERY_SNAPSHOT : conf->feeds[feed].delivery;
	manifest->replaces = conf->feeds[FEED_INVOICES].replaces;
	list_settings(&manifest->settings, conf);
}

void outcome_list(const struct deliveries *deliveries, const struct extract *extract,
	struct manifest *manifest, struct store *catalog)
{
	begin_manifest(manifest, extract);
	for (size_t i = 0; i < deliveries->count; i++) {
		const struct delivered *file = &deliveries->items[i];
		add_to_store(catalog, file, extract->run_id);
		if (!file->retracted)
			add_to_manifest(manifest, file, extract->run_id);
	}
	add_campaigns(manifest, catalog);
}

struct feed_sum {
	int64_t files, fresh, replaced, retracted;
	int64_t read, accepted, rejected, duplicates;
	int64_t by_reason[REJECT_COUNT];
};

static void add_rows(struct feed_sum *sum, const struct tally *tally)
{
	sum->read += tally->totals.read;
	sum->accepted += tally->totals.accepted;
	sum->rejected += tally->totals.rejected;
	sum->duplicates += tally->totals.duplicates;
	for (int i = 0; i < REJECT_COUNT; i++)
		sum->by_reason[i] += tally->rejected[i];
}

static void add_file(struct feed_sum *sum, const struct delivered *file)
{
	if (file->retracted) {
		sum->retracted++;
		return;
	}
	sum->files++;
	sum->fresh += file->fresh;
	sum->replaced += file->fresh && file->replaced[0];
	add_rows(sum, &file->tally);
}

static json_t *reasons_to_json(const struct feed_sum *sum)
{
	json_t *value = json_object();

	for (int i = 0; i < REJECT_COUNT; i++)
		if (sum->by_reason[i] > 0)
			json_put_int(value, reject_names[i], sum->by_reason[i]);
	return value;
}

static json_t *sum_to_json(const struct feed_sum *sum)
{
	json_t *value = json_object();

	json_put_int(value, "files", sum->files);
	json_put_int(value, "fresh_files", sum->fresh);
	json_put_int(value, "replaced_files", sum->replaced);
	json_put_int(value, "retracted_files", sum->retracted);
	json_put_int(value, "read", sum->read);
	json_put_int(value, "accepted", sum->accepted);
	json_put_int(value, "rejected", sum->rejected);
	json_put_int(value, "duplicates", sum->duplicates);
	json_object_set_new(value, "rejected_by_reason", reasons_to_json(sum));
	return value;
}

static int check_sum(const struct feed_sum *sum, int feed, struct error *err)
{
	if (sum->read == sum->accepted + sum->rejected + sum->duplicates)
		return 0;
	return error_also(err, EXIT_DATA, "feed %s: %" PRIi64 " rows were read, but %" PRIi64
		" accepted, %" PRIi64 " rejected and %" PRIi64 " duplicates do not add up to them",
		feed_names[feed], sum->read, sum->accepted, sum->rejected, sum->duplicates);
}

/* The numbers of all feeds together: what the driver says of the stage. */
static void put_totals(json_t *summary, const struct feed_sum *sums)
{
	struct feed_sum all = {0};

	for (int feed = 0; feed < FEED_COUNT; feed++) {
		all.files += sums[feed].files;
		all.fresh += sums[feed].fresh;
		all.read += sums[feed].read;
		all.accepted += sums[feed].accepted;
		all.rejected += sums[feed].rejected;
		all.duplicates += sums[feed].duplicates;
	}
	json_put_int(summary, "files", all.files);
	json_put_int(summary, "fresh_files", all.fresh);
	json_put_int(summary, "read", all.read);
	json_put_int(summary, "accepted", all.accepted);
	json_put_int(summary, "rejected", all.rejected);
	json_put_int(summary, "duplicates", all.duplicates);
}

int outcome_summary(const struct deliveries *deliveries, json_t *summary, struct error *err)
{
	struct feed_sum sums[FEED_COUNT] = {0};
	json_t *feeds = json_object();
	int result = 0;

	for (size_t i = 0; i < deliveries->count; i++)
		add_file(&sums[deliveries->items[i].feed], &deliveries->items[i]);
	for (int feed = 0; feed < FEED_COUNT; feed++) {
		json_object_set_new(feeds, feed_names[feed], sum_to_json(&sums[feed]));
		if (check_sum(&sums[feed], feed, err) < 0)
			result = -1;
	}
	put_totals(summary, sums);
	json_object_set_new(summary, "feeds", feeds);
	return result;
}
