/*
 * The data of an embedded PostgreSQL and the programs that make, start and stop it (initdb,
 * postgres). Whose data it is, where it lies and who may use it now is decided in pgserver.h.
 *
 * A lock file tells whether the server lives: every process of it holds the lock, so the kernel
 * answers, also after kill -9, after a restart of the machine, and for a server in a container.
 */
#ifndef CASHBACK_EDGE_PGCLUSTER_H
#define CASHBACK_EDGE_PGCLUSTER_H

#include <stdbool.h>

#include "pipeline/base/error.h"
#include "pipeline/edge/process.h"

#define PGCLUSTER_ROLE "cashback" /* the superuser, and the database */

struct pgcluster {
	char *place; /* folder of the server's user: data/, log, and the name of the socket's folder */
	char *lock;  /* the lock that all processes of the server hold */
	struct process_user user; /* that it runs as */
	char *users[2];           /* names of the users that may connect; NULL: none */
	bool passing;             /* nothing in it has to outlive a power cut */
};

/* The path of one of PostgreSQL's programs (initdb, psql, pg_dump ...): of the version that made
 * the data in `place`, or, where place is NULL or has no data yet, of the newest one there is.
 * The caller owns it. EXIT_CONFIG where it is not installed. */
int pgcluster_program(const char *place, const char *name, char **ret_path, struct error *err);

/* Makes the data where there is none yet, starts the server where it does not run, and waits
 * until it answers. ret_socket is the folder of its socket; the caller owns it. */
int pgcluster_run(const struct pgcluster *cluster, char **ret_socket, struct error *err);
/* Stops it where it runs, and waits until its last process has gone. */
int pgcluster_stop(const struct pgcluster *cluster, struct error *err);
bool pgcluster_runs(const struct pgcluster *cluster);

void pgcluster_release(struct pgcluster *cluster);

#endif
