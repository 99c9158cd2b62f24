/* The steps of load, in their order. */
#include "stages/load/load.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/chain.h"
#include "pipeline/core/database.h"
#include "pipeline/core/ledger.h"
#include "pipeline/edge/json.h"
#include "stages/load/brake.h"
#include "stages/load/link.h"
#include "stages/load/payees.h"
#include "stages/load/posting.h"
#include "stages/load/prepare.h"
#include "stages/load/upload.h"

/* Room to sort and join what a first night posts, and an index where a night changed little: what the
 * last night wrote is in memory. No result depends on it. */
static const char settings[] =
	"SET LOCAL work_mem = '32MB'; SET LOCAL jit = off; SET LOCAL random_page_cost = 0.2";

/* 1: the run has posted already; 0: it may post. Asked under the posting lock. */
static int already_posted(const struct load *load, struct error *err)
{
	char *status AUTOFREE = NULL;

	if (ledger_run_status(load->db, load->run->id, &status, err) < 0)
		return -1;
	if (status && (strcmp(status, "posted") == 0 || strcmp(status, "finished") == 0))
		return 1;
	if (!status || strcmp(status, "superseded") != 0)
		return posting_check_order(load, err);
	error_set(err, EXIT_USAGE, "run %s was superseded by a later run", load->run->id);
	return error_hint(err, "`cashback status` shows which run is held");
}

/* Everything that is sent and posted. What adds to `reason` holds the run. */
static int send(const struct load *load, struct str *reason, struct movements *movements,
	struct error *err)
{
	if (brake_definitions(load, reason, err) < 0 || upload_tables(load, err) < 0 ||
		payees_keep(load, err) < 0 || posting_write(load, movements, err) < 0)
		return -1;
	return brake_movements(load, movements, reason, err);
}

/* What was sent goes back; that the run is held, and why, stays. */
static int hold(const struct load *load, const char *reason, const struct movements *movements,
	struct error *err)
{
	if (db_exec(load->db, "ROLLBACK TO SAVEPOINT sent", err) < 0 ||
		posting_record(load, "held", reason, movements, err) < 0 || db_commit(load->db, err) < 0 ||
		run_set_status(load->run, "held", err) < 0)
		return -1;
	error_set(err, EXIT_DATA, "run %s is held: %s", load->run->id, reason);
	return error_hint(err, "`cashback run --release %s` posts it", load->run->id);
}

/* The transaction that posts, begun by the caller. A released run keeps the reason that held it. */
static int post_or_hold(const struct load *load, struct error *err)
{
	struct str reason AUTOSTR = STR_INIT;
	struct movements movements CLEANUP(movements_release) = {0};

	if (ledger_lock(load->db, err) < 0)
		return -1;
	int posted = already_posted(load, err);
	if (posted != 0)
		return posted < 0 ? -1 : db_commit(load->db, err);
	if (db_exec(load->db, settings, err) < 0 ||
		db_exec(load->db, "SAVEPOINT sent", err) < 0 || send(load, &reason, &movements, err) < 0)
		return -1;
	if (reason.len > 0 && !load->released)
		return hold(load, reason.s, &movements, err);
	if (posting_record(load, "posted", reason.s, &movements, err) < 0 ||
		link_append(load, movements.count > 0, err) < 0)
		return -1;
	return db_commit(load->db, err);
}

static int transact(const struct load *load, struct error *err)
{
	if (db_begin(load->db, err) < 0)
		return -1;
	int result = post_or_hold(load, err);
	db_rollback(load->db);
	return result;
}

/* The folders of runs that the database knows as superseded are told. */
static int tell_superseded(const struct load *load, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};
	struct error gone = ERROR_INIT;
	struct run run;
	int result = 0;

	if (db_query(load->db, "SELECT run_id FROM cashback.run WHERE status = 'superseded'", NULL, 0,
			&rows, err) < 0)
		return -1;
	for (int row = 0; row < rows.count && result == 0; row++) {
		if (run_open(&run, load->conf, db_cell(&rows, row, 0), &gone) < 0)
			continue;
		if (strcmp(run_status(&run), "held") == 0)
			result = run_set_status(&run, "superseded", err);
		run_release(&run);
	}
	error_release(&gone);
	return result;
}

static int summarize(const struct load *load, json_t *summary, struct error *err)
{
	json_t *rows = json_object();

	json_object_set_new(summary, "rows", rows);
	if (upload_count(load, rows, err) < 0)
		return -1;
	changes_summary(load->changes, summary);
	return posting_summary(load, summary, err);
}

/* With the database open. */
static int perform(const struct load *load, json_t *summary, struct error *err)
{
	if (ledger_register_run(load->db, load->run->id, load->run->as_of, NULL, err) < 0 ||
		transact(load, err) < 0 || chain_heads_append(load->conf, load->db, err) < 0 ||
		tell_superseded(load, err) < 0 ||
		summarize(load, summary, err) < 0)
		return -1;
	return strcmp(run_status(load->run), "running") == 0 ? run_set_status(load->run, "posted", err)
														 : 0;
}

/* Has a run posted that read this file as it is: the first that did, or one after it and before
 * this run? Ids of runs sort by time. */
static bool known(const struct db_result *posted, const char *since, const char *run_id)
{
	for (int row = 0; row < posted->count; row++) {
		const char *id = db_cell(posted, row, 0);
		if (strcmp(id, since) == 0 || (strcmp(id, since) > 0 && strcmp(id, run_id) < 0))
			return true;
	}
	return false;
}

/* A file is news until a run that read it has posted: a run that failed or was held and superseded
 * leaves its news to the next one that posts, and to no other. */
static int find_news(struct load *load, struct error *err)
{
	struct db_result posted CLEANUP(db_result_release) = {0};
	const char *run_id = load->run->id;

	if (database_query(load->db, "queries/load_posted_runs.sql", NULL, 0, &posted, err) < 0)
		return -1;
	load->news = mem_alloc(load->manifest.input_count * sizeof(*load->news));
	for (size_t i = 0; i < load->manifest.input_count; i++) {
		const char *since = load->manifest.inputs[i].since;
		load->news[i] = strcmp(since, run_id) == 0 || !known(&posted, since, run_id);
	}
	return 0;
}

int load_perform(struct load *load, json_t *summary, struct error *err)
{
	char *path AUTOFREE = run_path(load->run, "manifest.json");
	struct database database = {0};
	struct changes changes CLEANUP(changes_release) = {0};
	int result = -1;

	if (manifest_read(&load->manifest, path, err) < 0)
		return -1;
	if (database_open_migrated(&database, load->conf, err) == 0) {
		load->db = &database.db;
		load->changes = &changes;
		if (find_news(load, err) == 0 && prepare_files(load, err) == 0 &&
			changes_read(&changes, load->conf, load->run, err) == 0)
			result = perform(load, summary, err);
		database_close(&database);
	}
	free(load->news);
	load->news = NULL;
	load->changes = NULL;
	manifest_release(&load->manifest);
	return result;
}
