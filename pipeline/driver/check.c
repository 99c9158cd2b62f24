/*
 * cashback check: everything that can be known before a run, all problems at once: the
 * configuration, the campaigns, the feeds with the headers of their files, the folders that a run
 * writes to, and the database. With -v every value of the configuration and where it came from.
 *
 * It changes nothing, except that asking for the embedded database starts it.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/campaign.h"
#include "pipeline/core/database.h"
#include "pipeline/core/party.h"
#include "pipeline/core/store.h"
#include "pipeline/driver/check_payees.h"
#include "pipeline/driver/command.h"
#include "pipeline/driver/listing.h"
#include "pipeline/edge/files.h"
#include "stages/extract/campaign_store.h"
#include "stages/extract/delivered.h"
#include "stages/extract/feeds.h"
#include "stages/extract/reading.h"

struct check {
	const struct conf *conf;
	struct store store;
	size_t campaigns, files;
	struct error *err;
};

/* Each part has an error of its own, since a failure replaces what an error held. */
static void collect(struct check *check, struct error *own)
{
	if (own->count > 0)
		error_absorb(check->err, own);
}

static void print_values(const struct conf *conf, bool json)
{
	struct listing listing CLEANUP(listing_release) = {0};
	static const char *const columns[] = {"section", "key", "value", "origin"};

	for (size_t i = 0; i < ARRAY_LEN(columns); i++)
		listing_add_column(&listing, columns[i], DB_TEXT);
	for (size_t i = 0; i < conf->origin_count; i++) {
		const struct conf_origin *origin = &conf->origins[i];
		listing_add_row(&listing,
			(const char *const[]){origin->section, origin->key, origin->value, origin->origin});
	}
	listing_print(&listing, json);
}

/* A campaign whose folder is gone is settled from the store; with neither there is nothing to do. */
static void check_campaigns(struct check *check)
{
	struct names folders CLEANUP(names_release) = {0};
	struct campaigns campaigns CLEANUP(campaigns_release) = {0};
	struct error own = ERROR_INIT;

	if (campaigns_find(check->conf->campaigns, &folders, &own) == 0)
		campaigns_load(&campaigns, folders.items, folders.count, &own);
	if (own.count == 0 && folders.count == 0)
		campaign_store_check_known(check->conf, &check->store, &own);
	check->campaigns = campaigns.count;
	collect(check, &own);
}

static void check_file(struct check *check, const struct extract_feeds *feeds,
	const struct delivered *file)
{
	struct error own = ERROR_INIT;
	const struct reading reading = {
		.dialect = &feeds->items[file->feed].dialect,
		.path = file->path,
		.name = file->name,
		.form = reading_form(file->name),
	};

	if (!file->path || (file->known && file->known->retracted))
		return;
	reading_check(&reading, &own);
	check->files++;
	collect(check, &own);
}

/* The database that a feed's query asks. */
static void check_source(struct check *check, enum feed_id feed)
{
	const struct feed_conf *conf = &check->conf->feeds[feed];
	struct error own = ERROR_INIT;
	struct db db = {0};

	if (!conf->query[0] || !conf->source_url[0] || !db_url_valid(conf->source_url))
		return;
	if (db_open(&db, conf->source_url, &own) < 0)
		error_wrap(&own, "[feed %s] source_url", feed_names[feed]);
	db_close(&db);
	collect(check, &own);
}

static void check_feeds(struct check *check)
{
	struct extract_feeds feeds CLEANUP(extract_feeds_release) = {0};
	struct deliveries deliveries CLEANUP(deliveries_release) = {0};
	struct error settings = ERROR_INIT, inbox = ERROR_INIT;

	extract_feeds_open(&feeds, check->conf, &settings);
	deliveries_find(&deliveries, check->conf, &check->store, &inbox);
	/* By settings that are wrong no header can be read. */
	for (size_t i = 0; i < deliveries.count && settings.count == 0; i++)
		check_file(check, &feeds, &deliveries.items[i]);
	collect(check, &settings);
	collect(check, &inbox);
	for (int feed = 0; feed < FEED_COUNT; feed++)
		check_source(check, (enum feed_id)feed);
}

/* The folder, or the nearest one above it that is there, lets us write. */
static void check_folder(struct check *check, const char *folder)
{
	char *path AUTOFREE = mem_strdup(folder);
	char *slash;

	while (!path_exists(path) && (slash = strrchr(path, '/')) && slash != path)
		*slash = '\0';
	const char *nearest = path_exists(path) ? path : path[0] == '/' ? "/" : ".";
	if (!path_is_dir(nearest))
		error_also(check->err, EXIT_CANTCREAT, "%s: cannot be made: %s is not a folder", folder,
			nearest);
	else if (access(nearest, W_OK | X_OK) < 0)
		error_also(check->err, EXIT_NOPERM, "%s: cannot be written to by this user", nearest);
}

static void check_database(struct check *check)
{
	struct database database = {0};
	struct schema_state state;
	struct error own = ERROR_INIT;

	if (!db_url_valid(check->conf->database_url))
		return; /* the configuration's problems name it */
	if (database_open(&database, check->conf, &own) == 0 &&
		database_schema_state(&database.db, &state, &own) == 0 && state.applied == state.newest)
		check_payees(&database.db, &own);
	database_close(&database);
	collect(check, &own);
}

static void check_payer(struct check *check)
{
	struct error own = ERROR_INIT;

	party_check_payer_given(check->conf, &own);
	collect(check, &own);
}

static void check_all(struct check *check)
{
	struct error own = ERROR_INIT;

	store_read(&check->store, check->conf->var, &own);
	collect(check, &own);
	check_payer(check);
	check_campaigns(check);
	check_feeds(check);
	check_folder(check, check->conf->var);
	check_folder(check, check->conf->output);
	check_database(check);
	store_release(&check->store);
}

int command_check(struct command_context *context, struct error *err)
{
	struct check check = {.conf = &context->conf, .err = err};
	const struct cli *cli = &context->cli;

	if (conf_load(&context->conf, cli->config, err) < 0 && err->code != EXIT_CONFIG)
		return -1;
	if (cli->verbosity > 0)
		print_values(&context->conf, cli->json);
	check_all(&check);
	if (err->count > 0)
		return -1;
	if (cli->verbosity >= 0 && !cli->json)
		printf("%s: all is well: %zu campaigns, %zu delivered files, database reachable\n",
			context->conf.path, check.campaigns, check.files);
	return 0;
}
