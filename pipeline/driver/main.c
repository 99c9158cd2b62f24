/* The driver `cashback`: finds the command in a table, reads the configuration, runs it. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "pipeline/driver/command.h"

#define EVERY_COMMAND (CLI_GLOBAL | CLI_JSON)
#define DRIVER_OPTIONS (~0) /* each belongs to a command */

static const struct command commands[] = {
	{"run", "", "the nightly: extract, transform, load, render", command_run,
		CLI_AS_OF | CLI_RELEASE, false},
	{"check", "", "everything that can be known before a run, all problems at once", command_check,
		0, true},
	{"status", "", "the last runs: taken in, quarantined, posted, held; conflicts", command_status,
		0, false},
	{"campaigns", "", "the campaigns: open, coming, closed", command_campaigns, CLI_AS_OF, false},
	{"registrations", "", "every registration, its state and why", command_registrations,
		CLI_PARTNER, false},
	{"explain", "INVOICE[/LINE]", "why a line was paid, or why not: rules, card, file and hash",
		command_explain, CLI_RUN, false},
	{"plan", "", "what a run would post, by campaign and partner, without posting", command_plan,
		CLI_AS_OF | CLI_CAMPAIGN, false},
	{"audit", "[CAMPAIGN|PERIOD]", "does everything still agree: hashes, chain, a second settlement",
		command_audit, CLI_CHAIN | CLI_HEAD | CLI_HASHES | CLI_SEED | CLI_AMOUNT, false},
	{"retract", "FEED NAME", "takes a delivered file out of the data, until its content changes",
		command_retract, 0, false},
	{"statement", "close|discard|approve|list|export PERIOD",
		"what partners are paid for a period, and what is carried forward", command_statement,
		CLI_PARTNER | CLI_DATE | CLI_CORRECT, false},
	{"adjust", "propose|approve NUMBER|reject NUMBER|list",
		"a manual entry: proposed by one person, approved by another", command_adjust,
		CLI_PARTNER | CLI_CAMPAIGN | CLI_AMOUNT | CLI_REASON | CLI_DATE, false},
	{"hold", "set MPN|lift MPN|list", "partners whose balance is not paid, and why", command_hold,
		CLI_PARTNER | CLI_REASON, false},
	{"payee", "list|confirm MPN [VERSION]",
		"where partners' money goes, and that a change of it is right", command_payee, CLI_PARTNER,
		false},
	{"db", "start|stop|psql|migrate|check|dump|restore", "the database, the embedded one included",
		command_db, 0, false},
	{"extract", "", "one stage: read what was delivered", command_stage, CLI_RUN | CLI_AS_OF, false},
	{"transform", "", "one stage: match, measure, settle", command_stage, CLI_RUN, false},
	{"load", "", "one stage: post to PostgreSQL", command_stage, CLI_RUN, false},
	{"render", "", "one stage: write the workbooks", command_stage, CLI_RUN, false},
};

static void print_help(void)
{
	printf("usage: cashback COMMAND [options]\n"
		   "Settles partner cash-back campaigns: from delivered invoices to payout statements.\n\n");
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		char *name AUTOFREE = mem_printf("%s %s", commands[i].name, commands[i].operands);
		printf("  %-15s %s\n", commands[i].operands[0] ? commands[i].name : name, commands[i].about);
		if (commands[i].operands[0])
			printf("  %-15s %s\n", "", commands[i].operands);
	}
	printf("\n");
	cli_print_options(DRIVER_OPTIONS);
}

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static char *own_folder(void)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (length <= 0)
		return mem_strdup(".");
	path[length] = '\0';
	*strrchr(path, '/') = '\0';
	return mem_strdup(path);
}

/* The time zone is needed for one thing only: which day today is. TZ is set for that moment. */
static date_t today(const char *zone)
{
	time_t now = time(NULL);
	struct tm tm;
	const char *before = getenv("TZ");
	char *saved AUTOFREE = before ? mem_strdup(before) : NULL;

	setenv("TZ", zone, 1);
	tzset();
	localtime_r(&now, &tm);
	if (saved)
		setenv("TZ", saved, 1);
	else
		unsetenv("TZ");
	tzset();
	return date_from_civil(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

int command_as_of(const struct command_context *context, date_t *ret_as_of, struct error *err)
{
	const char *text = context->cli.as_of;

	if (!text)
		*ret_as_of = today(context->conf.timezone);
	else if (!date_parse_iso(span_of(text), ret_as_of))
		return error_set(err, EXIT_USAGE, "--as-of %s: is not a date such as 2026-09-30", text);
	return 0;
}

static int perform(const struct command *command, struct command_context *context,
	struct error *err)
{
	if (!command->checks_conf && conf_load(&context->conf, context->cli.config, err) < 0)
		return -1;
	return command->perform(context, err);
}

static int dispatch(struct command_context *context, struct error *err)
{
	struct cli *cli = &context->cli;

	if (cli->operand_count == 0) {
		error_set(err, EXIT_USAGE, "no command is given");
		return error_hint(err, "cashback --help lists the commands");
	}
	const struct command *command = find(cli->operands[0]);
	if (!command) {
		error_set(err, EXIT_USAGE, "there is no command '%s'", cli->operands[0]);
		return error_hint(err, "cashback --help lists the commands");
	}
	const char *stray = cli_stray(cli, EVERY_COMMAND | command->options);
	if (stray)
		return error_set(err, EXIT_USAGE, "%s: knows no option --%s", command->name, stray);
	context->name = command->name;
	cli->operands++;
	cli->operand_count--;
	if (command->operands[0] == '\0' && cli->operand_count > 0)
		return error_set(err, EXIT_USAGE, "%s: unexpected operand '%s'", command->name,
			cli->operands[0]);
	return perform(command, context, err);
}

int main(int argc, char **argv)
{
	struct error err = ERROR_INIT;
	struct command_context context = {.bin = own_folder()};

	umask(077);
	int result = cli_parse(&context.cli, DRIVER_OPTIONS, argc, argv, &err);
	if (result == 0 && context.cli.help)
		print_help();
	else if (result == 0 && context.cli.version)
		printf("cashback %s\n", CASHBACK_VERSION);
	else if (result == 0)
		result = dispatch(&context, &err);
	if (result == 0 && fflush(stdout) != 0)
		result = error_errno(&err, EXIT_IOERR, "standard output");
	conf_release(&context.conf);
	free(context.bin);
	return result < 0 ? cli_fail("cashback", &err) : EXIT_DONE;
}
