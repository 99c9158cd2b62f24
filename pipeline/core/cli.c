/* One table of options, by getopt_long. */
#include "pipeline/core/cli.h"

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/base/str.h"
#include "pipeline/edge/charset.h"

enum value_type { VALUE_TEXT, VALUE_FLAG, VALUE_VERBOSE, VALUE_QUIET };

struct cli_option {
	const char *name;
	char letter; /* 0: none */
	enum value_type type;
	int where; /* enum cli_options */
	size_t offset;
	const char *argument, *help;
};

#define AT(field) offsetof(struct cli, field)

static const struct cli_option table[] = {
	{"config", 0, VALUE_TEXT, CLI_GLOBAL, AT(config), "FILE", "configuration (./pipeline.conf)"},
	{"run", 0, VALUE_TEXT, CLI_RUN, AT(run_id), "RUN", "work on this run (the unfinished one)"},
	{"as-of", 0, VALUE_TEXT, CLI_AS_OF, AT(as_of), "DATE", "business date, YYYY-MM-DD (today)"},
	{"release", 0, VALUE_TEXT, CLI_RELEASE, AT(release), "RUN", "run: post this held run"},
	{"partner", 0, VALUE_TEXT, CLI_PARTNER, AT(partner), "MPN", "only this partner"},
	{"campaign", 0, VALUE_TEXT, CLI_CAMPAIGN, AT(campaign), "NAME",
		"plan: with this campaign folder; adjust: this campaign"},
	{"amount", 0, VALUE_TEXT, CLI_AMOUNT, AT(amount), "AMOUNT", "adjust: of the entry, such as -12.50"},
	{"reason", 0, VALUE_TEXT, CLI_REASON, AT(reason), "TEXT", "adjust, hold: why, in words"},
	{"date", 0, VALUE_TEXT, CLI_DATE, AT(date), "DATE",
		"adjust: the entry's; export: when the bank is to pay"},
	{"chain", 0, VALUE_FLAG, CLI_CHAIN, AT(chain), NULL, "audit: the chain of postings alone"},
	{"head", 0, VALUE_TEXT, CLI_HEAD, AT(head), "HASH", "audit: the chain must contain this link"},
	{"hashes", 0, VALUE_FLAG, CLI_HASHES, AT(hashes), NULL, "audit: files and chain alone (quick)"},
	{"seed", 0, VALUE_TEXT, CLI_SEED, AT(seed), "N", "audit: of the random sample (1)"},
	{"correct", 0, VALUE_TEXT, CLI_CORRECT, AT(correct), "STATEMENT",
		"export: pay this statement's amount again"},
	{"json", 0, VALUE_FLAG, CLI_JSON, AT(json), NULL, "lists as JSON"},
	{"verbose", 'v', VALUE_VERBOSE, CLI_GLOBAL, 0, NULL, "say more"},
	{"quiet", 'q', VALUE_QUIET, CLI_GLOBAL, 0, NULL, "say nothing when all is well"},
	{"help", 0, VALUE_FLAG, CLI_GLOBAL, AT(help), NULL, "this text"},
	{"version", 0, VALUE_FLAG, CLI_GLOBAL, AT(version), NULL, "the version"},
};

#undef AT

static void set_option(struct cli *cli, const struct cli_option *option, const char *value)
{
	char *target = (char *)cli + option->offset;

	cli->given |= option->where;
	if (option->type == VALUE_TEXT)
		*(const char **)target = value;
	else if (option->type == VALUE_FLAG)
		*(bool *)target = true;
	else
		cli->verbosity = option->type == VALUE_VERBOSE ? 1 : -1;
}

static void long_options(int known, struct option *options)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (table[i].where & known)
			*options++ = (struct option){
				.name = table[i].name,
				.has_arg = table[i].type == VALUE_TEXT ? required_argument : no_argument,
				.val = (int)i + 1000,
			};
	*options = (struct option){0};
}

static const struct cli_option *by_letter(int letter)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (table[i].letter && table[i].letter == letter)
			return &table[i];
	return NULL;
}

int cli_parse(struct cli *cli, int known, int argc, char **argv, struct error *err)
{
	struct option options[ARRAY_LEN(table) + 1];
	int found;

	*cli = (struct cli){.config = "pipeline.conf"};
	long_options(known, options);
	opterr = 0;
	optind = 0;
	while ((found = getopt_long(argc, argv, ":vq", options, NULL)) != -1) {
		const struct cli_option *option = found >= 1000 ? &table[found - 1000] : by_letter(found);
		if (!option) {
			error_set(err, EXIT_USAGE, "%s '%s'",
				found == ':' ? "a value is missing after" : "unknown option", argv[optind - 1]);
			return error_hint(err, "--help lists the options");
		}
		set_option(cli, option, optarg);
	}
	cli->operands = argv + optind;
	cli->operand_count = argc - optind;
	return 0;
}

const char *cli_stray(const struct cli *cli, int known)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (table[i].where & cli->given & ~known)
			return table[i].name;
	return NULL;
}

void cli_print_options(int known)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		const struct cli_option *option = &table[i];
		if (!(option->where & known))
			continue;
		char *name AUTOFREE = mem_printf("%s--%s%s%s", option->letter ? "" : "    ", option->name,
			option->argument ? " " : "", option->argument ? option->argument : "");
		if (option->letter)
			printf("  -%c, %-18s %s\n", option->letter, name, option->help);
		else
			printf("  %-22s %s\n", name, option->help);
	}
}

/* One line, whatever bytes of a delivered file the text quotes. */
static void print_line(const char *begin, const char *text)
{
	const struct charset charset = {.utf8 = true};
	struct str shown AUTOSTR = STR_INIT;

	charset_show(&charset, span_of(text), &shown);
	fprintf(stderr, "%s: ", begin);
	for (const char *at = str_text(&shown); *at; at++) {
		if ((unsigned char)*at < ' ' || *at == '\x7F')
			fprintf(stderr, "\\x%02X", (unsigned char)*at);
		else
			fputc(*at, stderr);
	}
	fputc('\n', stderr);
}

int cli_fail(const char *program, struct error *err)
{
	int code = err->code ? err->code : EXIT_BUG;

	for (size_t i = 0; i < err->count; i++) {
		print_line(program, err->items[i].message);
		if (err->items[i].hint)
			print_line("hint", err->items[i].hint);
	}
	error_release(err);
	return code;
}
