/*
 * cashback retract FEED NAME: takes a delivered file out of the data. It stays in the store, and
 * stays out until its content changes; the next run settles without it.
 */
#include <stdio.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/lock.h"
#include "pipeline/core/store.h"
#include "pipeline/driver/command.h"

static int find_feed(const char *name, enum feed_id *ret_feed, struct error *err)
{
	for (int feed = 0; feed < FEED_COUNT; feed++) {
		if (strcmp(feed_names[feed], name) != 0)
			continue;
		*ret_feed = (enum feed_id)feed;
		return 0;
	}
	error_set(err, EXIT_USAGE, "there is no feed '%s'", name);
	return error_hint(err, "the feeds are partners, agreements, invoices and registrations");
}

static int retract(struct command_context *context, enum feed_id feed, const char *name,
	struct error *err)
{
	struct store store CLEANUP(store_release) = {0};

	if (store_read(&store, context->conf.var, err) < 0 ||
		store_retract(&store, feed, name, err) < 0 ||
		store_write(&store, context->conf.var, err) < 0)
		return -1;
	if (context->cli.verbosity >= 0)
		printf("%s: retracted; the next run settles without it\n", name);
	return 0;
}

int command_retract(struct command_context *context, struct error *err)
{
	enum feed_id feed = FEED_INVOICES;

	if (context->cli.operand_count != 2) {
		error_set(err, EXIT_USAGE, "retract takes a feed and the name of a file");
		return error_hint(err, "cashback retract invoices inbox/invoices/2026-09-30.csv.gz");
	}
	if (find_feed(context->cli.operands[0], &feed, err) < 0 ||
		lock_take(context->conf.var, err) < 0)
		return -1;
	return retract(context, feed, context->cli.operands[1], err);
}
