/* Days and civil dates. The conversion is Howard Hinnant's "days_from_civil" arithmetic:
 * years begin in March, so that the leap day is the last of its year. */
#include "pipeline/base/date.h"

#include <stdio.h>
#include <time.h>

#define DAYS_PER_ERA 146097 /* 400 years */
#define EPOCH_SHIFT 719468  /* from 0000-03-01 to 1970-01-01 */

date_t date_from_civil(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = (y >= 0 ? y : y - 399) / 400;
	int year_of_era = y - era * 400;
	int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * DAYS_PER_ERA + day_of_era - EPOCH_SHIFT;
}

void date_to_civil(date_t date, int *ret_year, int *ret_month, int *ret_day)
{
	int64_t shifted = (int64_t)date + EPOCH_SHIFT; /* a damaged file can hold any date */
	int era = (int)((shifted >= 0 ? shifted : shifted - (DAYS_PER_ERA - 1)) / DAYS_PER_ERA);
	int doe = (int)(shifted - (int64_t)era * DAYS_PER_ERA);
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / (DAYS_PER_ERA - 1)) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int mp = (5 * doy + 2) / 153;

	*ret_day = doy - (153 * mp + 2) / 5 + 1;
	*ret_month = mp < 10 ? mp + 3 : mp - 9;
	*ret_year = yoe + era * 400 + (*ret_month <= 2);
}

bool date_valid_civil(int year, int month, int day)
{
	int y, m, d;

	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31)
		return false;
	if (day <= 28)
		return true;
	date_to_civil(date_from_civil(year, month, day), &y, &m, &d);
	return y == year && m == month && d == day;
}

static bool digits(const char *at, int count, int *ret_value)
{
	int value = 0;

	for (int i = 0; i < count; i++) {
		if (at[i] < '0' || at[i] > '9')
			return false;
		value = value * 10 + (at[i] - '0');
	}
	*ret_value = value;
	return true;
}

bool date_parse_iso(struct span text, date_t *ret_date)
{
	int year, month, day;

	if (text.len != 10 || text.at[4] != '-' || text.at[7] != '-')
		return false;
	if (!digits(text.at, 4, &year) || !digits(text.at + 5, 2, &month) ||
		!digits(text.at + 8, 2, &day))
		return false;
	if (!date_valid_civil(year, month, day))
		return false;
	*ret_date = date_from_civil(year, month, day);
	return true;
}

bool date_parse(struct span text, const char *format, date_t *ret_date)
{
	char copy[64];
	struct tm tm = {.tm_mday = 0, .tm_mon = -1, .tm_year = INT32_MIN / 2};

	if (strcmp(format, "%Y-%m-%d") == 0)
		return date_parse_iso(text, ret_date);
	if (text.len == 0 || text.len >= sizeof(copy) || memchr(text.at, '\0', text.len))
		return false;
	memcpy(copy, text.at, text.len);
	copy[text.len] = '\0';
	const char *end = strptime(copy, format, &tm);
	if (!end || *end != '\0')
		return false;
	/* strptime takes 26 for %Y as the year 26: no business date lies there. By %s it reads years
	 * that no int holds once 1900 is added. */
	if (tm.tm_year < 1000 - 1900 || tm.tm_year > 9999 - 1900 ||
		!date_valid_civil(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday))
		return false;
	*ret_date = date_from_civil(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
	return true;
}

bool date_format_complete(const char *format)
{
	bool year = false, month = false, day = false;

	for (const char *at = strchr(format, '%'); at; at = strchr(at, '%')) {
		at++;
		at += strspn(at, "EO-_0123456789");
		if (*at == '\0' || *at == 's') /* seconds are another day in another time zone */
			return false;
		year |= strchr("YyFDcx", *at) != NULL;
		month |= strchr("mbBhjFDcx", *at) != NULL;
		day |= strchr("dejFDcx", *at) != NULL;
		at++; /* also behind %%, which is no directive's beginning */
	}
	return year && month && day;
}

const char *date_format(date_t date, char text[DATE_TEXT])
{
	int year, month, day;

	text[0] = '\0';
	if (date == DATE_NONE)
		return text;
	date_to_civil(date, &year, &month, &day);
	snprintf(text, DATE_TEXT, "%04d-%02d-%02d", year % 10000, month % 100, day % 100);
	return text;
}

int date_month(date_t date)
{
	int year, month, day;

	date_to_civil(date, &year, &month, &day);
	return year * 12 + month - 1;
}

int date_quarter(date_t date)
{
	return date_month(date) / 3;
}

date_t date_month_end(date_t date)
{
	int next = date_month(date) + 1;

	return date_from_civil(next / 12, next % 12 + 1, 1) - 1;
}
