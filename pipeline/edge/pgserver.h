/*
 * The embedded PostgreSQL: a private server on a Unix socket, made with initdb on first use,
 * started on demand and stopped by the last user (a shared lock counts them; the kernel gives a
 * killed user's lock back). As root it runs as the package's `postgres` user, which cannot enter
 * a private home: its data then lies under /var/lib/cashback. No TCP port is ever opened.
 */
#ifndef CASHBACK_EDGE_PGSERVER_H
#define CASHBACK_EDGE_PGSERVER_H

#include <stdbool.h>

#include "pipeline/base/error.h"

struct pgserver {
	char *var;     /* the working folder that it belongs to */
	char *data;    /* the server's data directory */
	char *socket;  /* the folder of its socket */
	char *url;     /* for db_open */
	int users_fd;  /* the shared lock; -1: none held */
};

/* Makes sure that the server of `var` runs, and holds it open for this process. */
int pgserver_acquire(struct pgserver *server, const char *var, struct error *err);
/* Lets go; the last user stops the server, unless `cashback db start` asked it to stay. */
void pgserver_release(struct pgserver *server);
/* `cashback db start` and `stop`. */
int pgserver_keep(struct pgserver *server, bool keep, struct error *err);

#endif
