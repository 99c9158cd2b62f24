/*
 * cashback statement export: final statements become payments, once. What is exported is decided
 * and recorded in one transaction under ledger_lock (export_post.c); the files are rendered from
 * the recorded rows alone (export_files.c), so that the same command gives the same bytes again.
 */
#ifndef CASHBACK_DRIVER_EXPORT_H
#define CASHBACK_DRIVER_EXPORT_H

#include <stdint.h>

#include "pipeline/core/database.h"
#include "pipeline/driver/command.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/hash.h"

/* A statement that is not exported, and why. */
struct export_blocked {
	char *statement, *mpn_id, *partner, *currency, *amount;
	char *reason, *hint;
};

struct exporting {
	struct command_context *context;
	struct db *db;
	const char *period;
	const char *statement; /* --correct; NULL: everything that was not exported yet */
	char execution_date[DATE_TEXT];
	char link[HASH_TEXT];             /* the chain's head */
	int64_t first_export, last_export; /* of this command; last < first: there is none */
	struct export_blocked *blocked;
	size_t blocked_count, blocked_cap;
	struct names booked; /* earlier periods that this command booked on the way */
	char *repeated; /* a correction that is there already, in words; NULL */
};

/* In a transaction of its own. EXIT_USAGE where the period is not closed, EXIT_DATA where it is a
 * draft. */
int export_post(struct exporting *x, struct error *err);
/* Writes each file of the period's exports and journals that is missing, and compares the others:
 * one that differs is EXIT_CANTCREAT, and stays as it is. Their names go to stdout unless quiet. */
int export_files(struct exporting *x, struct error *err);

/* `cashback statement export PERIOD`, with the database open. */
int statement_export(struct command_context *context, struct database *database,
	const char *period, struct error *err);

#endif
