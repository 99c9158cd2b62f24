/* The database that pipeline.conf names: the embedded server, or the one at [database] url. */
#ifndef CASHBACK_CORE_DATABASE_H
#define CASHBACK_CORE_DATABASE_H

#include "pipeline/core/conf.h"
#include "pipeline/edge/db.h"
#include "pipeline/edge/pgserver.h"

struct database {
	struct db db;
	struct pgserver server; /* users_fd -1 where the server is not ours */
};

/* Connects, and starts the embedded server on demand. Does not look at the schema. */
int database_open(struct database *database, const struct conf *conf, struct error *err);
/* The same, and brings the schema to this program's version: each migration of schemas/sql in
 * order, recorded in cashback.migration with its SHA-256, each in one transaction. A schema that
 * is newer than the program, or a recorded migration whose text changed, is EXIT_CONFIG. */
int database_open_migrated(struct database *database, const struct conf *conf, struct error *err);
int database_migrate(struct database *database, struct error *err);
void database_close(struct database *database);

#endif
