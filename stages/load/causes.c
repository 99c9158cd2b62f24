/* By queries: load_changed_lines.sql, load_lines_before.sql, load_causes.sql. */
#include "stages/load/causes.h"

#include "pipeline/base/mem.h"
#include "pipeline/core/database.h"

static const char copy_statement[] =
	"COPY pg_temp.changed_line (mpn_id, campaign_id, invoice_number, line_number, part) "
	"FROM STDIN (FORMAT binary)";

/* "true" where all lines are remembered: the first parameter of the queries. What was found missing
 * only later, and is sent again, is nothing new. */
static const char *everything(const struct load *load)
{
	return load->changes->all_before ? "true" : "false";
}

/* The lines of which something changed, of those partners of which all is sent every line, and
 * those whose difference could not be posted. */
static int list_lines(const struct load *load, struct error *err)
{
	const char *const whole = str_text(&load->changes->whole);
	int64_t rows;

	if (db_copy_begin(load->db, copy_statement, err) < 0 ||
		changes_put_lines(load->changes, load->db, err) < 0 ||
		db_copy_end(load->db, &rows, err) < 0)
		return error_wrap(err, "the lines that changed");
	return database_query(load->db, "queries/load_changed_lines.sql", &whole, 1, NULL, err);
}

int causes_remember(const struct load *load, struct error *err)
{
	load->changes->all_before = load->changes->all;
	const char *const params[] = {everything(load)};

	if (database_query(load->db, "queries/load_changed_line.sql", NULL, 0, NULL, err) < 0 ||
		database_query(load->db, "queries/load_line_before.sql", NULL, 0, NULL, err) < 0)
		return -1;
	if (!load->changes->all && list_lines(load, err) < 0)
		return -1;
	if (db_exec(load->db, "ANALYZE pg_temp.changed_line", err) < 0 ||
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
		everything(load), load->run->id, str_text(&news)};
	return database_query(load->db, "queries/load_causes.sql", params, ARRAY_LEN(params), NULL,
		err);
}
