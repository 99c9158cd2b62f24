/* Usage is said in the words of the table. */
#include "pipeline/driver/verbs.h"

#include <string.h>

#include "pipeline/base/mem.h"

static const struct verb *find(const struct verb *verbs, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

/* "FEED [NAME]": 1 to 2. */
static void operand_range(const char *operands, int *ret_least, int *ret_most)
{
	*ret_least = *ret_most = 0;
	for (const char *at = operands; *at; at += strspn(at, " ")) {
		(*ret_most)++;
		*ret_least += at[0] != '[';
		at += strcspn(at, " ");
	}
}

/* "cashback hold set MPN | lift MPN | list". */
static int usage(const struct verb *verbs, size_t count, const char *command, struct error *err)
{
	struct str text AUTOSTR = STR_INIT;

	str_addf(&text, "cashback %s", command);
	for (size_t i = 0; i < count; i++)
		str_addf(&text, "%s %s%s%s", i ? " |" : "", verbs[i].name, verbs[i].operands[0] ? " " : "",
			verbs[i].operands);
	return error_hint(err, "%s", text.s);
}

static int check_operands(const struct verb *verb, const struct command_context *context,
	struct error *err)
{
	int least, most, given = context->cli.operand_count - 1;

	operand_range(verb->operands, &least, &most);
	if (given < least)
		return error_set(err, EXIT_USAGE, "%s %s takes %s", context->name, verb->name,
			verb->operands);
	if (given > most)
		return error_set(err, EXIT_USAGE, "%s %s: unexpected operand '%s'", context->name,
			verb->name, context->cli.operands[1 + most]);
	return 0;
}

static const struct verb *choose(const struct verb *verbs, size_t count,
	const struct command_context *context, struct error *err)
{
	const char *name = context->cli.operand_count > 0 ? context->cli.operands[0] : "";
	const struct verb *verb = find(verbs, count, name);

	if (!verb)
		error_set(err, EXIT_USAGE, *name ? "%s: there is no '%s'" : "%s: what is to be done%s?",
			context->name, name);
	if (!verb || check_operands(verb, context, err) < 0) {
		usage(verbs, count, context->name, err);
		return NULL;
	}
	return verb;
}

int verbs_run(const struct verb *verbs, size_t count, struct command_context *context,
	struct error *err)
{
	const struct verb *verb = choose(verbs, count, context, err);
	struct database database;

	if (!verb)
		return -1;
	context->cli.operands++;
	context->cli.operand_count--;
	if (database_open_migrated(&database, &context->conf, err) < 0)
		return -1;
	int result = verb->perform(context, &database, err);
	database_close(&database);
	return result;
}

int verb_needs(const struct command_context *context, const char *role, struct error *err)
{
	if (err->items[err->count - 1].hint)
		return -1;
	return error_hint(err, "the login needs the rights of %s%s (docs/database.md, Rights)",
		context->conf.role_prefix, role);
}

int verbs_check_reason(const char *reason, struct error *err)
{
	for (const char *at = reason; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			return error_set(err, EXIT_USAGE, "--reason: is not one line of text");
	return 0;
}
