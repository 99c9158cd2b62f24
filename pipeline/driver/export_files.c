/* out/PERIOD/payments/: each file is written once, and compared ever after. */
#include <stdio.h>
#include <sys/stat.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/ledger.h"
#include "pipeline/driver/export.h"
#include "pipeline/driver/export_render.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/outfile.h"

#define FILE_MODE 0400 /* accounts are nobody else's to read, and nobody's to change */

/* Columns of export_list.sql. */
enum { NUMBER, PERIOD, CURRENCY, LINK, PAYER_NAME, PAYER_ACCOUNT, PAYER_BANK, EXECUTION, EXPORTED };

static int compare(const char *path, const struct str *text, struct error *err)
{
	struct str found AUTOSTR = STR_INIT;
	int result = file_read(path, text->len + 1, &found, err);

	if (result < 0 && err->code != EXIT_DATA) /* else it is longer */
		return -1;
	if (result == 0 &&
		span_equal((struct span){found.s, found.len}, (struct span){text->s, text->len}))
		return 0;
	error_set(err, EXIT_CANTCREAT, "%s: is not what was exported, and was left as it is", path);
	return error_hint(err, "find out who changed it; when it is moved away, the same command writes "
						   "it again as it was");
}

/* Each file's problem is one of several: the others are written all the same. */
static void settle_file(const struct exporting *x, const char *dir, const char *name,
	const struct str *text, struct error *err)
{
	char *path AUTOFREE = path_join(dir, name);
	struct error own = ERROR_INIT;
	bool there = path_exists(path);
	int result = there ? compare(path, text, &own) : outfile_put(path, text->s, text->len, &own);

	if (result == 0 && chmod(path, FILE_MODE) < 0)
		result = error_errno(&own, EXIT_IOERR, "%s: cannot be made read-only", path);
	if (result < 0)
		error_absorb(err, &own);
	else if (x->context->cli.verbosity >= 0 && !x->context->cli.json)
		printf("%s%s\n", path, there ? " (as it was)" : "");
}

static int write_export(const struct exporting *x, const char *dir, const struct export_file *file,
	struct error *err)
{
	char *pain AUTOFREE = mem_printf("payments-%s-%s.xml", file->currency, file->number);
	char *csv AUTOFREE = mem_printf("payments-%s-%s.csv", file->currency, file->number);
	struct str xml_text AUTOSTR = STR_INIT, csv_text AUTOSTR = STR_INIT;

	if (export_render_pain(file, &xml_text, err) < 0 ||
		export_render_payments(file, &csv_text, err) < 0)
		return -1;
	settle_file(x, dir, pain, &xml_text, err);
	settle_file(x, dir, csv, &csv_text, err);
	return 0;
}

static int write_exports(const struct exporting *x, const char *dir, struct error *err)
{
	struct db_result exports CLEANUP(db_result_release) = {0};

	if (database_query(x->db, "queries/export_list.sql", &x->period, 1, &exports, err) < 0)
		return -1;
	for (int row = 0; row < exports.count; row++) {
		const char *cells[EXPORTED + 1];
		for (int i = 0; i <= EXPORTED; i++)
			cells[i] = db_cell(&exports, row, i);
		struct export_file file = {cells[NUMBER], cells[PERIOD], cells[CURRENCY], cells[LINK],
			cells[PAYER_NAME], cells[PAYER_ACCOUNT], cells[PAYER_BANK], cells[EXECUTION],
			cells[EXPORTED], {0}};
		int result = database_query(x->db, "queries/export_payments.sql", cells, 1, &file.payments,
			err);
		if (result == 0)
			result = write_export(x, dir, &file, err);
		db_result_release(&file.payments);
		if (result < 0)
			return -1;
	}
	return 0;
}

static int write_journals(const struct exporting *x, const char *period, const char *dir,
	struct error *err)
{
	struct db_result lines CLEANUP(db_result_release) = {0};
	const char *journal = "";

	if (database_query(x->db, "queries/journal_lines.sql", &period, 1, &lines, err) < 0)
		return -1;
	for (int row = 0; row < lines.count; row++) {
		struct str text AUTOSTR = STR_INIT;
		const char *number = db_cell(&lines, row, JOURNAL_NUMBER);
		if (strcmp(number, journal) == 0)
			continue;
		journal = number;
		char *name AUTOFREE = mem_printf("journal-%s.csv", journal);
		if (export_render_journal(&lines, journal, &text, err) < 0)
			return -1;
		settle_file(x, dir, name, &text, err);
	}
	return 0;
}

/* The folder of a period's files, made where it is not there. The caller owns the path. */
static int open_folder(const struct exporting *x, const char *period, char **ret_dir,
	struct error *err)
{
	char *below AUTOFREE = mem_printf("%s/payments", period);

	*ret_dir = path_join(x->context->conf.output, below);
	return dir_make(*ret_dir, err);
}

/* Earlier periods that were booked on the way have their journals in their own folders. */
static int write_booked(const struct exporting *x, struct error *err)
{
	for (size_t i = 0; i < x->booked.count; i++) {
		const char *period = x->booked.items[i];
		char *dir AUTOFREE = NULL;
		if (open_folder(x, period, &dir, err) < 0 || write_journals(x, period, dir, err) < 0)
			return -1;
	}
	return 0;
}

static int write_all(const struct exporting *x, struct error *err)
{
	char *dir AUTOFREE = NULL;
	struct error own = ERROR_INIT;

	if (open_folder(x, x->period, &dir, err) < 0 || write_exports(x, dir, &own) < 0 ||
		write_journals(x, x->period, dir, &own) < 0 || write_booked(x, &own) < 0 || own.count > 0)
		return own.count > 0 ? error_absorb(err, &own) : -1;
	return 0;
}

/* Under the lock, since two that write the same file at once would spoil it. */
int export_files(struct exporting *x, struct error *err)
{
	if (db_begin(x->db, err) < 0)
		return -1;
	int result = ledger_lock(x->db, err);
	if (result == 0)
		result = write_all(x, err);
	db_rollback(x->db);
	return result;
}
