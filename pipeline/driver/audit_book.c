/*
 * The audit's workbook. What is not in the database (the campaigns' files, what settling again has
 * decided, the sample, the findings) goes into temporary tables of one session, in the process that
 * makes the workbook; there it is read with everything else.
 */
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/campaign.h"
#include "pipeline/driver/audit.h"
#include "pipeline/edge/embedded.h"
#include "pipeline/edge/files.h"
#include "reports/batch.h"
#include "reports/file_name.h"
#include "reports/sheets.h"

#define FILE_MAX ((size_t)1 << 28)

struct book {
	struct audit *audit;
	const char *path;
};

const char *audit_seed(const struct audit *audit)
{
	return audit->context->cli.seed ? audit->context->cli.seed : "1";
}

static int insert(struct db *db, const char *sql, const char *const *values, int count,
	struct error *err)
{
	return db_query(db, sql, values, count, NULL, err);
}

/* A row for each of the result, into the table with the same columns. */
static int insert_result(struct db *db, const char *table, const struct db_result *rows,
	struct error *err)
{
	struct str columns AUTOSTR = STR_INIT, places AUTOSTR = STR_INIT;
	const char **cells AUTOFREE = mem_alloc((size_t)rows->columns * sizeof(*cells) + 1);
	int result = 0;

	for (int i = 0; i < rows->columns; i++) {
		str_addf(&columns, "%s%s", i > 0 ? ", " : "", db_column(rows, i));
		str_addf(&places, "%s$%d", i > 0 ? ", " : "", i + 1);
	}
	char *sql AUTOFREE = mem_printf("INSERT INTO pg_temp.%s (%s) VALUES (%s)", table,
		str_text(&columns), str_text(&places));
	for (int row = 0; row < rows->count && result == 0; row++) {
		for (int i = 0; i < rows->columns; i++)
			cells[i] = db_cell(rows, row, i);
		result = insert(db, sql, cells, rows->columns, err);
	}
	return result;
}

