/* Campaign folders into the store. */
#include "stages/extract/campaign_store.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/campaign.h"
#include "pipeline/core/database.h"
#include "pipeline/core/manifest.h"
#include "pipeline/edge/ahead.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/outfile.h"

#define AT_ONCE 8 /* folders that wait for the disk */

static int copy_definition(const char *from, const char *to, struct error *err)
{
	if (dir_remove(to, err) < 0 || dir_make(to, err) < 0)
		return -1;
	for (size_t i = 0; campaign_files[i]; i++) {
		char *source AUTOFREE = path_join(from, campaign_files[i]);
		char *target AUTOFREE = path_join(to, campaign_files[i]);
		if (path_exists(source) && file_copy(source, target, err) < 0)
			return -1;
	}
	return 0;
}

/* The definition may have changed between hashing and copying. */
static int check_copy(const char *folder, const char *sha256, const char *delivered,
	struct error *err)
{
	char copied[HASH_TEXT];

	if (campaign_hash(folder, copied, err) < 0)
		return -1;
	if (span_is(span_of(copied), sha256))
		return 0;
	error_set(err, EXIT_DATA, "%s: changed while it was read", delivered);
	return error_hint(err, "run again when nobody is writing there");
}

static int keep(const char *var, const char *folder, const char *sha256, struct error *err)
{
	char *kept AUTOFREE = store_campaign_path(var, sha256);
	char *temp_name AUTOFREE = mem_printf(".%s.tmp", sha256);
	char *temp AUTOFREE = store_campaign_path(var, temp_name);

	if (path_is_dir(kept))
		return 0;
	if (copy_definition(folder, temp, err) < 0 || check_copy(temp, sha256, folder, err) < 0)
		return -1;
	return outfile_publish_folder(temp, kept, err);
}

/* The campaign of the catalog whose stored folder this is; NULL: it is a delivered folder. */
static const struct store_campaign *stored(const struct conf *conf, const struct store *before,
	const char *folder)
{
	for (size_t i = 0; i < before->campaign_count; i++) {
		char *kept AUTOFREE = store_campaign_path(conf->var, before->campaigns[i].sha256);
		if (strcmp(kept, folder) == 0)
			return &before->campaigns[i];
	}
	return NULL;
}

/* A campaign is put into the catalog, and its folder, unless it is the stored one, is to be kept. */
struct taking {
	const struct conf *conf;
	const struct campaigns *campaigns;
	const struct store *next; /* has them from `first` on */
	size_t first;
	bool *gone;
};

static int enter(struct taking *taking, const struct store *before, struct store *next, size_t i,
	struct error *err)
{
	const struct campaign *campaign = &taking->campaigns->items[i];
	const struct store_campaign *gone = stored(taking->conf, before, campaign->folder);
	const char *folder = gone ? gone->folder : conf_relative(taking->conf, campaign->folder);

	taking->gone[i] = gone != NULL;
	return campaign_hash(campaign->folder,
		store_add_campaign(next, folder, campaign->id)->sha256, err);
}

static int keep_item(void *context, size_t item, void *result, struct error *err)
{
	const struct taking *taking = context;

	(void)result;
	return taking->gone[item] ? 0
		: keep(taking->conf->var, taking->campaigns->items[item].folder,
			  taking->next->campaigns[taking->first + item].sha256, err);
}

/* Each folder waits for the disk several times: they wait together. */
static int take_all(const struct conf *conf, const struct store *before,
	const struct campaigns *campaigns, struct store *next, struct error *err)
{
	bool *gone AUTOFREE = mem_alloc(campaigns->count * sizeof(*gone) + 1);
	struct taking taking = {conf, campaigns, next, next->campaign_count, gone};
	struct ahead work = {.prepare = keep_item, .context = &taking};

	for (size_t i = 0; i < campaigns->count; i++)
		if (enter(&taking, before, next, i, err) < 0)
			return -1;
	return ahead_run(&work, campaigns->count, AT_ONCE, err);
}

