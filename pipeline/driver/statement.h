/*
 * cashback statement, between its verbs (statement.c), closing and discarding (statement_close.c),
 * approving (statement_approve.c) and the workbooks (statement_books.c); nothing else includes this.
 *
 * Every verb can be called again after it was cut off: what the database holds is kept, and what is
 * missing beside it is made.
 */
#ifndef CASHBACK_DRIVER_STATEMENT_H
#define CASHBACK_DRIVER_STATEMENT_H

#include "pipeline/core/database.h"
#include "pipeline/core/period.h"
#include "pipeline/driver/command.h"

/* A period that was closed. */
struct closing {
	bool there, final;
	bool overtaken; /* something was posted since */
	bool alone;     /* approval = one */
	char *closed_by, *closed_at, *approved_by, *approved_at;
};

int closing_read(struct db *db, const struct period *period, struct closing *ret_closing,
	struct error *err);
void closing_release(struct closing *closing);

int statement_close(struct command_context *context, struct database *database,
	const struct period *period, struct error *err);
int statement_discard(struct command_context *context, struct database *database,
	const struct period *period, struct error *err);
int statement_approve(struct command_context *context, struct database *database,
	const struct period *period, struct error *err);

/* For what reads the rows of a closing in its own transaction: the server knows nothing of their
 * number yet, would take them for few, and go through them one by one. */
int statement_join_sets(struct db *db, struct error *err);
/* EXIT_DATA, naming the statements, where something on them does not add up. */
int statement_check(struct db *db, const struct period *period, struct error *err);
/* The hash of all that the statements for a period say. The caller owns it. */
int statement_seal(struct db *db, const char *period, char **ret_seal, struct error *err);
/* Are the final statements, of one period or (NULL) of all, still those that were approved? All
 * problems at once, EXIT_DATA. */
int statement_check_seals(struct db *db, const char *period, struct error *err);

/* What the period comes to, by currency, and the folder of the workbooks; nothing with -q. */
int statement_print(const struct command_context *context, struct db *db,
	const struct period *period, const char *folder, struct error *err);

/* A workbook a partner: those of a draft, or the final ones, read-only, each with its SHA-256 in
 * cashback.statement_workbook. What is there already is left as it is; a final one that was
 * changed is EXIT_DATA. */
int statement_books(const struct command_context *context, struct database *database,
	const struct period *period, bool final, struct error *err);
/* OUTPUT/PERIOD/draft or OUTPUT/PERIOD/statements; the caller owns it. */
char *statement_folder(const struct conf *conf, const struct period *period, bool final);
/* Takes the draft's folder away; none is fine. */
int statement_books_remove(const struct conf *conf, const struct period *period,
	struct error *err);

#endif
