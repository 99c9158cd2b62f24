/* Loading campaigns: the order of the steps, what is owned, and what concerns several campaigns.
 * What a campaign file may say is in campaign_conf.c, campaign_card.c and the checks. */
#include "pipeline/core/campaign.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/campaign_read.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/hash.h"

#define DEFINITION_LIMIT ((size_t)256 * 1024 * 1024)

const char *const campaign_files[] = {
	"campaign.conf", "products.csv", "rate_card.csv", "thresholds.csv", NULL};

const char *const campaign_kind_name[] = {"dollar_per_sku", "frequency", NULL};
const char *const campaign_tiers_name[] = {"retrospective", "stepped", NULL};
const char *const campaign_scope_name[] = {"transaction", "customer", "partner", NULL};
const char *const campaign_count_name[] = {"transactions", "customers", "new_customers", NULL};
const char *const campaign_per_name[] = {"campaign", "quarter", "month", NULL};
const char *const campaign_pay_name[] = {"once", "each", NULL};

size_t campaign_line(struct campaign_source *source, const char *key)
{
	const struct ini_entry *entry = ini_get(&source->ini, "campaign", key);

	return entry ? entry->line : 0;
}

void campaign_key_problem(struct campaign_source *source, const char *key, const char *fmt, ...)
{
	size_t line = campaign_line(source, key);
	va_list args;

	va_start(args, fmt);
	char *text AUTOFREE = mem_vprintf(fmt, args);
	va_end(args);
	if (line == 0)
		line = ini_section_line(&source->ini, "campaign");
	ini_problem(source->ini.path, line, source->err, "%s", text);
}

void campaign_card_problem(struct campaign_source *source, const char *file, size_t line,
	const char *fmt, ...)
{
	char *path AUTOFREE = path_join(source->campaign->folder, file);
	va_list args;

	va_start(args, fmt);
	char *text AUTOFREE = mem_vprintf(fmt, args);
	va_end(args);
	ini_problem(path, line, source->err, "%s", text);
}

/* False where there is nothing to go on with. The error of its own is because a file that cannot
 * be read would take the place of the problems found before. */
static bool load_ini(struct campaign_source *source, const char *path)
{
	struct error own = ERROR_INIT;
	bool readable = ini_load(&source->ini, path, INI_LITERAL, &own) == 0 || own.code == EXIT_CONFIG;

	if (own.count > 0)
		error_absorb(source->err, &own);
	return readable;
}

int campaign_read(struct campaign_source *source, struct campaign *campaign, const char *folder,
	struct error *err)
{
	char *path AUTOFREE = path_join(folder, "campaign.conf");
	size_t problems = err->count;

	*campaign = (struct campaign){.folder = mem_strdup(folder)};
	*source = (struct campaign_source){.campaign = campaign, .err = err};
	if (!path_exists(path))
		return ini_problem(folder, 0, err,
			"has no campaign.conf: put one there, or take the folder out of the campaigns");
	if (!load_ini(source, path))
		return -1;
	campaign_read_conf(source);
	campaign_check_keys(source);
	campaign_read_cards(source);
	campaign_check_entries(source);
	campaign_check_payout(source);
	return err->count > problems ? -1 : 0;
}

void campaign_source_release(struct campaign_source *source)
{
	ini_release(&source->ini);
}

int campaign_load(struct campaign *campaign, const char *folder, struct error *err)
{
	struct campaign_source source CLEANUP(campaign_source_release) = {0};

	if (campaign_read(&source, campaign, folder, err) == 0)
		return 0;
	campaign_release(campaign);
	return -1;
}

void campaign_release(struct campaign *campaign)
{
	for (size_t i = 0; i < campaign->license_type_count; i++)
		free(campaign->license_types[i]);
	for (size_t i = 0; i < campaign->entry_count; i++) {
		free(campaign->entries[i].sku);
		free(campaign->entries[i].tiers);
	}
	free(campaign->license_types);
	free(campaign->entries);
	free(campaign->thresholds);
	free(campaign->folder);
	free(campaign->id);
	free(campaign->name);
	free(campaign->currency);
	free(campaign->terms_version);
	free(campaign->exclusive_group);
	*campaign = (struct campaign){0};
}

