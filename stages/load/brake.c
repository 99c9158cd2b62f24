/* Reasons to hold a run. */
#include "stages/load/brake.h"

#include "pipeline/base/mem.h"
#include "pipeline/core/database.h"
#include "pipeline/core/table.h"

static void add_reason(struct str *reason, const char *text)
{
	str_addf(reason, "%s%s", reason->len ? "; " : "", text);
}

/* The run's campaigns and the hashes of their definitions, as arrays. */
static int list_campaigns(const char *path, struct str *ids, struct str *hashes, struct error *err)
{
	struct pgcopy_reader reader;
	struct campaign_result campaign;
	int more;

	if (pgcopy_open(&reader, path, err) < 0)
		return -1;
	while ((more = table_read(&table_campaign_result, &reader, &campaign, err)) == 1) {
		db_array_add(ids, campaign.campaign_id);
		db_array_add(hashes, campaign.definition_sha256);
	}
	db_array_end(ids);
	db_array_end(hashes);
	pgcopy_close(&reader);
	return more;
}

int brake_definitions(const struct load *load, struct str *reason, struct error *err)
{
	char *path AUTOFREE = run_path(load->run, "campaign.copy");
	struct str ids AUTOSTR = STR_INIT, hashes AUTOSTR = STR_INIT;
	struct db_result changed CLEANUP(db_result_release) = {0};

	if (list_campaigns(path, &ids, &hashes, err) < 0)
		return -1;
	const char *const params[] = {str_text(&ids), str_text(&hashes)};
	if (database_query(load->db, "queries/load_changed_definitions.sql", params, ARRAY_LEN(params),
			&changed, err) < 0)
		return -1;
	for (int row = 0; row < changed.count; row++) {
		char *text AUTOFREE = mem_printf(
			"the definition of campaign %s has changed since it posted", db_cell(&changed, row, 0));
		add_reason(reason, text);
	}
	return 0;
}

static int name_largest(const struct load *load, struct str *reason, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (database_query(load->db, "queries/load_largest.sql", NULL, 0, &rows, err) < 0)
		return -1;
	for (int row = 0; row < rows.count; row++)
		str_addf(reason, "%s%s %s to %s in %s (invoice %s line %s)",
			row ? ", " : "; the largest movements: ", db_cell(&rows, row, 0),
			db_cell(&rows, row, 1), db_cell(&rows, row, 2), db_cell(&rows, row, 3),
			db_cell(&rows, row, 4), db_cell(&rows, row, 5));
	return 0;
}

int brake_movements(const struct load *load, const struct movements *movements, struct str *reason,
	struct error *err)
{
	char limit[MONEY_TEXT];

	for (size_t i = 0; i < movements->count; i++) {
		const struct movement *m = &movements->items[i];
		if (!m->above)
			continue;
		char *text AUTOFREE = mem_printf("it would move %s %s, more than hold_above %s",
			m->absolute, m->currency, money_format(load->conf->hold_above, 2, limit));
		add_reason(reason, text);
	}
	return reason->len ? name_largest(load, reason, err) : 0;
}
