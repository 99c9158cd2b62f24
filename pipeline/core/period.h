/*
 * A period that statements are closed for: a month (2026-09) or a calendar quarter (2026-Q3). The
 * name is as people write it and as the database keeps it.
 */
#ifndef CASHBACK_CORE_PERIOD_H
#define CASHBACK_CORE_PERIOD_H

#include "pipeline/base/date.h"
#include "pipeline/base/error.h"

#define PERIOD_TEXT 8 /* room for "2026-09" and its NUL */

struct period {
	char name[PERIOD_TEXT];
	date_t starts, ends; /* both days belong to it */
};

/* Exactly YYYY-MM or YYYY-QN; false for anything else. */
bool period_parse(const char *text, struct period *ret_period);
/* The same; EXIT_USAGE, with a hint, for anything else. */
int period_read(const char *text, struct period *ret_period, struct error *err);

#endif
