/* One partner's folder, from one snapshot of the database; the first page is written last. */
#include "pipeline/base/mem.h"
#include "pipeline/core/database.h"
#include "reports/file_name.h"
#include "reports/site_page.h"

static int query(struct site_partner *partner, const char *name, struct db_result *ret_result,
	struct error *err)
{
	const char *const mpn_id = partner->job->mpn_id;

	return database_query_kept(partner->job->db, name, &mpn_id, 1, ret_result, err);
}

static int read_rows(struct site_partner *partner, struct error *err)
{
	if (query(partner, "queries/partner_head.sql", &partner->head, err) < 0 ||
		query(partner, "queries/site_partner_campaigns.sql", &partner->campaigns, err) < 0 ||
		query(partner, "queries/partner_registrations.sql", &partner->registrations, err) < 0 ||
		query(partner, "queries/site_standings.sql", &partner->standings, err) < 0 ||
		query(partner, "queries/site_reasons.sql", &partner->reasons, err) < 0 ||
		query(partner, "queries/site_statements.sql", &partner->statements, err) < 0)
		return -1;
	if (partner->head.count == 1)
		return 0;
	return error_set(err, EXIT_DATA, "partner %s is not on file", partner->job->mpn_id);
}

static int put_all(struct site_partner *partner, struct error *err)
{
	struct site_folder *folder = &partner->folder;

	if (site_put_style(folder, err) < 0 ||
		site_put_copy(folder, SITE_WORKBOOK, partner->job->workbook, err) < 0 ||
		site_put_statements(partner, err) < 0 || site_put_not_paid(partner, err) < 0 ||
		site_put_campaigns(partner, err) < 0 || site_put_home(partner, err) < 0)
		return -1;
	return site_folder_finish(folder, err);
}

static int render(struct site_partner *partner, struct error *err)
{
	const struct site_job *job = partner->job;
	struct error ignored = ERROR_INIT;
	char *name AUTOFREE = file_name_of(job->mpn_id, "");
	char *path AUTOFREE = mem_printf("%s/partners/%s", job->site->folder, name);

	if (site_folder_open(&partner->folder, path, err) < 0 ||
		db_exec(job->db, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", err) < 0)
		return -1;
	int result = read_rows(partner, err);
	if (result == 0)
		result = put_all(partner, err);
	if (db_exec(job->db, "ROLLBACK", &ignored) < 0)
		error_release(&ignored);
	return result;
}

static void partner_release(struct site_partner *partner)
{
	struct db_result *const all[] = {&partner->head, &partner->campaigns, &partner->registrations,
		&partner->standings, &partner->reasons, &partner->statements};

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		db_result_release(all[i]);
	free(partner->downloads);
	site_folder_release(&partner->folder);
}

int site_partner_render(const struct site_job *job, struct names *ret_files, struct error *err)
{
	struct site_partner partner CLEANUP(partner_release) = {.job = job};
	const struct names *files = &partner.folder.files;
	char *folder AUTOFREE = file_name_of(job->mpn_id, "");

	if (render(&partner, err) < 0)
		return -1;
	for (size_t i = 0; i < files->count; i++) {
		char *name AUTOFREE = mem_printf("site/partners/%s/%s", folder, files->items[i]);
		names_add(ret_files, name);
	}
	return 0;
}

const char *site_partner_name(const struct site_partner *partner)
{
	return site_cell(&(struct site_row){&partner->head, 0}, "partner_name");
}

struct site_shell site_partner_shell(const struct site_partner *partner, const char *title)
{
	return (struct site_shell){
		.site = partner->job->site,
		.as_of = partner->job->as_of,
		.title = title,
		.kicker = site_partner_name(partner),
		.home = "index.html",
		.home_name = "Your overview",
		.root = "",
		.private = true,
	};
}

void site_partner_campaign(struct page *page, const struct site_partner *partner,
	const char *campaign_id, const char *name)
{
	char *file AUTOFREE = site_campaign_file("campaign-", campaign_id);
	int index = site_campaign_find(partner->job->site, campaign_id);

	if (index < 0) {
		page_text(page, name);
		return;
	}
	site_link(page, file, site_cell(&(struct site_row){&partner->job->site->campaigns, index},
		"name"));
}
