/* The store: whatever has its hash for its name must have that hash, and every staged folder is
 * what its list says. */
#include "pipeline/driver/audit_store.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/campaign.h"
#include "pipeline/core/store.h"

int audit_file(struct audit *audit, const char *path, const char *sha256, bool *ret_same,
	struct error *err)
{
	char found[HASH_TEXT];
	bool same = false;

	if (!path_exists(path)) {
		audit_differs(audit, path, "is missing", NULL, NULL);
	} else if (hash_file(path, found, err) < 0) {
		return -1;
	} else if (strcmp(found, sha256) != 0) {
		audit_differs(audit, path, "is not what it was: its SHA-256", sha256, found);
	} else {
		same = true;
	}
	if (ret_same)
		*ret_same = same;
	return 0;
}

/* The folders in a folder of the store; what begins with a dot was never finished. */
static int list(struct audit *audit, const char *name, struct names *ret_names, char **ret_folder,
	struct error *err)
{
	struct names all CLEANUP(names_release) = {0};

	*ret_folder = mem_printf("%s/store/%s", audit->context->conf.var, name);
	if (!path_exists(*ret_folder))
		return 0;
	if (dir_list(*ret_folder, &all, err) < 0)
		return -1;
	for (size_t i = 0; i < all.count; i++) {
		char *path AUTOFREE = path_join(*ret_folder, all.items[i]);
		if (all.items[i][0] == '.')
			continue;
		if (path_is_dir(path))
			names_add(ret_names, all.items[i]);
		else
			audit_differs(audit, path, "was added: it is no folder of the store", NULL, NULL);
	}
	return 0;
}

/* Delivered files ----------------------------------------------------------------------------- */

static int check_shelf(struct audit *audit, struct audit_store *store, const char *shelf,
	struct error *err)
{
	struct names names CLEANUP(names_release) = {0};

	if (dir_list(shelf, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.count; i++) {
		char *path AUTOFREE = path_join(shelf, names.items[i]);
		if (names.items[i][0] == '.')
			continue;
		names_add(&store->objects, names.items[i]);
		if (audit_file(audit, path, names.items[i], NULL, err) < 0)
			return -1;
	}
	return 0;
}

static int check_objects(struct audit *audit, struct audit_store *store, struct error *err)
{
	struct names shelves CLEANUP(names_release) = {0};
	char *folder AUTOFREE = NULL;

	if (list(audit, "objects", &shelves, &folder, err) < 0)
		return -1;
	for (size_t i = 0; i < shelves.count; i++) {
		char *shelf AUTOFREE = path_join(folder, shelves.items[i]);
		if (check_shelf(audit, store, shelf, err) < 0)
			return -1;
	}
	names_sort(&store->objects);
	audit_checked(audit, (int64_t)store->objects.count, "delivered files");
	return 0;
}

/* Folders with a list ------------------------------------------------------------------------- */

int audit_sealed_folder(struct audit *audit, const char *folder, char ret_sha256[HASH_TEXT],
	struct error *err)
{
	struct sums sums CLEANUP(sums_release) = {0};
	struct names names CLEANUP(names_release) = {0};
	char *path AUTOFREE = path_join(folder, SUMS_NAME);

