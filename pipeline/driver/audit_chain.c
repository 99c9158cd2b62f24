/*
 * The chain: each link is computed again from the ledger and from the texts that were kept, and
 * compared with what is stored, with the manifests that are still there, and with the heads that
 * were written down elsewhere. Only those tell when somebody has made a new chain of forged
 * postings; see docs/audit.md.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/run.h"
#include "pipeline/driver/audit_chain.h"
#include "pipeline/driver/audit_store.h"

char *audit_chain_subject(const struct chain_link *link)
{
	return mem_printf("run %s (posting %" PRId64 ")", link->run_id, link->posting);
}

void audit_chain_differs(struct chain_check *check, const struct chain_link *link, const char *what,
	const char *expected, const char *found)
{
	char *subject AUTOFREE = audit_chain_subject(link);

	audit_differs(check->audit, subject, what, expected, found);
	if (check->first == 0 || link->posting < check->first)
		check->first = link->posting;
}

/* The row whose first cell is `key`; -1: there is none. */
int audit_chain_row(const struct db_result *rows, const char *key)
{
	for (int row = 0; row < rows->count; row++)
		if (strcmp(db_cell(rows, row, 0), key) == 0)
			return row;
	return -1;
}

static void hash_text(const char *text, char ret_sha256[HASH_TEXT])
{
	struct hash hash;

	hash_init(&hash);
	hash_add(&hash, text, strlen(text));
	hash_finish(&hash, ret_sha256);
}

/* Texts --------------------------------------------------------------------------------------- */

/* Told at the first run that names it. The row of the text; -1: it is not what it was. */
static int check_text(struct chain_check *check, const struct chain_link *link, const char *sha256,
	const char *name)
{
	int row = audit_chain_row(&check->texts, sha256);
	char *gone AUTOFREE = mem_printf("the text of its %s is gone from cashback.chain_text", name);
	char *other AUTOFREE = mem_printf("the text of its %s is not what it was: its SHA-256", name);

	if (row < 0) {
		audit_chain_differs(check, link, gone, sha256, NULL);
		return -1;
	}
	const char *found = db_cell(&check->texts, row, 1);
	bool same = strcmp(found, sha256) == 0;
	if (!same && !check->text_told[row])
		audit_chain_differs(check, link, other, sha256, found);
	check->text_told[row] = true;
	return same ? row : -1;
}

static void check_as_of(struct chain_check *check, const struct chain_link *link, int settings,
	int run)
{
	const char *as_of = settings < 0 ? NULL : db_cell(&check->texts, settings, 2);

	if (as_of && strcmp(as_of, db_cell(&check->runs, run, 4)) != 0)
		audit_chain_differs(check, link,
			"its business date in cashback.run is not that of its configuration", as_of,
			db_cell(&check->runs, run, 4));
}

/* What the texts name is in the store. */
static int check_objects(struct chain_check *check, struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (!check->store)
		return 0;
	if (database_query(&check->audit->database.db, "queries/audit_chain_objects.sql", NULL, 0,
			&rows, err) < 0)
		return -1;
	for (int row = 0; row < rows.count; row++) {
		const char *sha256 = db_cell(&rows, row, 1), *who = db_cell(&rows, row, 2);
		if (strcmp(db_cell(&rows, row, 0), "input") == 0)
			audit_store_expect_object(check->audit, check->store, sha256, who);
		else
			audit_store_expect_campaign(check->audit, check->store, sha256, who);
	}
	return 0;
}

/* The manifest of a folder that is still there ------------------------------------------------- */

static void compare_manifest(struct chain_check *check, const struct chain_link *link,
	const struct manifest *manifest)
{
	struct str inputs AUTOSTR = STR_INIT, campaigns AUTOSTR = STR_INIT, settings AUTOSTR = STR_INIT;
	char found[HASH_TEXT], as_of[DATE_TEXT];

	for (size_t i = 0; i < manifest->input_count; i++)
		str_addf(&inputs, "%s\t%s\t%s\n", feed_names[manifest->inputs[i].feed],
			manifest->inputs[i].name, manifest->inputs[i].sha256);
	for (size_t i = 0; i < manifest->campaign_count; i++)
		str_addf(&campaigns, "%s\t%s\n", manifest->campaigns[i].id, manifest->campaigns[i].sha256);
	hash_text(str_text(&inputs), found);
	if (strcmp(found, link->inputs) != 0)
		audit_chain_differs(check, link,
			"the inputs in its manifest are not those of its link: their SHA-256", link->inputs,
			found);
	hash_text(str_text(&campaigns), found);
	if (strcmp(found, link->campaigns) != 0)
		audit_chain_differs(check, link,
			"the campaigns in its manifest are not those of its link: "
			"their SHA-256",
			link->campaigns, found);
	str_addf(&settings, "as_of = %s\ncurrency = %s\n", date_format(manifest->as_of, as_of),
		manifest->currency);
	for (size_t i = 0; i < manifest->settings.count; i++)
		str_addf(&settings, "%s\n", manifest->settings.items[i]);
	hash_text(str_text(&settings), found);
	if (strcmp(found, link->configuration) != 0)
		audit_chain_differs(check, link,
			"the settings in its manifest are not those of its link: their SHA-256",
			link->configuration, found);
}