static bool same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* What two campaigns must not have in common; the problem is named at the later one. */
static void compare(struct campaign_source *before, struct campaign_source *source)
{
	const struct campaign *a = before->campaign, *b = source->campaign;

	if (same(a->id, b->id))
		campaign_key_problem(source, "id", "id %s is the id of %s:%zu too: write another one",
			b->id, before->ini.path, campaign_line(before, "id"));
	if (same(a->exclusive_group, b->exclusive_group) && a->priority == b->priority &&
		a->priority != PRIORITY_NONE)
		campaign_key_problem(source, "priority",
			"priority %lld in group %s is that of %s:%zu too: write another one",
			(long long)b->priority, b->exclusive_group, before->ini.path,
			campaign_line(before, "priority"));
}

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct campaign *)a)->id, ((const struct campaign *)b)->id);
}

int campaigns_load(struct campaigns *campaigns, char *const *folders, size_t count,
	struct error *err)
{
	struct campaign_source *sources AUTOFREE = mem_alloc(count * sizeof(*sources));
	size_t problems = err->count;

	*campaigns = (struct campaigns){.items = mem_alloc(count * sizeof(*campaigns->items))};
	for (campaigns->count = 0; campaigns->count < count; campaigns->count++) {
		size_t i = campaigns->count;
		campaign_read(&sources[i], &campaigns->items[i], folders[i], err);
		for (size_t before = 0; before < i; before++)
			compare(&sources[before], &sources[i]);
	}
	for (size_t i = 0; i < count; i++)
		campaign_source_release(&sources[i]);
	if (err->count > problems) {
		campaigns_release(campaigns);
		return -1;
	}
	qsort(campaigns->items, count, sizeof(*campaigns->items), by_id);
	return 0;
}

int campaigns_find(const char *pattern, struct names *ret_folders, struct error *err)
{
	struct names found CLEANUP(names_release) = {0};

	if (files_glob(pattern, &found, err) < 0)
		return -1;
	for (size_t i = 0; i < found.count; i++) {
		char *folder = found.items[i];
		for (size_t last = strlen(folder); last > 1 && folder[last - 1] == '/'; last--)
			folder[last - 1] = '\0';
		if (path_is_dir(folder))
			names_add(ret_folders, folder);
	}
	names_sort(ret_folders);
	return 0;
}

void campaigns_release(struct campaigns *campaigns)
{
	for (size_t i = 0; i < campaigns->count; i++)
		campaign_release(&campaigns->items[i]);
	free(campaigns->items);
	*campaigns = (struct campaigns){0};
}

static int hash_definition(struct hash *hash, const char *folder, const char *name,
	struct error *err)
{
	struct str text AUTOSTR = STR_INIT;
	char *path AUTOFREE = path_join(folder, name);

	if (file_read(path, DEFINITION_LIMIT, &text, err) < 0)
		return -1;
	char *size AUTOFREE = mem_printf("%zu", text.len);
	hash_add_text(hash, name);
	hash_add_text(hash, size);
	hash_add(hash, str_text(&text), text.len);
	return 0;
}

int campaign_hash(const char *folder, char ret_hash[65], struct error *err)
{
	struct hash hash CLEANUP(hash_release);

	hash_init(&hash);
	for (size_t i = 0; campaign_files[i]; i++) {
		char *path AUTOFREE = path_join(folder, campaign_files[i]);
		/* campaign.conf has to be there; a card file belongs to one kind or the other. */
		if (i > 0 && !path_exists(path))
			continue;
		if (hash_definition(&hash, folder, campaign_files[i], err) < 0)
			return -1;
	}
	hash_finish(&hash, ret_hash);
	return 0;
}
