/*
 * Settling once more: the last posted run from its stored inputs, with the SQL of schemas/audit in
 * a database for a while, and every row that comes out against the row in the database.
 */
#ifndef CASHBACK_DRIVER_AUDIT_AGAIN_H
#define CASHBACK_DRIVER_AUDIT_AGAIN_H

#include "pipeline/driver/audit.h"
#include "pipeline/edge/db.h"

/* campaign NULL: all of them. Leaves the manifest, the decisions and the sample in audit.
 * EXIT_NOINPUT where no run has posted. */
int audit_settle_again(struct audit *audit, const char *campaign, struct error *err);

/* A table of results: two queries that give the same columns, the key first, in the byte order of
 * the key's columns as texts. */
struct audit_table {
	const char *name;		   /* in the database */
	const char *again, *found; /* queries, without folder and ending */
	int keys;
	bool more_found; /* the database may have more rows */
};

/* Both inside a transaction. $1 of both queries is `campaign`. */
int audit_compare_table(struct audit *audit, const struct audit_table *table, struct db *again,
	const char *campaign, struct error *err);

#endif
