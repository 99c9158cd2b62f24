/*
 * A database for a while: a PostgreSQL of its own below `var`, whatever [database] says, so that
 * nothing that an audit computes comes near the database that it audits. It needs the server's
 * programs on this machine. It is used under the lock (core/lock.h), and one that a killed command
 * has left is emptied and used again.
 */
#ifndef CASHBACK_CORE_SCRATCH_H
#define CASHBACK_CORE_SCRATCH_H

#include "pipeline/core/conf.h"
#include "pipeline/edge/db.h"
#include "pipeline/edge/pgserver.h"

struct scratch {
	struct pgserver server;
	struct db db;
	char *folder; /* for files, gone with the database */
};

/* An empty one. */
int scratch_open(struct scratch *scratch, const struct conf *conf, struct error *err);
/* Takes it away. Safe on a zero-initialised one and twice; err may hold something already. */
void scratch_close(struct scratch *scratch);

#endif
