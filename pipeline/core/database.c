/* Which database it is: the embedded one where pipeline.conf names none. */
#include "pipeline/core/database.h"

#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/embedded.h"

static int open_embedded(struct database *database, const struct conf *conf, struct error *err)
{
	if (pgserver_acquire(&database->server, conf->var, err) < 0)
		return -1;
	database->url = database->server.url;
	if (db_open(&database->db, database->url, err) == 0)
		return 0;
	error_wrap(err, "the embedded PostgreSQL");
	error_hint(err, "its log is %s/log", database->server.cluster.place);
	return -1;
}

static int open_named(struct database *database, const struct conf *conf, struct error *err)
{
	database->url = conf->database_url;
	if (db_open(&database->db, database->url, err) == 0)
		return 0;
	error_wrap(err, "%s: [database] url", conf->path);
	if (err->code == EXIT_UNREACHABLE)
		error_hint(err, "start that server or correct url (postgresql://USER@HOST:5432/DATABASE); "
						"an empty url uses the embedded PostgreSQL, which needs no server");
	return -1;
}

int database_open(struct database *database, const struct conf *conf, struct error *err)
{
	*database = (struct database){.role_prefix = conf->role_prefix};
	int result = conf->database_url[0] ? open_named(database, conf, err)
									   : open_embedded(database, conf, err);
	if (result < 0)
		database_close(database);
	return result;
}

int database_open_migrated(struct database *database, const struct conf *conf, struct error *err)
{
	if (database_open(database, conf, err) < 0)
		return -1;
	if (database_migrate(database, err) == 0)
		return 0;
	database_close(database);
	return -1;
}

void database_close(struct database *database)
{
	db_close(&database->db);
	pgserver_release(&database->server);
	database->url = NULL;
}

int database_grant(struct database *database, bool *ret_granted, struct error *err)
{
	const char *const params[] = {database->role_prefix};
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (db_query(&database->db, "SELECT cashback.grant_rights($1)", params, 1, &rows, err) < 0)
		return error_wrap(err, "granting rights to the roles %s...", database->role_prefix);
	*ret_granted = strcmp(db_cell(&rows, 0, 0), "t") == 0;
	return 0;
}

typedef int query_function(struct db *db, const char *name, const char *sql,
	const char *const *params, int param_count, struct db_result *ret_result, struct error *err);

static int query_anew(struct db *db, const char *name, const char *sql, const char *const *params,
	int param_count, struct db_result *ret_result, struct error *err)
{
	(void)name;
	return db_query(db, sql, params, param_count, ret_result, err);
}

static int query_file(query_function *query, struct db *db, const char *name,
	const char *const *params, int param_count, struct db_result *ret_result, struct error *err)
{
	const struct embedded_file *file = embedded_find(name);

	if (!file)
		return error_set(err, EXIT_BUG, "schemas/%s is not in this program", name);
	if (query(db, name, file->text, params, param_count, ret_result, err) < 0)
		return error_wrap(err, "schemas/%s", name);
	return 0;
}

int database_query(struct db *db, const char *name, const char *const *params, int param_count,
	struct db_result *ret_result, struct error *err)
{
	return query_file(query_anew, db, name, params, param_count, ret_result, err);
}

int database_query_kept(struct db *db, const char *name, const char *const *params,
	int param_count, struct db_result *ret_result, struct error *err)
{
	return query_file(db_query_kept, db, name, params, param_count, ret_result, err);
}