static bool is_delivered(const struct campaigns *campaigns, const char *id)
{
	for (size_t i = 0; i < campaigns->count; i++)
		if (strcmp(campaigns->items[i].id, id) == 0)
			return true;
	return false;
}

/* The campaigns of the catalog that no delivered folder has any more. */
static void find_gone(const struct store *before, const struct campaigns *delivered,
	struct names *ids)
{
	for (size_t i = 0; i < before->campaign_count; i++)
		if (!is_delivered(delivered, before->campaigns[i].id))
			names_add(ids, before->campaigns[i].id);
}

static void add_stored_folder(const struct conf *conf, const struct store *before, const char *id,
	struct names *folders)
{
	for (size_t i = 0; i < before->campaign_count; i++) {
		char *kept AUTOFREE = store_campaign_path(conf->var, before->campaigns[i].sha256);
		if (strcmp(before->campaigns[i].id, id) == 0)
			names_add(folders, kept);
	}
}

/* Adds the stored folders of those that have postings. */
static int add_posted(const struct conf *conf, const struct store *before, const struct names *gone,
	struct names *folders, struct error *err)
{
	struct database database = {0};
	struct db_result posted CLEANUP(db_result_release) = {0};

	if (database_open_migrated(&database, conf, err) < 0)
		return error_wrap(err, "whether campaign %s, whose folder is gone, has postings",
			gone->items[0]);
	int result =
		database_query(&database.db, "queries/load_posted_campaigns.sql", NULL, 0, &posted, err);
	for (size_t i = 0; i < gone->count; i++)
		for (int row = 0; row < posted.count; row++)
			if (strcmp(db_cell(&posted, row, 0), gone->items[i]) == 0)
				add_stored_folder(conf, before, gone->items[i], folders);
	database_close(&database);
	return result;
}

/* The draft's folder takes the place of a delivered one with its id. */
static int add_draft(const char *draft, struct names *folders, struct error *err)
{
	struct campaign own CLEANUP(campaign_release) = {0};
	size_t kept = 0;

	if (campaign_load(&own, draft, err) < 0)
		return -1;
	for (size_t i = 0; i < folders->count; i++) {
		struct campaign other CLEANUP(campaign_release) = {0};
		struct error ignored CLEANUP(error_release) = ERROR_INIT;
		bool same = campaign_load(&other, folders->items[i], &ignored) == 0 &&
					strcmp(own.id, other.id) == 0;
		if (same)
			free(folders->items[i]);
		else
			folders->items[kept++] = folders->items[i];
	}
	folders->count = kept;
	names_add(folders, draft);
	return 0;
}

static int find_folders(const struct conf *conf, const char *draft, struct names *folders,
	struct error *err)
{
	if (campaigns_find(conf->campaigns, folders, err) < 0)
		return -1;
	return draft ? add_draft(draft, folders, err) : 0;
}

int campaign_store_check_known(const struct conf *conf, const struct store *store,
	struct error *err)
{
	if (store->campaign_count > 0)
		return 0;
	error_set(err, EXIT_NOINPUT, "no campaign folder matches %s", conf->campaigns);
	return error_hint(err, "put the campaign there, or correct `campaigns` in [pipeline]");
}

int campaign_store_take(const struct conf *conf, const char *draft, const struct store *before,
	struct store *next, struct error *err)
{
	struct names folders CLEANUP(names_release) = {0};
	struct names gone CLEANUP(names_release) = {0};
	struct campaigns campaigns CLEANUP(campaigns_release) = {0};

	if (find_folders(conf, draft, &folders, err) < 0 ||
		campaigns_load(&campaigns, folders.items, folders.count, err) < 0)
		return -1;
	if (folders.count == 0 && campaign_store_check_known(conf, before, err) < 0)
		return -1;
	find_gone(before, &campaigns, &gone);
	if (gone.count > 0) {
		campaigns_release(&campaigns);
		if (add_posted(conf, before, &gone, &folders, err) < 0 ||
			campaigns_load(&campaigns, folders.items, folders.count, err) < 0)
			return -1;
	}
	return take_all(conf, before, &campaigns, next, err);
}