static void check_manifest(struct chain_check *check, const struct chain_link *link)
{
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct manifest manifest CLEANUP(manifest_release) = {0};
	char *path AUTOFREE =
		mem_printf("%s/runs/%s/manifest.json", check->audit->context->conf.var, link->run_id);

	if (!path_exists(path))
		return;
	if (manifest_read(&manifest, path, &err) == 0)
		compare_manifest(check, link, &manifest);
	else
		audit_chain_differs(check, link, error_text(&err), NULL, NULL);
}

/* Links --------------------------------------------------------------------------------------- */

static void check_run(struct chain_check *check, const struct chain_link *link, int settings)
{
	int run = audit_chain_row(&check->runs, link->run_id);
	char *number AUTOFREE = mem_printf("%" PRId64, link->posting);

	if (run < 0 || !db_cell(&check->runs, run, 1) ||
		strcmp(db_cell(&check->runs, run, 1), number) != 0) {
		audit_chain_differs(check, link,
			"its place in the order of postings is another in cashback.run", number,
			run < 0 ? NULL : db_cell(&check->runs, run, 1));
		return;
	}
	if (strcmp(db_cell(&check->runs, run, 3), "files") != 0)
		return;
	check_as_of(check, link, settings, run);
	check_manifest(check, link);
}

static void check_ledger(struct chain_check *check, const struct chain_link *link)
{
	int row = audit_chain_row(&check->postings, link->run_id);
	const char *found = row < 0 ? chain_nothing : db_cell(&check->postings, row, 1);

	if (strcmp(found, link->postings) != 0)
		audit_chain_differs(check, link,
			"the ledger's rows of it are not those that it posted: their SHA-256", link->postings,
			found);
}

static void check_link(struct chain_check *check, size_t i)
{
	const struct chain_link *link = &check->chain.links[i];
	const char *previous = i == 0 ? chain_origin : check->chain.links[i - 1].link;
	char computed[HASH_TEXT];

	chain_compute(link, computed);
	if (strcmp(previous, link->previous) != 0)
		audit_chain_differs(check, link, "the link before it is another", link->previous, previous);
	if (strcmp(computed, link->link) != 0)
		audit_chain_differs(check, link, "its link is not that of its parts", computed, link->link);
	check_ledger(check, link);
	check_text(check, link, link->inputs, "inputs");
	check_text(check, link, link->campaigns, "campaigns");
	check_run(check, link, check_text(check, link, link->configuration, "configuration"));
}

static bool is_linked(const struct chain_check *check, const char *run_id)
{
	for (size_t i = 0; i < check->chain.count; i++)
		if (strcmp(check->chain.links[i].run_id, run_id) == 0)
			return true;
	return false;
}

static void check_unlinked(struct chain_check *check)
{
	for (int row = 0; row < check->runs.count; row++) {
		struct chain_link link = {.run_id = (char *)db_cell(&check->runs, row, 0)};
		const char *posting = db_cell(&check->runs, row, 1);
		link.posting = posting ? strtoll(posting, NULL, 10) : INT64_MAX;
		if (is_linked(check, link.run_id))
			continue;
		audit_chain_differs(check, &link, "has postings and no link in the chain", NULL, NULL);
	}
}

/* ---------------------------------------------------------------------------------------------- */

static int read_all(struct chain_check *check, struct error *err)
{
	struct db *db = &check->audit->database.db;

	if (chain_read(db, &check->chain, err) < 0 ||
		chain_postings(db, NULL, &check->postings, err) < 0 ||
		database_query(db, "queries/audit_chain_posted.sql", NULL, 0, &check->runs, err) < 0 ||
		database_query(db, "queries/audit_chain_texts.sql", NULL, 0, &check->texts, err) < 0)
		return -1;
	check->text_told = mem_alloc((size_t)check->texts.count * sizeof(*check->text_told) + 1);
	return 0;
}

static void tell_first(struct chain_check *check)
{
	const struct chain_link *link = audit_chain_posting(&check->chain, check->first);

	audit_checked(check->audit, (int64_t)check->chain.count, "postings of the chain");
	if (!link)
		return;
	char *subject AUTOFREE = audit_chain_subject(link);
	audit_note(check->audit, subject, "is the first posting that does not agree");
}

static int check_all(struct chain_check *check, const char *head, struct error *err)
{
	if (read_all(check, err) < 0)
		return -1;
	for (size_t i = 0; i < check->chain.count; i++)
		check_link(check, i);
	check_unlinked(check);
	if (check_objects(check, err) < 0)
		return -1;
	if (audit_heads_check_file(check, err) < 0 ||
		(head && audit_heads_check_given(check, head, err) < 0))
		return -1;
	tell_first(check);
	return 0;
}

int audit_check_chain(struct audit *audit, struct audit_store *store, const char *head,
	struct error *err)
{
	struct chain_check check = {.audit = audit, .store = store};
	int result = check_all(&check, head, err);

	chain_release(&check.chain);
	db_result_release(&check.postings);
	db_result_release(&check.runs);
	db_result_release(&check.texts);
	free(check.text_told);
	return result;
}
