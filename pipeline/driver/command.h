/*
 * A command of the driver: one file a command, one row in the table of main.c. A command gets its
 * configuration already read; results go to stdout, messages to stderr, errors to err.
 */
#ifndef CASHBACK_DRIVER_COMMAND_H
#define CASHBACK_DRIVER_COMMAND_H

#include "pipeline/base/date.h"
#include "pipeline/base/error.h"
#include "pipeline/core/cli.h"
#include "pipeline/core/conf.h"

struct command_context {
	const char *name; /* the command's */
	struct conf conf;
	struct cli cli; /* cli.operands: what follows the command's name */
	char *bin;      /* the folder of this program, where the stage executables are too */
};

struct command {
	const char *name, *operands, *about;
	int (*perform)(struct command_context *context, struct error *err);
	int options;      /* enum cli_options beside those that every command knows */
	bool checks_conf; /* reads pipeline.conf itself, to report its problems with the others */
};

int command_run(struct command_context *context, struct error *err);
int command_stage(struct command_context *context, struct error *err);
int command_check(struct command_context *context, struct error *err);
int command_status(struct command_context *context, struct error *err);
int command_campaigns(struct command_context *context, struct error *err);
int command_registrations(struct command_context *context, struct error *err);
int command_explain(struct command_context *context, struct error *err);
int command_plan(struct command_context *context, struct error *err);
int command_audit(struct command_context *context, struct error *err);
int command_retract(struct command_context *context, struct error *err);
int command_statement(struct command_context *context, struct error *err);
int command_adjust(struct command_context *context, struct error *err);
int command_hold(struct command_context *context, struct error *err);
int command_payee(struct command_context *context, struct error *err);
int command_db(struct command_context *context, struct error *err);

/* Today in the configured time zone, or --as-of. EXIT_USAGE for a date that is none. */
int command_as_of(const struct command_context *context, date_t *ret_as_of, struct error *err);

#endif
