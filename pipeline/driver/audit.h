/*
 * cashback audit: what every part of it shares. A part looks at one kind of evidence and says what
 * does not agree, each difference by itself, with what it expected and what it found; it changes
 * nothing, and does not end at the first difference. What could not be checked, and need not worry
 * anybody, is a note.
 */
#ifndef CASHBACK_DRIVER_AUDIT_H
#define CASHBACK_DRIVER_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pipeline/core/database.h"
#include "pipeline/core/manifest.h"
#include "pipeline/driver/command.h"
#include "pipeline/edge/hash.h"

struct audit_finding {
	bool note;
	char *subject;			/* a path, a run, or a table with the key of a row */
	char *what;				/* in words */
	char *expected, *found; /* NULL where the words say all */
};

struct audit {
	struct command_context *context;
	struct database database;
	const char *campaign, *period;			 /* what is audited; NULL */
	char starts[DATE_TEXT], ends[DATE_TEXT]; /* of the period */
	struct manifest manifest;				 /* of the run that was settled again */
	struct db_result decisions, sample;		 /* of settling again, for the workbook */
	struct audit_finding *findings;
	size_t finding_count, finding_cap;
	size_t differences;
	struct str checked; /* "84 delivered files, 3 runs" */
};

void audit_differs(struct audit *audit, const char *subject, const char *what, const char *expected,
	const char *found);
void audit_note(struct audit *audit, const char *subject, const char *what);
/* Adds to the sentence that says what was looked at. */
void audit_checked(struct audit *audit, int64_t count, const char *what);

/* On stdout: a line for each finding, and what was checked; with --json an array of objects. */
void audit_print(const struct audit *audit);
void audit_release(struct audit *audit);

/* The file's bytes have this hash; a file that is not there is a difference too. ret_same may be
 * NULL. -1 only where it cannot be read. */
int audit_file(struct audit *audit, const char *path, const char *sha256, bool *ret_same,
	struct error *err);

/* The folder's files are those of its SHA256SUMS, each with its hash. ret_sha256 is that of the
 * list; "" where there is none. */
int audit_sealed_folder(struct audit *audit, const char *folder, char ret_sha256[HASH_TEXT],
	struct error *err);

/* OUTPUT/audit/CAMPAIGN.xlsx or PERIOD.xlsx; what was found so far is in it. ret_path is the
 * caller's. */
int audit_write_book(struct audit *audit, char **ret_path, struct error *err);
/* --seed, or 1. */
const char *audit_seed(const struct audit *audit);

struct audit_store;
/* The store: delivered files by their names, staged folders and the catalog by their lists,
 * campaign folders by their names. ret_store knows what is there. */
int audit_check_store(struct audit *audit, struct audit_store *ret_store, struct error *err);
/* The folders of runs by the hash that the database has, what their manifests name, and the
 * workbooks of the last run and of final statements. */
int audit_check_runs(struct audit *audit, struct audit_store *store, struct error *err);
/* The chain of postings, the ledger under it, and the file of its heads. `head`: a link that it
 * must have, or NULL. */
int audit_check_chain(struct audit *audit, struct audit_store *store, const char *head,
	struct error *err);

#endif
