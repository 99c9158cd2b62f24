/* Runs: a folder is what the hash in the database says, and the workbooks are those of the run. */
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/run.h"
#include "pipeline/driver/audit_store.h"

static int check_manifest(struct audit *audit, struct audit_store *store, const char *folder,
	struct error *err)
{
	struct manifest manifest CLEANUP(manifest_release) = {0};
	char *path AUTOFREE = path_join(folder, "manifest.json");

	if (!path_exists(path))
		return 0; /* the folder's list has said so */
	if (manifest_read(&manifest, path, err) < 0) {
		audit_differs(audit, path, error_text(err), NULL, NULL);
		error_release(err);
		return 0;
	}
	audit_store_check_manifest(audit, store, &manifest);
	return 0;
}

static int check_finished(struct audit *audit, struct audit_store *store, const char *folder,
	const char *sha256, struct error *err)
{
	char *list AUTOFREE = path_join(folder, SUMS_NAME);
	char found[HASH_TEXT];

	if (audit_sealed_folder(audit, folder, found, err) < 0)
		return -1;
	if (!sha256)
		audit_differs(audit, list, "has no hash in cashback.run_files", NULL, NULL);
	else if (found[0] && strcmp(found, sha256) != 0)
		audit_differs(audit, list, "is not what cashback.run_files says: its SHA-256", sha256,
			found);
	return check_manifest(audit, store, folder, err);
}

/* A run that has not finished has no list yet; a folder that somebody cleared away is no evidence,
 * and everything it was made from is in the store. */
static int check_run(struct audit *audit, struct audit_store *store, const char *run_id,
	const char *status, const char *sha256, struct error *err)
{
	char *folder AUTOFREE = mem_printf("%s/runs/%s", audit->context->conf.var, run_id);
	bool finished = strcmp(status, "finished") == 0;
	char *unfinished AUTOFREE = mem_printf("the run is %s: its files have no list", status);

	if (!path_is_dir(folder))
		audit_note(audit, folder, "is missing; what it was made from is in the store");
	else if (finished)
		return check_finished(audit, store, folder, sha256, err);
	else
		audit_note(audit, folder, unfinished);
	return 0;
}

static bool is_known(const struct db_result *runs, const char *id)
{
	for (int row = 0; row < runs->count; row++)
		if (strcmp(db_cell(runs, row, 0), id) == 0)
			return true;
	return false;
}

static int note_strangers(struct audit *audit, const struct db_result *runs, struct error *err)
{
	struct names ids CLEANUP(names_release) = {0};

	if (run_list(&audit->context->conf, &ids, err) < 0)
		return -1;
	for (size_t i = 0; i < ids.count; i++) {
		char *folder AUTOFREE = mem_printf("%s/runs/%s", audit->context->conf.var, ids.items[i]);
		if (!is_known(runs, ids.items[i]))
			audit_note(audit, folder, "the database knows no such run");
	}
	return 0;
}

static int check_folders(struct audit *audit, struct audit_store *store, struct error *err)
{
	struct db_result runs CLEANUP(db_result_release) = {0};

	if (database_query(&audit->database.db, "queries/audit_runs.sql", NULL, 0, &runs, err) < 0)
		return -1;
	for (int row = 0; row < runs.count; row++)
		if (check_run(audit, store, db_cell(&runs, row, 0), db_cell(&runs, row, 1),
				db_cell(&runs, row, 2), err) < 0)
			return -1;
	audit_checked(audit, runs.count, "runs");
	return note_strangers(audit, &runs, err);
}

/* Workbooks ----------------------------------------------------------------------------------- */

static int check_listed(struct audit *audit, const char *list, struct error *err)
{
	struct sums sums CLEANUP(sums_release) = {0};

	if (sums_read(&sums, list, err) < 0) {
		audit_differs(audit, list, error_text(err), NULL, NULL);
		error_release(err);
		return 0;
	}
	for (size_t i = 0; i < sums.count; i++) {
		char *path AUTOFREE = path_join(audit->context->conf.output, sums.items[i].name);
		if (audit_file(audit, path, sums.items[i].sha256, NULL, err) < 0)
			return -1;
	}
	audit_checked(audit, (int64_t)sums.count, "current workbooks");
	return 0;
}

static int check_current(struct audit *audit, struct error *err)
{
	struct db_result last CLEANUP(db_result_release) = {0};

	if (database_query(&audit->database.db, "queries/audit_last_run.sql", NULL, 0, &last, err) < 0)
		return -1;
	if (last.count == 0)
		return 0;
	char *list AUTOFREE = path_join(audit->context->conf.var, RUN_WORKBOOKS);
	char *current AUTOFREE = path_join(audit->context->conf.output, "current");
	if (strcmp(db_cell(&last, 0, 1), "finished") != 0)
		audit_note(audit, current, "the last run is not finished: its workbooks were not checked");
	else
		return check_listed(audit, list, err);
	return 0;
}

static int check_statements(struct audit *audit, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (database_query(&audit->database.db, "queries/audit_statement_workbooks.sql", NULL, 0, &rows,
		err) < 0)
		return -1;
	for (int row = 0; row < rows.count; row++) {
		char *path AUTOFREE = mem_printf("%s/%s/statements/%s", audit->context->conf.output,
			db_cell(&rows, row, 0), db_cell(&rows, row, 1));
		if (audit_file(audit, path, db_cell(&rows, row, 2), NULL, err) < 0)
			return -1;
	}
	audit_checked(audit, rows.count, "workbooks of final statements");
	return 0;
}

int audit_check_runs(struct audit *audit, struct audit_store *store, struct error *err)
{
	if (check_folders(audit, store, err) < 0 || check_current(audit, err) < 0)
		return -1;
	return check_statements(audit, err);
}
