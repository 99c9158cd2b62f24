/* By queries: load_lines_before.sql, load_causes.sql. */
#include "stages/load/causes.h"

#include "pipeline/base/mem.h"
#include "pipeline/core/database.h"

int causes_remember(const struct load *load, struct error *err)
{
	const char *const params[] = {changes_scope(load->changes)};

	if (database_query(load->db, "queries/load_line_before.sql", NULL, 0, NULL, err) < 0 ||
		database_query(load->db, "queries/load_lines_before.sql", params, 1, NULL, err) < 0)
		return -1;
	return db_exec(load->db, "ANALYZE pg_temp.line_before", err);
}

/* Files that no run that posted has read so. */
static void list_news(const struct load *load, struct str *list)
{
	for (size_t i = 0; i < load->manifest.input_count; i++)
		if (load->news[i])
			db_array_add(list, span_of(load->manifest.inputs[i].name));
	db_array_end(list);
}

int causes_write(const struct load *load, struct error *err)
{
	struct str news AUTOSTR = STR_INIT;

	list_news(load, &news);
	const char *const params[] = {
		changes_scope(load->changes), load->run->id, str_text(&news)};
	return database_query(load->db, "queries/load_causes.sql", params, ARRAY_LEN(params), NULL,
		err);
}
