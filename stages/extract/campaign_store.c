/* Campaign folders into the store. */
#include "stages/extract/campaign_store.h"

#include <stdio.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/campaign.h"
#include "pipeline/core/manifest.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/outfile.h"

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
	return outfile_publish(temp, kept, err);
}

static int take(const struct conf *conf, const struct campaign *campaign, struct store *store,
	struct error *err)
{
	struct store_campaign *kept =
		store_add_campaign(store, conf_relative(conf, campaign->folder), campaign->id);

	if (campaign_hash(campaign->folder, kept->sha256, err) < 0)
		return -1;
	return keep(conf->var, campaign->folder, kept->sha256, err);
}

int campaign_store_take(const struct conf *conf, struct store *store, struct error *err)
{
	struct names folders CLEANUP(names_release) = {0};
	struct campaigns campaigns CLEANUP(campaigns_release) = {0};

	if (campaigns_find(conf->campaigns, &folders, err) < 0 ||
		campaigns_load(&campaigns, folders.items, folders.count, err) < 0)
		return -1;
	for (size_t i = 0; i < campaigns.count; i++)
		if (take(conf, &campaigns.items[i], store, err) < 0)
			return -1;
	return 0;
}
