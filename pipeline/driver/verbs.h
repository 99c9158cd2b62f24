/*
 * Commands that consist of verbs (`cashback hold set|lift|list`): a table of them finds the verb,
 * counts its operands, opens the database and runs it.
 */
#ifndef CASHBACK_DRIVER_VERBS_H
#define CASHBACK_DRIVER_VERBS_H

#include "pipeline/core/database.h"
#include "pipeline/driver/command.h"

struct verb {
	const char *name;
	const char *operands; /* "", "MPN", "FEED NAME"; one that may be left out: "[PERIOD]" */
	/* cli.operands begin after the verb. */
	int (*perform)(struct command_context *context, struct database *database, struct error *err);
};

/* EXIT_USAGE for a verb that is not in the table, or for too few or too many operands. */
int verbs_run(const struct verb *verbs, size_t count, struct command_context *context,
	struct error *err);

/* After EXIT_NOPERM, adds which group role (loader, approver) has the right. Returns -1. */
int verb_needs(const struct command_context *context, const char *role, struct error *err);

/* A --reason is one line of text: it becomes a line of other texts. EXIT_USAGE. */
int verbs_check_reason(const char *reason, struct error *err);

#endif