	ret_sha256[0] = '\0';
	if (!path_exists(path)) {
		audit_differs(audit, path, "is missing", NULL, NULL);
		return 0;
	}
	if (hash_file(path, ret_sha256, err) < 0 || dir_list(folder, &names, err) < 0)
		return -1;
	if (sums_read(&sums, path, err) < 0) {
		audit_differs(audit, path, error_text(err), NULL, NULL);
		error_release(err);
		return 0;
	}
	for (size_t i = 0; i < sums.count; i++) {
		char *file AUTOFREE = path_join(folder, sums.items[i].name);
		if (audit_file(audit, file, sums.items[i].sha256, NULL, err) < 0)
			return -1;
	}
	for (size_t i = 0; i < names.count; i++) {
		char *file AUTOFREE = path_join(folder, names.items[i]);
		if (names.items[i][0] != '.' && strcmp(names.items[i], SUMS_NAME) != 0 &&
			!sums_find(&sums, names.items[i]))
			audit_differs(audit, file, "was added: " SUMS_NAME " does not name it", NULL, NULL);
	}
	return 0;
}

static int check_staged(struct audit *audit, struct audit_store *store, struct error *err)
{
	struct names keys CLEANUP(names_release) = {0};
	char *parent AUTOFREE = NULL, sha256[HASH_TEXT];

	if (list(audit, "staged", &keys, &parent, err) < 0)
		return -1;
	for (size_t i = 0; i < keys.count; i++) {
		char *folder AUTOFREE = path_join(parent, keys.items[i]);
		if (audit_sealed_folder(audit, folder, sha256, err) < 0)
			return -1;
		sums_add(&store->staged, keys.items[i], sha256);
	}
	audit_checked(audit, (int64_t)keys.count, "staged folders");
	return 0;
}

/* Campaigns ----------------------------------------------------------------------------------- */

static bool defines_campaign(const char *name)
{
	for (size_t i = 0; campaign_files[i]; i++)
		if (strcmp(campaign_files[i], name) == 0)
			return true;
	return false;
}

static int check_campaign(struct audit *audit, const char *folder, const char *sha256,
	struct error *err)
{
	struct names names CLEANUP(names_release) = {0};
	char *conf AUTOFREE = path_join(folder, campaign_files[0]);
	char found[HASH_TEXT];

