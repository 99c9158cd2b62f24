/* Opening the portal, and taking away the folders of partners that are gone. */
#include "reports/site.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/database.h"
#include "reports/file_name.h"
#include "reports/site_page.h"

static int read_cards(struct site *site, struct db *db, struct error *err)
{
	site->cards = mem_alloc((size_t)(site->campaigns.count + 1) * sizeof(*site->cards));
	for (int i = 0; i < site->campaigns.count; i++) {
		const char *const id = db_cell(&site->campaigns, i, 0);
		if (database_query(db, "queries/site_card.sql", &id, 1, &site->cards[i], err) < 0)
			return -1;
	}
	return 0;
}

int site_open(struct site *site, struct db *db, struct error *err)
{
	char as_of[DATE_TEXT];
	const char *const date = date_format(site->as_of, as_of);

	site->folder = path_join(site->output, "site");
	char *partners AUTOFREE = path_join(site->folder, "partners");
	char *campaigns AUTOFREE = path_join(site->folder, "public/campaigns");
	if (dir_make(partners, err) < 0 || dir_make(campaigns, err) < 0 ||
		database_query(db, "queries/site_campaigns.sql", &date, 1, &site->campaigns, err) < 0)
		return -1;
	return read_cards(site, db, err);
}

void site_release(struct site *site)
{
	for (int i = 0; site->cards && i < site->campaigns.count; i++)
		db_result_release(&site->cards[i]);
	free(site->cards);
	db_result_release(&site->campaigns);
	free(site->folder);
	*site = (struct site){0};
}

int site_campaign_find(const struct site *site, const char *campaign_id)
{
	for (int i = 0; i < site->campaigns.count; i++)
		if (strcmp(db_cell(&site->campaigns, i, 0), campaign_id) == 0)
			return i;
	return -1;
}

static int remove_ours(const struct site_folder *folder, const char *name, struct error *err)
{
	char *path AUTOFREE = path_join(folder->path, name);

	if (unlink(path) < 0 && errno != ENOENT)
		return error_errno(err, EXIT_IOERR, "%s: cannot be removed", path);
	return 0;
}

/* A partner's workbook makes a folder ours, and goes last. What we did not put there stays, and the
 * folder with it. */
static int remove_folder(const char *path, struct error *err)
{
	struct site_folder folder CLEANUP(site_folder_release) = {.path = mem_strdup(path)};
	char *workbook AUTOFREE = path_join(path, SITE_WORKBOOK);

	if (path_exists(workbook)) {
		site_keep(&folder, SITE_WORKBOOK);
		if (site_folder_finish(&folder, err) < 0 || remove_ours(&folder, SITE_STYLE, err) < 0 ||
			remove_ours(&folder, SITE_WORKBOOK, err) < 0)
			return -1;
	}
	if (rmdir(path) < 0 && errno != ENOTEMPTY && errno != EEXIST && errno != ENOTDIR)
		return error_errno(err, EXIT_IOERR, "%s: cannot be removed", path);
	return 0;
}

int site_remove_stale(const struct site *site, const struct names *mpn_ids, struct error *err)
{
	struct names expected CLEANUP(names_release) = {0}, there CLEANUP(names_release) = {0};
	char *partners AUTOFREE = path_join(site->folder, "partners");

	for (size_t i = 0; i < mpn_ids->count; i++) {
		char *name AUTOFREE = file_name_of(mpn_ids->items[i], "");
		names_add(&expected, name);
	}
	names_sort(&expected);
	if (dir_list(partners, &there, err) < 0)
		return -1;
	for (size_t i = 0; i < there.count; i++) {
		const char *name = there.items[i];
		char *path AUTOFREE = path_join(partners, name);
		if (!file_name_is_ours(name, "") || names_has(&expected, name) || !path_is_dir(path))
			continue;
		if (remove_folder(path, err) < 0)
			return -1;
	}
	return 0;
}
