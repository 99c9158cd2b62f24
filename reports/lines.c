/*
 * A cursor of the server's, fetched a page at a time. Most partners have a few lines, and making a
 * plan costs more than finding these: so the first lines are asked for with a plan that is kept, and
 * the cursor is opened where there are more. Both give the same lines in the same order.
 */
#include "reports/lines.h"

#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/embedded.h"

#define PAGE 1000
#define PAGE_TEXT "1000"
#define FEW 20000 /* lines that are read at once */
#define FEW_AND_ONE_TEXT "20001"

static int query_text(const char *query, const char **ret_text, struct error *err)
{
	char *name AUTOFREE = mem_printf("queries/%s.sql", query);
	const struct embedded_file *file = embedded_find(name);

	if (!file)
		return error_set(err, EXIT_BUG, "there is no query schemas/%s", name);
	*ret_text = file->text;
	return 0;
}

static int fetch(struct lines *lines, struct error *err)
{
	struct db_result page;

	if (db_query(lines->db, "FETCH FORWARD " PAGE_TEXT " FROM lines", NULL, 0, &page, err) < 0)
		return -1;
	db_result_release(&lines->page);
	lines->page = page;
	lines->last = page.count < PAGE;
	lines->row = -1;
	return 0;
}

/* The server refuses parameters that a query does not name. */
static int asked_for(const char *text, int count)
{
	for (; count > 0; count--) {
		char name[sizeof("$9")] = {'$', (char)('0' + count)};
		if (strstr(text, name))
			break;
	}
	return count;
}

static int open_cursor(struct lines *lines, const char *text, const char *const *params,
	int param_count, struct error *err)
{
	struct db_result nothing;
	char *declare AUTOFREE = mem_printf("DECLARE lines SCROLL CURSOR FOR\n%s", text);

	if (db_query(lines->db, declare, params, param_count, &nothing, err) < 0)
		return -1;
	db_result_release(&nothing);
	lines->open = true;
	return fetch(lines, err);
}

/* All lines, where they are few; sets lines->last then. A query that has a limit of its own cannot
 * be given another one. */
static int read_few(struct lines *lines, const char *query, const char *text,
	const char *const *params, int param_count, struct error *err)
{
	if (strstr(text, "\nLIMIT "))
		return 0;
	char *limited AUTOFREE = mem_printf("%s\nLIMIT " FEW_AND_ONE_TEXT, text);
	if (db_query_kept(lines->db, query, limited, params, param_count, &lines->page, err) < 0)
		return -1;
	lines->last = lines->page.count <= FEW;
	lines->row = -1;
	return 0;
}

int lines_open(struct lines *lines, struct db *db, const char *query, const char *const *params,
	int param_count, struct error *err)
{
	const char *text = NULL;

	*lines = (struct lines){.db = db};
	if (query_text(query, &text, err) < 0)
		return -1;
	param_count = asked_for(text, param_count);
	if (read_few(lines, query, text, params, param_count, err) < 0 ||
		(!lines->last && open_cursor(lines, text, params, param_count, err) < 0))
		return error_wrap(err, "schemas/queries/%s.sql", query);
	lines->first = true;
	return 0;
}

int lines_next(struct lines *lines, struct error *err)
{
	if (++lines->row < lines->page.count)
		return 1;
	if (lines->last)
		return 0;
	lines->first = false;
	if (fetch(lines, err) < 0)
		return -1;
	return lines_next(lines, err);
}

int lines_rewind(struct lines *lines, struct error *err)
{
	lines->row = -1;
	if (lines->first)
		return 0;
	if (db_exec(lines->db, "MOVE ABSOLUTE 0 IN lines", err) < 0 || fetch(lines, err) < 0)
		return -1;
	lines->first = true;
	return 0;
}

const char *lines_cell(const struct lines *lines, int column)
{
	return db_cell(&lines->page, lines->row, column);
}

int lines_column(const struct lines *lines, const char *name)
{
	for (int i = 0; i < lines->page.columns; i++)
		if (strcmp(db_column(&lines->page, i), name) == 0)
			return i;
	return -1;
}

/* A cursor that stays behind in a failed transaction ends with it. */
void lines_close(struct lines *lines)
{
	struct error ignored = ERROR_INIT;

	if (lines->open && db_exec(lines->db, "CLOSE lines", &ignored) < 0)
		error_release(&ignored);
	db_result_release(&lines->page);
	*lines = (struct lines){0};
}
