/*
 * A part of cashback check: partners whose payee details, as last delivered, cannot be paid to. A
 * line on stderr for each, and no failure: settling goes on without them, and `statement export`
 * leaves their payments out.
 */
#ifndef CASHBACK_DRIVER_CHECK_PAYEES_H
#define CASHBACK_DRIVER_CHECK_PAYEES_H

#include "pipeline/edge/db.h"

/* The schema must be of this program's version. A login that may not see payees checks none. */
int check_payees(struct db *db, struct error *err);

#endif
