/* The steps: inputs, the second opinion's SQL in its order, table by table. */
#include "pipeline/driver/audit_again.h"

#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/scratch.h"
#include "pipeline/driver/audit_inputs.h"
#include "pipeline/edge/embedded.h"
#include "pipeline/edge/files.h"

#define SECOND_OPINION "audit/"
#define INPUTS "audit/010_inputs.sql" /* has run already */

static const struct audit_table tables[] = {
	{"cashback.campaign", "audit_again_campaign", "audit_found_campaign", 1, true},
	{"cashback.registration", "audit_again_registration", "audit_found_registration", 2, false},
	{"cashback.earning", "audit_again_earning", "audit_found_earning", 4, false},
	{"cashback.exclusion", "audit_again_exclusion", "audit_found_exclusion", 4, false},
	{"cashback.payout", "audit_again_payout", "audit_found_payout", 2, false},
	{"cashback.counted", "audit_again_counted", "audit_found_counted", 2, false},
	{"cashback.unmatched_return", "audit_again_unmatched_return", "audit_found_unmatched_return", 2,
		false},
	{"cashback.ledger", "audit_again_ledger", "audit_found_ledger", 5, false},
};

/* A link of another run may have come after: adjustments have no manifest of their own. */
static int read_manifest(struct audit *audit, struct error *err)
{
	struct db_result last CLEANUP(db_result_release) = {0};

	if (database_query(&audit->database.db, "queries/audit_last_run.sql", NULL, 0, &last, err) < 0)
		return -1;
	if (last.count == 0)
		return error_set(err, EXIT_NOINPUT, "no run has posted yet");
	char *path AUTOFREE =
		mem_printf("%s/runs/%s/manifest.json", audit->context->conf.var, db_cell(&last, 0, 0));
	if (!path_exists(path)) {
		error_set(err, EXIT_NOINPUT, "%s: is gone, and with it what run %s settled", path,
			db_cell(&last, 0, 0));
		return error_hint(err,
			"`cashback run` settles the same from the store, and writes it anew");
	}
	return manifest_read(&audit->manifest, path, err);
}

static int run_second_opinion(struct db *db, struct error *err)
{
	for (const struct embedded_file *file = embedded_all(); file->name; file++) {
		if (strncmp(file->name, SECOND_OPINION, strlen(SECOND_OPINION)) != 0 ||
			strcmp(file->name, INPUTS) == 0)
			continue;
		if (db_exec(db, file->text, err) < 0)
			return error_wrap(err, "schemas/%s", file->name);
	}
	return 0;
}

static int compare(struct audit *audit, struct db *again, const char *campaign, struct error *err)
{
	static const char begin[] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

	if (db_exec(again, begin, err) < 0 || db_exec(&audit->database.db, begin, err) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		if (audit_compare_table(audit, &tables[i], again, campaign, err) < 0)
			return -1;
	db_rollback(again);
	db_rollback(&audit->database.db);
	return 0;
}

/* What the workbook shows and only the second opinion knows. */
static int keep(struct audit *audit, struct db *again, const char *campaign, struct error *err)
{
	const char *starts = audit->starts[0] ? audit->starts : NULL;
	const char *const params[] = {campaign, starts, starts ? audit->ends : NULL, audit_seed(audit)};

	if (database_query(again, "queries/audit_again_decision.sql", params, 1, &audit->decisions,
		err) < 0)
		return -1;
	return database_query(again, "queries/audit_again_sample.sql", params, ARRAY_LEN(params),
		&audit->sample, err);
}

static int settle(struct audit *audit, struct scratch *scratch, const char *campaign,
	struct error *err)
{
	if (audit_load_inputs(audit, scratch, &audit->manifest, err) < 0 ||
		run_second_opinion(&scratch->db, err) < 0 || keep(audit, &scratch->db, campaign, err) < 0)
		return -1;
	return compare(audit, &scratch->db, campaign, err);
}

int audit_settle_again(struct audit *audit, const char *campaign, struct error *err)
{
	struct scratch scratch;

	if (read_manifest(audit, err) < 0 || scratch_open(&scratch, &audit->context->conf, err) < 0)
		return -1;
	int result = settle(audit, &scratch, campaign, err);
	scratch_close(&scratch);
	return result;
}
