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
	/* NULL where not given */
	const char *run_id, *as_of, *release, *partner, *campaign;
	const char *amount, *reason, *date, *head, *seed, *correct;
	bool chain, hashes;
	int given;       /* enum cli_options, of those that were */
	char **operands; /* what is no option, in order */
	int operand_count;
};

/* Which options a program, or a command of it, knows. */
enum cli_options {
	CLI_GLOBAL = 1, /* --config -v -q --help --version */
	CLI_RUN = 2,
	CLI_AS_OF = 4,
	CLI_RELEASE = 8,
	CLI_PARTNER = 16,
	CLI_CAMPAIGN = 32,
	CLI_JSON = 64,
	CLI_AMOUNT = 128,
	CLI_REASON = 256,
	CLI_DATE = 512,
	CLI_CHAIN = 1024,
	CLI_HEAD = 2048,
	CLI_HASHES = 4096,
	CLI_SEED = 8192,
	CLI_CORRECT = 16384,
};

/* EXIT_USAGE. argv is permuted. */
int cli_parse(struct cli *cli, int known, int argc, char **argv, struct error *err);
/* An option that was given and is none of `known`; NULL: there is none. */
const char *cli_stray(const struct cli *cli, int known);
/* The options as --help shows them, on stdout. */
void cli_print_options(int known);

/* "PROGRAM: message" and its hint, a line each, on stderr. Returns the exit status. */
int cli_fail(const char *program, struct error *err);

#endif
