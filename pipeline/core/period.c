/* Months and quarters. It knows no clock: which period is meant is always said. */
#include "pipeline/core/period.h"

#include <string.h>

#define MONTHS 12

/* The first day of a month; month 13 is January of the next year. */
static date_t first_of(int year, int month)
{
	return month > MONTHS ? date_from_civil(year + 1, 1, 1) : date_from_civil(year, month, 1);
}

/* The value of `count` decimal digits; -1: they are not. */
static int digits(const char *text, int count)
{
	int value = 0;

	for (int i = 0; i < count; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		value = value * 10 + (text[i] - '0');
	}
	return value;
}

bool period_parse(const char *text, struct period *ret_period)
{
	bool quarter = strlen(text) == strlen("2026-Q3") && text[5] == 'Q';
	int months = quarter ? 3 : 1;

	if (strlen(text) != strlen("2026-09") || text[4] != '-')
		return false;
	int year = digits(text, 4), number = quarter ? digits(text + 6, 1) : digits(text + 5, 2);
	if (year < 1 || number < 1 || number > MONTHS / months)
		return false;
	int month = (number - 1) * months + 1;
	*ret_period = (struct period){
		.starts = first_of(year, month),
		.ends = first_of(year, month + months) - 1,
	};
	memcpy(ret_period->name, text, PERIOD_TEXT);
	return true;
}

int period_read(const char *text, struct period *ret_period, struct error *err)
{
	if (period_parse(text, ret_period))
		return 0;
	error_set(err, EXIT_USAGE, "'%s' is not a period", text);
	return error_hint(err, "a period is a month such as 2026-09, or a quarter such as 2026-Q3");
}
