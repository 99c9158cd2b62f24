/*
 * A database of its own for a test, on the server of CASHBACK_TEST_URL. It is as unlike the one
 * that a developer would have as can be: ICU collation, another DateStyle and time zone, serializable
 * transactions. What holds there holds anywhere.
 */
#ifndef CASHBACK_TESTS_SUPPORT_DATABASE_H
#define CASHBACK_TESTS_SUPPORT_DATABASE_H

#include "pipeline/edge/db.h"

/* Its url; the caller frees it. */
char *test_database_create(void);
/* Cuts what is still connected to it off, too. Frees the url. */
void test_database_drop(char *url);

/* The only cell of a query's only row, as text, in memory that is reused after a few calls. */
const char *test_cell(struct db *db, const char *sql);

#endif
