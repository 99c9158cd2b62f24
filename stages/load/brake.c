/* Reasons to hold a run. */
#include "stages/load/brake.h"

#include "pipeline/base/mem.h"
#include "pipeline/core/database.h"
#include "pipeline/core/table.h"

static void add_reason(struct str *reason, const char *text)
{
	str_addf(reason, "%s%s", reason->len ? "; " : "", text);
}

/* Rows: campaign, the definition's hash that it posted with. */
static const char *posted_definition(const struct db_result *posted, struct span campaign_id)
{
	for (int row = 0; row < posted->count; row++)
		if (span_is(campaign_id, db_cell(posted, row, 0)))
			return db_cell(posted, row, 1);
	return NULL;
}

static int compare(const struct db_result *posted, const char *path, struct str *reason,
	struct error *err)
{
	struct pgcopy_reader reader;
	struct campaign_result campaign;
	int more;

	if (pgcopy_open(&reader, path, err) < 0)
		return -1;
	while ((more = table_read(&table_campaign_result, &reader, &campaign, err)) == 1) {
		const char *before = posted_definition(posted, campaign.campaign_id);
		if (!before || span_is(campaign.definition_sha256, before))
			continue;
		char *text AUTOFREE = mem_printf(
			"the definition of campaign %.*s has changed since it posted",
			SPAN_ARG(campaign.campaign_id));
		add_reason(reason, text);
	}
	pgcopy_close(&reader);
	return more;
}

int brake_definitions(const struct load *load, struct str *reason, struct error *err)
{
	char *path AUTOFREE = run_path(load->run, "campaign.copy");
	struct db_result posted CLEANUP(db_result_release) = {0};

	if (database_query(load->db, "queries/load_posted_campaigns.sql", NULL, 0, &posted, err) < 0)
		return -1;
	return compare(&posted, path, reason, err);
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
