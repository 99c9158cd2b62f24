/*
 * Where partners' money goes, kept in versions: a partner whose delivered payee differs from the
 * newest version in cashback.payee gets a new one. Nothing is changed or deleted, and nothing is
 * judged here: what cannot be paid is said when payments are exported.
 *
 * A partner whose columns are blank now, and were not, gets a version without details. A partner
 * who is in no file any more keeps what it has.
 */
#ifndef CASHBACK_STAGES_LOAD_PAYEES_H
#define CASHBACK_STAGES_LOAD_PAYEES_H

#include "stages/load/load.h"

/* In the transaction that posts, when the partners are there. */
int payees_keep(const struct load *load, struct error *err);

#endif
