/*
 * What each partner has in the tables of a run's folder: where its rows stand, and a hash of all of
 * them. Nothing is decoded but the MPN ID.
 */
#ifndef CASHBACK_STAGES_LOAD_RESULTS_H
#define CASHBACK_STAGES_LOAD_RESULTS_H

#include "pipeline/base/str.h"
#include "pipeline/core/run.h"
#include "pipeline/core/table.h"
#include "pipeline/edge/keyset.h"

/* Those whose rows belong to a partner, and begin with its MPN ID. */
enum partner_table {
	RESULTS_PARTNER,
	RESULTS_PAYEE,
	RESULTS_REGISTRATION,
	RESULTS_EARNING,
	RESULTS_EXCLUSION,
	RESULTS_PAYOUT,
	RESULTS_STANDING,
};
#define RESULTS_TABLES 7

#define RESULTS_DIGITS 33 /* room for a hash as text */

/* Neighbouring rows of one partner in one file. */
struct results_range {
	size_t begin, end; /* bytes of the file */
	uint32_t partner, rows;
};

struct results_ranges {
	struct results_range *items;
	size_t count, cap;
};

struct results_file {
	struct pgcopy_reader reader;
	struct results_ranges ranges;
};

struct results_partner {
	struct span mpn_id;
	struct key hash;
	bool same; /* the database has just this */
	bool rows; /* it is known which rows the database has: those of `before` (changes.h) */
};

struct results {
	struct results_file files[RESULTS_TABLES]; /* open: the texts point into them */
	struct results_partner *partners;
	size_t partner_count, partner_cap;
	struct keyset index; /* by MPN ID: 1 + its place in partners */
};

const struct table *results_table(enum partner_table table);
/* Reads and hashes a run's tables. */
int results_read(struct results *results, const struct run *run, struct error *err);
/* NULL: it has no rows in any table. */
struct results_partner *results_find(const struct results *results, struct span mpn_id);
const char *results_hash(const struct results_partner *partner, char text[RESULTS_DIGITS]);

/* Appends; rows that stand together and are of one partner become one range. */
void results_add(struct results_ranges *ranges, const struct results_range *range);
/* Safe on zero-initialised results and twice. */
void results_release(struct results *results);

#endif
