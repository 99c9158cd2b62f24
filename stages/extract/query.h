/*
 * Feeds that come from a query against another PostgreSQL. The result is written as CSV into the
 * store, under its content like a delivered file, and read from there like one; its name is
 * "query". The query runs with an empty search_path: its tables are named with their schemas.
 *
 * All queries see the source at one moment where they name the same source_url: they run in one
 * read-only repeatable-read transaction.
 */
#ifndef CASHBACK_STAGES_EXTRACT_QUERY_H
#define CASHBACK_STAGES_EXTRACT_QUERY_H

#include "stages/extract/delivered.h"

/* Fills in the object of each delivery that is a query's result. */
int query_take(struct deliveries *deliveries, const struct conf *conf, struct error *err);

#endif
