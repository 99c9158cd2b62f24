/* Whose workbooks there are to be, what each shows, and since when. */
#include <stdio.h>
#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "reports/file_name.h"
#include "stages/render/render.h"

#define SUMMARY "current/summary.xlsx"

/* Of a row of render_fingerprints.sql. */
enum { MPN_ID, FINGERPRINT, LINES, AS_OF };

/* The business date that the workbook bears is a part of what it shows. Where it has shown nothing
 * of the kind before, or where nobody knows, that is the run's. */
static void date_item(const struct render *render, struct render_item *item, const char *facts,
	const char *since)
{
	char as_of[DATE_TEXT];

	if (!since || !date_parse_iso(span_of(since), &item->as_of))
		item->as_of = render->as_of;
	if (facts)
		snprintf(item->fingerprint, sizeof(item->fingerprint), "%s/%s", facts,
			date_format(item->as_of, as_of));
}

static void list_partner(struct render *render, const struct db_result *rows, int row)
{
	const char *mpn_id = db_cell(rows, row, MPN_ID);
	struct render_item *item = &render->items[render->item_count++];
	char *file AUTOFREE = workbook_file_name(mpn_id);

	item->mpn_id = mem_strdup(mpn_id);
	item->name = mem_printf("current/statements/%s", file);
	item->lines = strtoll(db_cell(rows, row, LINES), NULL, 10);
	render->lines += item->lines;
	date_item(render, item, db_cell(rows, row, FINGERPRINT), db_cell(rows, row, AS_OF));
}

/* The summary shows what the partners' workbooks show, and more; and the run's business date. */
static void list_summary(struct render *render, const char *fingerprint)
{
	struct render_item *item = &render->items[render->item_count];
	char facts[HASH_TEXT], as_of[DATE_TEXT];
	struct hash hash;
	bool known = true;

	hash_init(&hash);
	hash_add_text(&hash, fingerprint);
	hash_add_text(&hash, date_format(render->as_of, as_of));
	for (size_t i = 0; i < render->item_count; i++) {
		hash_add_text(&hash, render->items[i].mpn_id);
		hash_add_text(&hash, render->items[i].fingerprint);
		known = known && render->items[i].fingerprint[0];
	}
	hash_finish(&hash, facts);
	item->name = mem_strdup(SUMMARY);
	item->as_of = render->as_of;
	item->lines = render->lines;
	if (known)
		memcpy(item->fingerprint, facts, sizeof(facts));
	render->item_count++;
}

/* What the database does not know yet of whom shows what. */
static int keep_shown(const struct render *render, const struct db_result *rows, struct error *err)
{
	struct str partners AUTOSTR = STR_INIT, fingerprints AUTOSTR = STR_INIT, all AUTOSTR = STR_INIT;
	char as_of[DATE_TEXT];
	int news = 0;

	for (int row = 0; row < rows->count; row++) {
		struct span mpn_id = span_of(db_cell(rows, row, MPN_ID));
		db_array_add(&all, mpn_id);
		if (db_cell(rows, row, AS_OF) || !db_cell(rows, row, FINGERPRINT))
			continue;
		db_array_add(&partners, mpn_id);
		db_array_add(&fingerprints, span_of(db_cell(rows, row, FINGERPRINT)));
		news++;
	}
	db_array_end(&partners);
	db_array_end(&fingerprints);
	db_array_end(&all);
	const char *const listed = str_text(&all);
	const char *const params[] = {str_text(&partners), str_text(&fingerprints),
		date_format(render->as_of, as_of)};
	if (database_query(render->db, "queries/render_forget_shown.sql", &listed, 1, NULL, err) < 0)
		return -1;
	return news == 0 ? 0
		: database_query(render->db, "queries/render_keep_shown.sql", params, ARRAY_LEN(params),
			  NULL, err);
}

int render_list(struct render *render, struct error *err)
{
	struct db_result partners CLEANUP(db_result_release) = {0};
	struct db_result summary CLEANUP(db_result_release) = {0};

	if (database_query(render->db, "queries/render_fingerprints.sql", NULL, 0, &partners, err) < 0 ||
		database_query(render->db, "queries/render_fingerprint_summary.sql", NULL, 0, &summary,
			err) < 0)
		return -1;
	render->items = mem_alloc(((size_t)partners.count + 1) * sizeof(*render->items));
	for (int i = 0; i < partners.count; i++)
		list_partner(render, &partners, i);
	list_summary(render, db_cell(&summary, 0, 0));
	return keep_shown(render, &partners, err);
}
