/*
 * What changed since the last run that posted: nothing else is sent, and of nothing else a
 * difference is formed. What a partner has in the run's tables is hashed, and the hash is compared
 * with the one that the database keeps beside what was sent (cashback.partner_result). Of a partner
 * whose hash is another, the rows are compared with those in the folder of the run before, where
 * that folder's hash is the database's; without such a folder the partner is sent as a whole.
 *
 * A run whose tables are those of an earlier one (`reused_from`) is not even read, where the database
 * has just the hashes that it had when that run posted: one hash of them all is in its results.
 */
#ifndef CASHBACK_STAGES_LOAD_CHANGES_H
#define CASHBACK_STAGES_LOAD_CHANGES_H

#include <jansson.h>
#include <stdbool.h>

#include "pipeline/edge/db.h"
#include "stages/load/results.h"

#define CHANGES_DIGEST 33

struct changes {
	struct results now, before;
	const struct run *run;
	bool read; /* `now` is */
	char digest[CHANGES_DIGEST]; /* of the hashes in the database: expected, then kept; "": not known */
	int64_t rows[RESULTS_TABLES]; /* of the tables, where they are not read */
	bool all; /* everything is sent, and compared with the ledger */
	bool all_before; /* it was so when the lines before were remembered (causes.h) */
	/* Of each table: what is sent, in the files of `now`; what is no longer so, in those of
	 * `before`; and, as a text[] of PostgreSQL, the partners that have either. */
	struct results_ranges send[RESULTS_TABLES], gone[RESULTS_TABLES];
	struct str touched[RESULTS_TABLES];
	/* As a text[]: partners whose results changed or that have vanished; those of them of which it
	 * is not known what the database has. */
	struct str changed, whole;
};

/* Reads and hashes the run's tables, but where they are an earlier run's. `run` outlives it. */
int changes_read(struct changes *changes, const struct conf *conf, const struct run *run,
	struct error *err);
/* Asks the database what it has; under the lock. `all` is set where it has nothing yet. */
int changes_compare(struct changes *changes, const struct conf *conf, struct db *db,
	struct error *err);
/* From here on everything is sent. */
int changes_take_all(struct changes *changes, struct error *err);

/* Are this table's rows replaced row by row, and not partner by partner? */
bool changes_by_row(enum partner_table table);
/* Has it lines of invoices (causes.h)? */
bool changes_has_lines(enum partner_table table);
int64_t changes_row_count(const struct changes *changes, enum partner_table table);
/* How many rows of the table are to be sent. */
int64_t changes_rows_to_send(const struct changes *changes, enum partner_table table);
/* Sends them; a COPY into the table has begun. */
int changes_put(struct changes *changes, enum partner_table table, struct db *db,
	struct error *err);
/* Sends the keys of all lines that are sent or gone, each with the name of its table; a COPY of
 * (mpn_id, campaign_id, invoice_number, line_number, part) has begun. */
int changes_put_lines(struct changes *changes, struct db *db, struct error *err);
/* Sends the keys of the table's rows that are sent or gone: their first four fields, of which a COPY
 * has begun. */
int changes_put_keys(struct changes *changes, enum partner_table table, struct db *db,
	struct error *err);
/* Keeps the hashes of what was sent. */
int changes_keep(struct changes *changes, struct db *db, struct error *err);
/* The rows of a table of enum partner_table and the digest, for a later run with the same tables. */
void changes_summary(const struct changes *changes, json_t *summary);
/* Safe on zero-initialised changes and twice. */
void changes_release(struct changes *changes);

#endif
