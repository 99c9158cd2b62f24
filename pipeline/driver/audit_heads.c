/* What was written down of the chain elsewhere: the file of heads, and a link that somebody holds.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/driver/audit_chain.h"
#include "pipeline/edge/files.h"

#define HEAD_MIN 12 /* digits of a link that are enough to name it */

const struct chain_link *audit_chain_posting(const struct chain *chain, int64_t posting)
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
	const struct chain_link *link = audit_chain_posting(&check->chain, posting);

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
		audit_chain_differs(check, link, "its link is another than the one in the file of heads",
			end + 1, link->link);
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
		char *subject AUTOFREE = audit_chain_subject(link);
		int run = audit_chain_row(&check->runs, link->run_id);
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

int audit_heads_check_file(struct chain_check *check, struct error *err)
{
	const char *path = check->audit->context->conf.chain_heads;
	struct str file AUTOSTR = STR_INIT;
	struct span rest, line;
	int64_t last = 0;

	if (check->chain.count == 0 && !path_exists(path))
		return 0;
	if (!path_exists(path)) {
		audit_differs(check->audit, path,
			"is missing: nothing outside of the database says "
			"which postings there were",
			NULL, NULL);
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

int audit_heads_check_given(struct chain_check *check, const char *head, struct error *err)
{
	size_t length = strlen(head);

	if (length < HEAD_MIN || length >= HASH_TEXT || strspn(head, "0123456789abcdef") != length) {
		error_set(err, EXIT_USAGE, "--head %s: is not a link", head);
		return error_hint(err, "a link has 64 digits 0-9 and a-f; the first %d are enough",
			HEAD_MIN);
	}
	for (size_t i = 0; i < check->chain.count; i++)
		if (strncmp(check->chain.links[i].link, head, length) == 0)
			return 0;
	audit_differs(check->audit, "--head",
		"the chain has no such link: it was cut short, or made "
		"anew",
		head, NULL);
	return 0;
}