static int insert_scope(const struct audit *audit, struct db *db, struct error *err)
{
	const struct cli *cli = &audit->context->cli;
	const char *starts = audit->starts[0] ? audit->starts : NULL;
	const char *const row[] = {audit->period ? audit->period : audit->campaign, audit->campaign,
		audit->period, starts, starts ? audit->ends : NULL, audit_seed(audit),
		cli->amount ? cli->amount : "0"};

	return insert(db,
		"INSERT INTO pg_temp.audit_scope (operand, campaign_id, period, starts, ends, "
		"seed, clawback) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		row, ARRAY_LEN(row), err);
}

/* Terms --------------------------------------------------------------------------------------- */

static int insert_file(struct db *db, const char *id, const char *path, int *ordinal,
	struct error *err)
{
	struct str text AUTOSTR = STR_INIT;
	struct span rest, line;

	if (file_read(path, FILE_MAX, &text, err) < 0)
		return -1;
	rest = (struct span){str_text(&text), text.len};
	for (int number = 1; rest.len > 0; number++) {
		span_cut(&rest, '\n', &line);
		if (line.len > 0 && line.at[line.len - 1] == '\r')
			line.len--;
		char *content AUTOFREE = mem_strndup(line.at, line.len);
		char *place AUTOFREE = mem_printf("%d", ++*ordinal),
					*at AUTOFREE = mem_printf("%d", number);
		const char *const row[] = {place, id, strrchr(path, '/') + 1, at, content};
		if (insert(db,
				"INSERT INTO pg_temp.audit_term (ordinal, campaign_id, file, line, content) "
				"VALUES ($1, $2, $3, $4, $5)",
				row, ARRAY_LEN(row), err) < 0)
			return -1;
	}
	return 0;
}

static int insert_terms(const struct audit *audit, struct db *db, struct error *err)
{
	int ordinal = 0;

	for (size_t i = 0; i < audit->manifest.campaign_count; i++) {
		const struct manifest_campaign *campaign = &audit->manifest.campaigns[i];
		char *folder AUTOFREE = store_campaign_path(audit->context->conf.var, campaign->sha256);
		if (audit->campaign && strcmp(audit->campaign, campaign->id) != 0)
			continue;
		for (size_t file = 0; campaign_files[file]; file++) {
			char *path AUTOFREE = path_join(folder, campaign_files[file]);
			if (path_exists(path) && insert_file(db, campaign->id, path, &ordinal, err) < 0)
				return -1;
		}
	}
	return 0;
}

/* Findings ------------------------------------------------------------------------------------ */

static int insert_findings(const struct audit *audit, struct db *db, struct error *err)
{
	for (size_t i = 0; i < audit->finding_count; i++) {
		const struct audit_finding *finding = &audit->findings[i];
		char *ordinal AUTOFREE = mem_printf("%zu", i);
		const char *const row[] = {ordinal, finding->note ? "note" : "difference", finding->subject,
			finding->what, finding->expected, finding->found};
		if (insert(db,
				"INSERT INTO pg_temp.audit_finding (ordinal, kind, subject, what, expected, "
				"found) VALUES ($1, $2, $3, $4, $5, $6)",
				row, ARRAY_LEN(row), err) < 0)
			return -1;
	}
	return 0;
}

/* Who must not read payments gets a workbook without them. */
static int insert_payments(struct db *db, struct error *err)
{
	if (database_query(db, "queries/audit_scope_payments.sql", NULL, 0, NULL, err) == 0)
		return 0;
	if (err->code != EXIT_NOPERM)
		return -1;
	error_release(err);
	return 0;
}

static int fill(const struct audit *audit, struct db *db, struct error *err)
{
	const struct embedded_file *tables = embedded_find("queries/audit_scope.sql");

	if (db_exec(db, tables->text, err) < 0 || insert_scope(audit, db, err) < 0 ||
		insert_terms(audit, db, err) < 0 ||
		insert_result(db, "audit_decision", &audit->decisions, err) < 0 ||
		insert_result(db, "audit_sample", &audit->sample, err) < 0 || insert_payments(db, err) < 0)
		return -1;
	return insert_findings(audit, db, err);
}

/* In a process of its own. */
static int make(void *context, struct db *db, size_t item, struct str *ret_text, struct error *err)
{
	const struct book *book = context;
	struct report_job job = {.report = &audit_report,
		.db = db,
		.as_of = book->audit->manifest.as_of,
		.path = book->path};
	enum report_outcome outcome;

	(void)item;
	(void)ret_text;
	return fill(book->audit, db, err) < 0 ? -1 : report_render(&job, &outcome, err);
}

static void done(void *context, size_t item, const char *text)
{
	(void)context;
	(void)item;
	(void)text;
}

static const char *whose(const void *context, size_t item)
{
	const struct book *book = context;

	(void)item;
	return book->audit->period ? book->audit->period : book->audit->campaign;
}

/* A period's name is a file's name as it is, a campaign's id may be anything. */
static char *path_of(const struct audit *audit)
{
	char *name AUTOFREE =
		audit->period ? mem_printf("%s.xlsx", audit->period) : workbook_file_name(audit->campaign);

	return mem_printf("%s/audit/%s", audit->context->conf.output, name);
}

int audit_write_book(struct audit *audit, char **ret_path, struct error *err)
{
	char *path AUTOFREE = path_of(audit), *folder AUTOFREE = path_folder(path);
	struct book book = {audit, path};
	struct report_batch batch = {.url = audit->database.url,
		.jobs = 1,
		.perform = make,
		.done = done,
		.whose = whose,
		.context = &book};

	if (dir_make(folder, err) < 0 || report_batch_run(&batch, 1, err) < 0)
		return -1;
	*ret_path = mem_strdup(path);
	return 0;
}
