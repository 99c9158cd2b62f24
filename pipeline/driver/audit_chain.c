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
#include "pipeline/core/chain.h"
#include "pipeline/core/run.h"
#include "pipeline/driver/audit_store.h"

#define HEAD_MIN 12 /* digits of a link that are enough to name it */

struct chain_check {
	struct audit *audit;
	struct audit_store *store; /* NULL: not looked at */
	struct chain chain;
	struct db_result postings, runs, texts;
	bool *text_told;
	int64_t first; /* the first posting that does not agree; 0: all do */
};

static char *subject_of(const struct chain_link *link)
{
	return mem_printf("run %s (posting %" PRId64 ")", link->run_id, link->posting);
}

static void differs(struct chain_check *check, const struct chain_link *link, const char *what,
	const char *expected, const char *found)
{
	char *subject AUTOFREE = subject_of(link);

	audit_differs(check->audit, subject, what, expected, found);
	if (check->first == 0 || link->posting < check->first)
		check->first = link->posting;
}

/* The row whose first cell is `key`; -1: there is none. */
static int find_row(const struct db_result *rows, const char *key)
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

static void expect_objects(struct chain_check *check, const char *text, bool campaigns)
{
	struct span rest = span_of(text), line;

	while (check->store && span_cut(&rest, '\n', &line)) {
		char *who AUTOFREE = mem_strndup(line.at, line.len);
		char *tab = strrchr(who, '\t');
		if (!tab)
			continue;
		*tab = '\0';
		if (campaigns)
			audit_store_expect_campaign(check->audit, check->store, tab + 1, who);
		else
			audit_store_expect_object(check->audit, check->store, tab + 1, who);
	}
}

/* Told at the first run that names it. ret_text is NULL where it is not what it was. */
static void check_text(struct chain_check *check, const struct chain_link *link, const char *sha256,
	const char *name, const char **ret_text)
{
	int row = find_row(&check->texts, sha256);
	char *gone AUTOFREE = mem_printf("the text of its %s is gone from cashback.chain_text", name);
	char *other AUTOFREE =
		mem_printf("the text of its %s is not what it was: its SHA-256", name);
	char found[HASH_TEXT];

	*ret_text = NULL;
	if (row < 0) {
		differs(check, link, gone, sha256, NULL);
		return;
	}
	hash_text(db_cell(&check->texts, row, 1), found);
	if (strcmp(found, sha256) == 0)
		*ret_text = db_cell(&check->texts, row, 1);
	else if (!check->text_told[row])
		differs(check, link, other, sha256, found);
	check->text_told[row] = true;
}

/* The value of "key = value" in a text of lines. The caller owns it; NULL: there is none. */
static char *setting_of(const char *text, const char *key)
{
	char *begin AUTOFREE = mem_printf("%s = ", key);
	struct span rest = span_of(text), line;

	while (span_cut(&rest, '\n', &line))
		if (span_starts(line, span_of(begin)))
			return mem_strndup(line.at + strlen(begin), line.len - strlen(begin));
	return NULL;
}

static void check_as_of(struct chain_check *check, const struct chain_link *link,
	const char *settings, int run)
{
	char *as_of AUTOFREE = settings ? setting_of(settings, "as_of") : NULL;

	if (as_of && strcmp(as_of, db_cell(&check->runs, run, 4)) != 0)
		differs(check, link, "its business date in cashback.run is not that of its configuration",
			as_of, db_cell(&check->runs, run, 4));
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
		differs(check, link, "the inputs in its manifest are not those of its link: their SHA-256",
			link->inputs, found);
	hash_text(str_text(&campaigns), found);
	if (strcmp(found, link->campaigns) != 0)
		differs(check, link, "the campaigns in its manifest are not those of its link: "
			"their SHA-256", link->campaigns, found);
	str_addf(&settings, "as_of = %s\ncurrency = %s\n", date_format(manifest->as_of, as_of),
		manifest->currency);
	for (size_t i = 0; i < manifest->settings.count; i++)
		str_addf(&settings, "%s\n", manifest->settings.items[i]);
	hash_text(str_text(&settings), found);
	if (strcmp(found, link->configuration) != 0)
		differs(check, link, "the settings in its manifest are not those of its link: their SHA-256",
			link->configuration, found);
}

