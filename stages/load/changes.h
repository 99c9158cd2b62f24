/*
 * Which partners' results changed since the last run that posted: of the others nothing is sent,
 * and no difference is formed. What a partner has in the run's tables is hashed, and the hash is
 * compared with the one that the database keeps beside what was sent (cashback.partner_result).
 */
#ifndef CASHBACK_STAGES_LOAD_CHANGES_H
#define CASHBACK_STAGES_LOAD_CHANGES_H

#include <stdbool.h>

#include "pipeline/base/str.h"
#include "pipeline/core/run.h"
#include "pipeline/core/table.h"
#include "pipeline/edge/db.h"
#include "pipeline/edge/keyset.h"

/* Those whose rows belong to a partner, and begin with its MPN ID. */
enum partner_table {
	CHANGES_PARTNER,
	CHANGES_PAYEE,
	CHANGES_REGISTRATION,
	CHANGES_EARNING,
	CHANGES_EXCLUSION,
	CHANGES_PAYOUT,
	CHANGES_STANDING,
};
#define CHANGES_TABLES 7

/* Neighbouring rows of one partner in one file. */
struct changes_range {
	size_t begin, end; /* bytes of the file */
	uint32_t partner, rows;
};

struct changes_file {
	struct pgcopy_reader reader;
	struct changes_range *ranges;
	size_t range_count, range_cap;
};

struct changes_partner {
	struct span mpn_id;
	struct key hash;
	bool same;
};

struct changes {
	struct changes_file files[CHANGES_TABLES]; /* open: the texts point into them */
	struct changes_partner *partners;
	size_t partner_count, partner_cap;
	struct keyset index; /* by MPN ID: 1 + its place in partners */
	bool all;            /* everything is sent, and compared with the ledger */
	/* As a text[] of PostgreSQL: partners that are sent or have vanished; these, and those with
	 * differences that were not posted. */
	struct str sent, scope;
};

/* Reads and hashes the run's tables. */
int changes_read(struct changes *changes, const struct run *run, struct error *err);
/* Asks the database what it has; under the lock. `all` is set where it has nothing yet. */
int changes_compare(struct changes *changes, struct db *db, struct error *err);
/* From here on everything is sent. */
void changes_take_all(struct changes *changes);

/* For $1 of a query: NULL where all partners are meant. */
const char *changes_sent(const struct changes *changes);
const char *changes_scope(const struct changes *changes);

const struct table *changes_table(enum partner_table table);
int64_t changes_row_count(const struct changes *changes, enum partner_table table);
/* How many rows of the table are to be sent. */
int64_t changes_rows_to_send(const struct changes *changes, enum partner_table table);
/* Sends them; a COPY into the table has begun. */
int changes_put(const struct changes *changes, enum partner_table table, struct db *db,
	struct error *err);
/* Keeps the hashes of what was sent. */
int changes_keep(const struct changes *changes, struct db *db, struct error *err);
/* Safe on zero-initialised changes and twice. */
void changes_release(struct changes *changes);

#endif
