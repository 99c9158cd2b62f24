/*
 * The runs in the database, for the driver and for load. The row of a run is there from its
 * beginning; load alone gives it the status `posted`, in the transaction that posts.
 */
#ifndef CASHBACK_CORE_LEDGER_H
#define CASHBACK_CORE_LEDGER_H

#include <stdbool.h>

#include "pipeline/base/date.h"
#include "pipeline/edge/db.h"

#define LEDGER_TIME 32 /* room for "2026-09-30T21:04:05Z" */

/* The time now, UTC, as PostgreSQL reads it. */
const char *ledger_now(char text[LEDGER_TIME]);

/* For whatever posts, in its transaction and before anything else in it: waits until nobody else
 * posts, and keeps others out until the transaction ends. */
int ledger_lock(struct db *db, struct error *err);
/* The number of the next posting, 1 for the first; under the lock. The caller owns the text. */
int ledger_next_posting(struct db *db, char **ret_number, struct error *err);

/* An id for a new run (core/run.h), after every run of the database and after `newest`, which may
 * be NULL. The suffix is "" or "-adjust". The caller owns the id. */
int ledger_new_run_id(struct db *db, const char *newest, const char *suffix, char **ret_id,
	struct error *err);
/* Makes the run's row, `running`; nothing changes where there is one of that id. ret_made: was it
 * made now? May be NULL. */
int ledger_register_run(struct db *db, const char *run_id, date_t as_of, bool *ret_made,
	struct error *err);
/* The run's status; NULL where there is no such row. The caller owns it. */
int ledger_run_status(struct db *db, const char *run_id, char **ret_status, struct error *err);
/* Has no later run of the pipeline posted? Of manual adjustments nothing is asked. */
int ledger_is_last(struct db *db, const char *run_id, bool *ret_last, struct error *err);
/* `finished` for a run that has posted, `failed` for one that has not; the same again changes
 * nothing. With it those before it are finished that posted and never came to workbooks. EXIT_DATA
 * where the run's status does not allow it. */
int ledger_set_run_status(struct db *db, const char *run_id, const char *status,
	struct error *err);
/* The latest business date of a run that posted; DATE_NONE where none has. */
int ledger_last_as_of(struct db *db, date_t *ret_as_of, struct error *err);

#endif