static void check_manifest(struct chain_check *check, const struct chain_link *link)
{
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct manifest manifest CLEANUP(manifest_release) = {0};
	char *path AUTOFREE = mem_printf("%s/runs/%s/manifest.json", check->audit->context->conf.var,
		link->run_id);

	if (!path_exists(path))
		return;
	if (manifest_read(&manifest, path, &err) == 0)
		compare_manifest(check, link, &manifest);
	else
		differs(check, link, error_text(&err), NULL, NULL);
}

/* Links --------------------------------------------------------------------------------------- */

static void check_run(struct chain_check *check, const struct chain_link *link,
	const char *settings)
{
	int run = find_row(&check->runs, link->run_id);
	char *number AUTOFREE = mem_printf("%" PRId64, link->posting);

	if (run < 0 || !db_cell(&check->runs, run, 1) ||
		strcmp(db_cell(&check->runs, run, 1), number) != 0) {
		differs(check, link, "its place in the order of postings is another in cashback.run",
			number, run < 0 ? NULL : db_cell(&check->runs, run, 1));
		return;
	}
	if (strcmp(db_cell(&check->runs, run, 3), "files") != 0)
		return;
	check_as_of(check, link, settings, run);
	check_manifest(check, link);
}

static void check_ledger(struct chain_check *check, const struct chain_link *link)
{
	int row = find_row(&check->postings, link->run_id);
	const char *found = row < 0 ? chain_nothing : db_cell(&check->postings, row, 1);

	if (strcmp(found, link->postings) != 0)
		differs(check, link, "the ledger's rows of it are not those that it posted: their SHA-256",
			link->postings, found);
}

static void check_link(struct chain_check *check, size_t i)
{
	const struct chain_link *link = &check->chain.links[i];
	const char *previous = i == 0 ? chain_origin : check->chain.links[i - 1].link;
	const char *inputs, *campaigns, *settings;
	char computed[HASH_TEXT];

	chain_compute(link, computed);
	if (strcmp(previous, link->previous) != 0)
		differs(check, link, "the link before it is another", link->previous, previous);
	if (strcmp(computed, link->link) != 0)
		differs(check, link, "its link is not that of its parts", computed, link->link);
	check_ledger(check, link);
	check_text(check, link, link->inputs, "inputs", &inputs);
	check_text(check, link, link->campaigns, "campaigns", &campaigns);
	check_text(check, link, link->configuration, "configuration", &settings);
	if (inputs)
		expect_objects(check, inputs, false);
	if (campaigns)
		expect_objects(check, campaigns, true);
	check_run(check, link, settings);
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
		differs(check, &link, "has postings and no link in the chain", NULL, NULL);
	}
}

/* Heads --------------------------------------------------------------------------------------- */

static const struct chain_link *find_posting(const struct chain *chain, int64_t posting)
{
	for (size_t i = 0; i < chain->count; i++)
		if (chain->links[i].posting == posting)
			return &chain->links[i];
	return NULL;
}

static void check_head_line(struct chain_check *check, const char *subject, const char *line,
	int64_t *ret_last)
{
	char *end;
	int64_t posting = strtoll(line, &end, 10);
	const struct chain_link *link = find_posting(&check->chain, posting);

	if (end == line || *end != ' ' || posting < 1 ||
		strspn(end + 1, "0123456789abcdef") != HASH_TEXT - 1 || end[HASH_TEXT] != '\0') {
		audit_differs(check->audit, subject, "is not a line of posting and link", NULL, line);
		return;
	}
	if (posting > *ret_last)
		*ret_last = posting;
	if (!link)
		audit_differs(check->audit, subject, "the chain was cut short: it has no such posting",
			line, NULL);
	else if (strcmp(end + 1, link->link) != 0)
		differs(check, link, "its link is another than the one in the file of heads", end + 1,
			link->link);
}