	if (!path_exists(conf)) {
		audit_differs(audit, conf, "is missing", NULL, NULL);
		return 0;
	}
	if (campaign_hash(folder, found, err) < 0 || dir_list(folder, &names, err) < 0)
		return -1;
	if (strcmp(found, sha256) != 0)
		audit_differs(audit, folder, "is not what it was: the campaign's SHA-256", sha256, found);
	for (size_t i = 0; i < names.count; i++) {
		char *file AUTOFREE = path_join(folder, names.items[i]);
		if (names.items[i][0] != '.' && !defines_campaign(names.items[i]))
			audit_differs(audit, file, "was added: no campaign has such a file", NULL, NULL);
	}
	return 0;
}

static int check_campaigns(struct audit *audit, struct audit_store *store, struct error *err)
{
	char *parent AUTOFREE = NULL;

	if (list(audit, "campaigns", &store->campaigns, &parent, err) < 0)
		return -1;
	for (size_t i = 0; i < store->campaigns.count; i++) {
		char *folder AUTOFREE = path_join(parent, store->campaigns.items[i]);
		if (check_campaign(audit, folder, store->campaigns.items[i], err) < 0)
			return -1;
	}
	audit_checked(audit, (int64_t)store->campaigns.count, "campaign folders");
	return 0;
}

/* The catalog --------------------------------------------------------------------------------- */

static int check_catalog_list(struct audit *audit, const char *path, struct error *err)
{
	struct sums sums CLEANUP(sums_release) = {0};
	char *sums_path AUTOFREE = mem_printf("%s" SUMS_ENDING, path);

	if (!path_exists(sums_path)) {
		audit_differs(audit, sums_path, "is missing", NULL, NULL);
		return 0;
	}
	if (sums_read(&sums, sums_path, err) < 0) {
		audit_differs(audit, sums_path, error_text(err), NULL, NULL);
		error_release(err);
		return 0;
	}
	if (sums.count == 1 && strcmp(sums.items[0].name, strrchr(path, '/') + 1) == 0)
		return audit_file(audit, path, sums.items[0].sha256, NULL, err);
	audit_differs(audit, sums_path, "does not name the catalog, and it alone", NULL, NULL);
	return 0;
}

static int check_catalog(struct audit *audit, struct audit_store *store, struct error *err)
{
	struct store catalog CLEANUP(store_release) = {0};
	char *path AUTOFREE = mem_printf("%s/store/catalog.json", audit->context->conf.var);

	if (!path_exists(path)) {
		if (store->objects.count > 0)
			audit_differs(audit, path, "is missing", NULL, NULL);
		return 0;
	}
	if (check_catalog_list(audit, path, err) < 0)
		return -1;
	if (store_read(&catalog, audit->context->conf.var, err) < 0) {
		audit_differs(audit, path, error_text(err), NULL, NULL);
		error_release(err);
		return 0;
	}
	for (size_t i = 0; i < catalog.file_count; i++)
		audit_store_expect_object(audit, store, catalog.files[i].sha256, catalog.files[i].name);
	for (size_t i = 0; i < catalog.campaign_count; i++)
		audit_store_expect_campaign(audit, store, catalog.campaigns[i].sha256,
			catalog.campaigns[i].id);
	return 0;
}

int audit_check_store(struct audit *audit, struct audit_store *ret_store, struct error *err)
{
	if (check_objects(audit, ret_store, err) < 0 || check_staged(audit, ret_store, err) < 0 ||
		check_campaigns(audit, ret_store, err) < 0)
		return -1;
	return check_catalog(audit, ret_store, err);
}

/* What is named must be there ----------------------------------------------------------------- */

static int by_bytes(const void *key, const void *item)
{
	return strcmp(key, *(char *const *)item);
}

static bool has(const struct names *names, const char *name)
{
	return names->count > 0 &&
		   bsearch(name, names->items, names->count, sizeof(*names->items), by_bytes) != NULL;
}

/* Each is told once, however many name it. */
static bool is_told(struct audit_store *store, const char *path)
{
	for (size_t i = 0; i < store->told.count; i++)
		if (strcmp(store->told.items[i], path) == 0)
			return true;
	names_add(&store->told, path);
	return false;
}

static void miss(struct audit *audit, struct audit_store *store, const char *path, const char *who)
{
	char *what AUTOFREE = mem_printf("is missing: %s", who);

	if (!is_told(store, path))
		audit_differs(audit, path, what, NULL, NULL);
}

void audit_store_expect_object(struct audit *audit, struct audit_store *store, const char *sha256,
	const char *who)
{
	char *path AUTOFREE = store_object_path(audit->context->conf.var, sha256);

	if (!has(&store->objects, sha256))
		miss(audit, store, path, who);
}

void audit_store_expect_campaign(struct audit *audit, struct audit_store *store, const char *sha256,
	const char *who)
{
	char *path AUTOFREE = store_campaign_path(audit->context->conf.var, sha256);

	if (!has(&store->campaigns, sha256))
		miss(audit, store, path, who);
}

static int sum_by_name(const void *key, const void *item)
{
	return strcmp(key, ((const struct sum *)item)->name);
}

static void check_input(struct audit *audit, struct audit_store *store,
	const struct manifest_input *input)
{
	const struct sums *staged = &store->staged;
	char *path AUTOFREE = store_staged_path(audit->context->conf.var, input->staged, SUMS_NAME);
	const struct sum *found = staged->count == 0
								  ? NULL
								  : bsearch(input->staged, staged->items, staged->count,
										sizeof(*staged->items), sum_by_name);

	audit_store_expect_object(audit, store, input->sha256, input->name);
	if (!found)
		miss(audit, store, path, input->name);
	else if (found->sha256[0] && strcmp(found->sha256, input->staged_sha256) != 0 &&
			 !is_told(store, path))
		audit_differs(audit, path, "is not what a manifest says: its SHA-256", input->staged_sha256,
			found->sha256);
}

void audit_store_check_manifest(struct audit *audit, struct audit_store *store,
	const struct manifest *manifest)
{
	for (size_t i = 0; i < manifest->input_count; i++)
		check_input(audit, store, &manifest->inputs[i]);
	for (size_t i = 0; i < manifest->campaign_count; i++)
		audit_store_expect_campaign(audit, store, manifest->campaigns[i].sha256,
			manifest->campaigns[i].id);
}

void audit_store_release(struct audit_store *store)
{
	names_release(&store->objects);
	names_release(&store->campaigns);
	names_release(&store->told);
	sums_release(&store->staged);
}
