/*
 * The embedded PostgreSQL of a working folder `var`: a private server on a Unix socket, made with
 * initdb on first use, started on demand and stopped by the last user (a shared lock counts them;
 * the kernel gives a killed user's lock back). No TCP port is ever opened.
 *
 * Its data is var/pg/data. As root it runs as the package's `postgres` user, which cannot enter a
 * private home: then the data is in /var/lib/cashback/ID, and var/pg/id holds the ID. So in both
 * cases the database belongs to var: it moves with it, and a new var has a new, empty one.
 */
#ifndef CASHBACK_EDGE_PGSERVER_H
#define CASHBACK_EDGE_PGSERVER_H

#include <stdbool.h>

#include "pipeline/base/error.h"
#include "pipeline/edge/pgcluster.h"

struct pgserver {
	char *var; /* the working folder that it belongs to, absolute; NULL: not acquired */
	struct pgcluster cluster;
	char *url;     /* for db_open; there is no secret in it */
	int users_fd;  /* the shared lock */
	pid_t process; /* that acquired it: its children do not let go of it */
	bool passing;  /* for pgserver_discard; a power cut may cost it */
};

/* Makes sure that the server of `var` runs, and holds it open for this process and its children.
 * EXIT_DATA where the database that var had is gone: an empty one would pay everything again. */
int pgserver_acquire(struct pgserver *server, const char *var, struct error *err);
/* The same for something passing: its one user discards it in the end. */
int pgserver_acquire_passing(struct pgserver *server, const char *var, struct error *err);
/* Lets go; the last user stops the server, unless pgserver_keep asked it to stay. Safe on a
 * zero-initialised server and twice. */
void pgserver_release(struct pgserver *server);

/* `cashback db start`: the server stays when its last user has gone. */
int pgserver_keep(struct pgserver *server, struct error *err);
/* `cashback db stop`: it need not stay any longer, and is stopped. ret_ran: did it run at all?
 * EXIT_LOCKED while somebody uses it; then the last of them stops it. */
int pgserver_stop(const char *var, bool *ret_ran, struct error *err);

/* Stops a passing server, and takes away its data and `var` itself. Safe on a zero-initialised
 * server and twice. */
int pgserver_discard(struct pgserver *server, struct error *err);

#endif
