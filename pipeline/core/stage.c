/* What the four stage executables share. */
#include "pipeline/core/stage.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/cli.h"
#include "pipeline/core/lock.h"
#include "pipeline/edge/files.h"

#define STAGE_OPTIONS (CLI_GLOBAL | CLI_RUN)

static void print_help(const struct stage *stage)
{
	printf("usage: cashback-%s [options]\n%s\n\n", stage->name, stage->about);
	cli_print_options(STAGE_OPTIONS);
}

static int open_run(struct stage_context *context, const struct cli *cli, struct error *err)
{
	if (cli->run_id)
		return run_open(&context->run, &context->conf, cli->run_id, err);
	int found = run_open_unfinished(&context->run, &context->conf, err);
	if (found == 0) {
		error_set(err, EXIT_NOINPUT, "there is no unfinished run");
		return error_hint(err, "`cashback run` begins one; --run RUN names a finished one");
	}
	return found < 0 ? -1 : 0;
}

static int perform(const struct stage *stage, struct stage_context *context, const struct cli *cli,
	struct error *err)
{
	if (conf_load(&context->conf, cli->config, err) < 0 || lock_take(context->conf.var, err) < 0 ||
		open_run(context, cli, err) < 0)
		return -1;
	json_t *summary = json_object();
	progress_begin(&context->progress, stage->name, context->verbosity);
	/* What a finished run's files say is sealed: a stage that is repeated adds nothing to it. */
	int result = stage->perform(context, summary, err);
	progress_end(&context->progress);
	if (result == 0 && strcmp(run_status(&context->run), "finished") != 0)
		result = run_stage_finish(&context->run, stage->name, summary, err);
	json_decref(summary);
	return result;
}

int stage_main(const struct stage *stage, int argc, char **argv)
{
	struct error err = ERROR_INIT;
	struct cli cli;
	char *program AUTOFREE = mem_printf("cashback-%s", stage->name);
	struct stage_context context = {.program = program};

	umask(077);
	if (cli_parse(&cli, STAGE_OPTIONS, argc, argv, &err) < 0)
		return cli_fail(program, &err);
	if (cli.help || cli.version) {
		if (cli.help)
			print_help(stage);
		else
			printf("%s %s\n", program, CASHBACK_VERSION);
		return fflush(stdout) == 0 ? EXIT_DONE : EXIT_IOERR;
	}
	if (cli.operand_count > 0)
		error_set(&err, EXIT_USAGE, "unexpected operand '%s'", cli.operands[0]);
	context.verbosity = cli.verbosity;
	int result = err.count ? -1 : perform(stage, &context, &cli, &err);
	run_release(&context.run);
	conf_release(&context.conf);
	return result < 0 ? cli_fail(program, &err) : EXIT_DONE;
}
