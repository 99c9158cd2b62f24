/*
 * The command line, the same for the driver and every stage: one table of options feeds the
 * parser and --help. Long options may stand before or after operands. And the one place that
 * prints an error.
 */
#ifndef CASHBACK_CORE_CLI_H
#define CASHBACK_CORE_CLI_H

#include <stdbool.h>

#include "pipeline/base/error.h"

struct cli {
	const char *config; /* pipeline.conf where not given */
	int verbosity;      /* -1: -q, 0, 1: -v */
	bool json, help, version;
	const char *run_id, *as_of, *release, *partner, *campaign; /* NULL where not given */
	char **operands; /* what is no option, in order */
	int operand_count;
};

/* Which options a program knows. */
enum cli_options {
	CLI_GLOBAL = 1, /* --config -v -q --help --version */
	CLI_STAGE = 2,  /* --run */
	CLI_DRIVER = 4, /* the rest */
};

/* EXIT_USAGE. argv is permuted. */
int cli_parse(struct cli *cli, int known, int argc, char **argv, struct error *err);
/* The options as --help shows them, on stdout. */
void cli_print_options(int known);

/* "PROGRAM: message" and its hint, a line each, on stderr. Returns the exit status. */
int cli_fail(const char *program, struct error *err);

#endif