static bool names_head(const struct str *file, const struct chain_link *link)
{
	char *line AUTOFREE = mem_printf("%" PRId64 " %s\n", link->posting, link->link);

	return strstr(str_text(file), line) != NULL;
}

/* Whoever posts adds its line after the COMMIT, so the last ones may lack where it was cut off. */
static void check_heads_lacking(struct chain_check *check, const struct str *file, int64_t last)
{
	for (size_t i = 0; i < check->chain.count; i++) {
		const struct chain_link *link = &check->chain.links[i];
		char *subject AUTOFREE = subject_of(link);
		int run = find_row(&check->runs, link->run_id);
		const char *status = run < 0 ? "" : db_cell(&check->runs, run, 2);
		const char *origin = run < 0 ? "files" : db_cell(&check->runs, run, 3);
		bool may_come = strcmp(status, "finished") != 0 || strcmp(origin, "files") != 0;
		if (names_head(file, link))
			continue;
		if (link->posting > last && may_come)
			audit_note(check->audit, subject, "is not in the file of heads yet");
		else
			audit_differs(check->audit, subject, "is not in the file of heads", link->link, NULL);
	}
}

static int check_heads_file(struct chain_check *check, struct error *err)
{
	const char *path = check->audit->context->conf.chain_heads;
	struct str file AUTOSTR = STR_INIT;
	struct span rest, line;
	int64_t last = 0;

	if (check->chain.count == 0 && !path_exists(path))
		return 0;
	if (!path_exists(path)) {
		audit_differs(check->audit, path, "is missing: nothing outside of the database says "
			"which postings there were", NULL, NULL);
		return 0;
	}
	if (file_read(path, SIZE_MAX, &file, err) < 0)
		return -1;
	rest = (struct span){str_text(&file), file.len};
	for (int number = 1; rest.len > 0; number++) {
		char *subject AUTOFREE = mem_printf("%s:%d", path, number);
		span_cut(&rest, '\n', &line);
		char *text AUTOFREE = mem_strndup(line.at, line.len);
		check_head_line(check, subject, text, &last);
	}
	check_heads_lacking(check, &file, last);
	return 0;
}

static int check_given_head(struct chain_check *check, const char *head, struct error *err)
{
	size_t length = strlen(head);

	if (length < HEAD_MIN || length >= HASH_TEXT ||
		strspn(head, "0123456789abcdef") != length) {
		error_set(err, EXIT_USAGE, "--head %s: is not a link", head);
		return error_hint(err, "a link has 64 digits 0-9 and a-f; the first %d are enough",
			HEAD_MIN);
	}
	for (size_t i = 0; i < check->chain.count; i++)
		if (strncmp(check->chain.links[i].link, head, length) == 0)
			return 0;
	audit_differs(check->audit, "--head", "the chain has no such link: it was cut short, or made "
		"anew", head, NULL);
	return 0;
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
	const struct chain_link *link = find_posting(&check->chain, check->first);

	audit_checked(check->audit, (int64_t)check->chain.count, "postings of the chain");
	if (!link)
		return;
	char *subject AUTOFREE = subject_of(link);
	audit_note(check->audit, subject, "is the first posting that does not agree");
}

static int check_all(struct chain_check *check, const char *head, struct error *err)
{
	if (read_all(check, err) < 0)
		return -1;
	for (size_t i = 0; i < check->chain.count; i++)
		check_link(check, i);
	check_unlinked(check);
	if (check_heads_file(check, err) < 0 || (head && check_given_head(check, head, err) < 0))
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
