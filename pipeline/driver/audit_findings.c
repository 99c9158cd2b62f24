/* The list of what an audit found, and how it is told. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "pipeline/driver/audit.h"
#include "pipeline/driver/listing.h"

static char *copy(const char *text)
{
	return text ? mem_strdup(text) : NULL;
}

static void add(struct audit *audit, struct audit_finding finding)
{
	MEM_GROW(audit->findings, audit->finding_count, audit->finding_cap);
	audit->findings[audit->finding_count++] = finding;
}

void audit_differs(struct audit *audit, const char *subject, const char *what, const char *expected,
	const char *found)
{
	add(audit,
		(struct audit_finding){false, copy(subject), copy(what), copy(expected), copy(found)});
	audit->differences++;
}

void audit_note(struct audit *audit, const char *subject, const char *what)
{
	add(audit, (struct audit_finding){true, copy(subject), copy(what), NULL, NULL});
}

void audit_checked(struct audit *audit, int64_t count, const char *what)
{
	str_addf(&audit->checked, "%s%" PRId64 " %s", audit->checked.len ? ", " : "", count, what);
}

static void print_line(const struct audit_finding *finding)
{
	printf("%s: %s: %s", finding->note ? "note" : "difference", finding->subject, finding->what);
	if (finding->expected || finding->found)
		printf(" (expected %s, found %s)", finding->expected ? finding->expected : "nothing",
			finding->found ? finding->found : "nothing");
	printf("\n");
}

static void print_json(const struct audit *audit)
{
	static const char *const names[] = {"kind", "subject", "what", "expected", "found"};
	struct listing listing = {0};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		listing_add_column(&listing, names[i], DB_TEXT);
	for (size_t i = 0; i < audit->finding_count; i++) {
		const struct audit_finding *finding = &audit->findings[i];
		const char *const cells[] = {finding->note ? "note" : "difference", finding->subject,
			finding->what, finding->expected, finding->found};
		listing_add_row(&listing, cells);
	}
	listing_print(&listing, true);
	listing_release(&listing);
}

void audit_print(const struct audit *audit)
{
	if (audit->context->cli.json) {
		print_json(audit);
		return;
	}
	for (size_t i = 0; i < audit->finding_count; i++)
		if (!audit->findings[i].note || audit->context->cli.verbosity >= 0)
			print_line(&audit->findings[i]);
	if (audit->context->cli.verbosity >= 0)
		printf("checked: %s\n", str_text(&audit->checked));
}

void audit_release(struct audit *audit)
{
	for (size_t i = 0; i < audit->finding_count; i++) {
		free(audit->findings[i].subject);
		free(audit->findings[i].what);
		free(audit->findings[i].expected);
		free(audit->findings[i].found);
	}
	free(audit->findings);
	str_release(&audit->checked);
	manifest_release(&audit->manifest);
	db_result_release(&audit->decisions);
	db_result_release(&audit->sample);
	database_close(&audit->database);
}
