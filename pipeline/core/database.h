/* The database that pipeline.conf names: the embedded server, or the one at [database] url. */
#ifndef CASHBACK_CORE_DATABASE_H
#define CASHBACK_CORE_DATABASE_H

#include <stdbool.h>

#include "pipeline/core/conf.h"
#include "pipeline/edge/db.h"
#include "pipeline/edge/pgserver.h"

struct database {
	struct db db;
	struct pgserver server; /* not acquired where the server is not ours */
	const char *url;        /* secret; lives as long as the configuration and the server */
	const char *role_prefix; /* of the configuration */
};

/* Connects, and starts the embedded server on demand. Does not look at the schema. */
int database_open(struct database *database, const struct conf *conf, struct error *err);
/* The same, and brings the schema to this program's version. */
int database_open_migrated(struct database *database, const struct conf *conf, struct error *err);
/* Safe on a zero-initialised database and twice. */
void database_close(struct database *database);

/* Brings the schema to this program's version: each migration of schemas/sql in order, recorded in
 * cashback.migration with its SHA-256, each in one transaction under a lock, so that two at once
 * are safe. A schema that is newer than the program, or a recorded migration whose text is another
 * here, is EXIT_CONFIG. */
int database_migrate(struct database *database, struct error *err);

/* Grants the group roles their rights (schemas/sql/007_rights.sql), as database_migrate does after
 * each migration. ret_granted: false where the roles are not there and this login must not make
 * them; then whoever made the schema is the only one to use it. */
int database_grant(struct database *database, bool *ret_granted, struct error *err);

struct schema_state {
	int64_t applied; /* the number of the newest applied migration; -1: there is no schema yet */
	int64_t newest;  /* the newest that this program has */
};

/* Checks what is recorded, as database_migrate does, and changes nothing. */
int database_schema_state(struct db *db, struct schema_state *ret_state, struct error *err);

/* A query of schemas/, by its name there ("queries/registrations.sql"), with text parameters as in
 * db_query. ret_result may be NULL. */
int database_query(struct db *db, const char *name, const char *const *params, int param_count,
	struct db_result *ret_result, struct error *err);
/* The same, as db_query_kept. */
int database_query_kept(struct db *db, const char *name, const char *const *params,
	int param_count, struct db_result *ret_result, struct error *err);

#endif
