/*
 * Calendar dates: days since 1970-01-01 in the proleptic Gregorian calendar. No time of day, no
 * time zone, no clock: a business date is a date.
 */
#ifndef CASHBACK_BASE_DATE_H
#define CASHBACK_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/base/str.h"

typedef int32_t date_t;

/* A blank date. Ranges that are open on a side hold DATE_MIN or DATE_MAX there. */
#define DATE_NONE INT32_MIN
#define DATE_MIN (INT32_MIN + 1)
#define DATE_MAX INT32_MAX

#define DATE_TEXT 16 /* room for "2026-07-03" and its NUL */

date_t date_from_civil(int year, int month, int day);
void date_to_civil(date_t date, int *ret_year, int *ret_month, int *ret_day);
bool date_valid_civil(int year, int month, int day);

/* ISO 8601 extended, exactly YYYY-MM-DD, years 0001 to 9999. */
bool date_parse_iso(struct span text, date_t *ret_date);

/* By a strptime(3) format; a time of day that it reads is dropped. The whole text must be used. */
bool date_parse(struct span text, const char *format, date_t *ret_date);

/* Whether a strptime(3) format names a year, a month and a day, and no seconds since 1970, which are
 * another day in another time zone. Nobody may use another one. */
bool date_format_complete(const char *format);

/* Writes YYYY-MM-DD into text and returns it; "" for DATE_NONE. */
const char *date_format(date_t date, char text[DATE_TEXT]);

/* Months and calendar quarters, numbered so that later ones are greater. */
int date_month(date_t date);
int date_quarter(date_t date);
/* The last day of the date's month. */
date_t date_month_end(date_t date);

static inline bool date_within(date_t date, date_t from, date_t to)
{
	return date >= from && date <= to;
}

#endif
