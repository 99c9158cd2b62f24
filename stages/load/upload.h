/*
 * The tables of a run, sent to the database in the caller's transaction, each by binary COPY into
 * an explicit list of columns. The server's row count is compared with the rows in the file.
 * Partners and campaigns are added to and updated, and never deleted: the ledger names them. The
 * other tables are what the last run made of everything that was delivered, so they are replaced;
 * of those that belong to partners, only what changed (changes.h).
 */
#ifndef CASHBACK_STAGES_LOAD_UPLOAD_H
#define CASHBACK_STAGES_LOAD_UPLOAD_H

#include "stages/load/load.h"

/* EXIT_DATA, with both numbers, where the counts differ. */
int upload_tables(const struct load *load, struct error *err);

/* Rows by table, as the files have them; they were compared when they were sent. */
int upload_count(const struct load *load, json_t *rows, struct error *err);

#endif
