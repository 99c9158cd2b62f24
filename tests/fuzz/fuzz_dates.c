/*
 * Dates: days and civil dates lead to each other for every 32-bit number; a text is a date only
 * where a calendar has it; and a date written in a format is read back as the same date.
 *
 * Input: a day (4 of 8 bytes), which format (beyond the list: the text itself up to a bar, as
 * pipeline.conf could have it); then the text.
 */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <time.h>

#include "pipeline/base/date.h"
#include "pipeline/base/mem.h"

/* Formats that strftime writes and strptime reads without a loss, for years with four digits. */
static const char *const formats[] = {"%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%Y%m%d", "%d %b %Y",
	"%A, %d %B %Y", "%F", "%Y-%j", "%d/%m/%Y %H:%M:%S", "%FT%T", "%Y %m %e"};

static int days_of(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return month == 2 && leap ? 29 : days[month - 1];
}

static void look_at_day(date_t date)
{
	int year, month, day;

	date_to_civil(date, &year, &month, &day);
	MUST(month >= 1 && month <= 12 && day >= 1 && day <= days_of(year, month),
		"day %d is in the calendar: %d-%d-%d", date, year, month, day);
	MUST(date_month(date) == year * 12 + month - 1, "months are numbered");
	MUST(date_quarter(date) == date_month(date) / 3, "quarters are numbered");
	if (year < -200000 || year > 200000)
		return;
	MUST(date_from_civil(year, month, day) == date, "day %d comes back", date);
	MUST(date_valid_civil(year, month, day) == (year >= 1 && year <= 9999), "years have 4 digits");
	bool last = day == days_of(year, month);
	bool december = last && month == 12;
	date_t next = date_from_civil(december ? year + 1 : year, !last ? month : month % 12 + 1,
		last ? 1 : day + 1);
	MUST(next == date + 1, "the next day is the next number");
}

/* The text of an ISO date, taken apart plainly. */
static bool read_iso(struct span text, date_t *ret_date)
{
	int part[3] = {0}, at = 0;

	if (text.len != 10)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		bool dash = i == 4 || i == 7;
		if (dash ? text.at[i] != '-' : (text.at[i] < '0' || text.at[i] > '9'))
			return false;
		at += dash;
		part[at] = dash ? 0 : part[at] * 10 + (text.at[i] - '0');
	}
	if (part[0] < 1 || part[1] < 1 || part[1] > 12 || part[2] < 1 ||
		part[2] > days_of(part[0], part[1]))
		return false;
	*ret_date = date_from_civil(part[0], part[1], part[2]);
	return true;
}

static void look_at_iso(struct span text)
{
	date_t expected = 77, got = 77;
	char written[DATE_TEXT];

	bool should = read_iso(text, &expected);
	MUST(date_parse_iso(text, &got) == should && got == expected, "'%.*s' is read as it is",
		SPAN_ARG(text));
	if (should)
		MUST(span_is(text, date_format(got, written)), "%s is written as it was read", written);
}

/* A format that is not written here cannot be checked by the compiler. */
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static void write_and_read(date_t date, const char *format)
{
	struct tm tm = {0};
	char text[128];
	date_t again = 77;

	date_to_civil(date, &tm.tm_year, &tm.tm_mon, &tm.tm_mday);
	tm.tm_yday = date - date_from_civil(tm.tm_year, 1, 1);
	tm.tm_wday = (int)(((int64_t)date % 7 + 11) % 7);
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	size_t length = strftime(text, sizeof(text), format, &tm);
	MUST(date_parse((struct span){text, length}, format, &again) && again == date,
		"%s is read by '%s' as day %d", text, format, date);
}

static void read_text(struct span text, const char *format)
{
	const date_t no_date = DATE_MIN;
	date_t first = no_date, second = no_date;
	int year, month, day;
	bool iso = strcmp(format, formats[0]) == 0;
	bool read = date_parse(text, format, &first);

	MUST(date_parse(text, format, &second) == read && first == second, "a text has one reading");
	MUST(read || first == no_date, "a text that is no date leaves the result alone");
	if (!read)
		return;
	date_to_civil(first, &year, &month, &day);
	MUST(date_valid_civil(year, month, day) && (iso || year >= 1000),
		"what is read is a business date");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = {data, size};
	date_t date = (date_t)((uint64_t)fuzz_number(&input) >> 32);
	const date_t year_1000 = -354285, year_9999 = 2932896;
	size_t choice = fuzz_byte(&input) % (ARRAY_LEN(formats) + 4);
	struct span text = fuzz_rest(&input), own = SPAN_NONE;

	look_at_day(date);
	look_at_iso(text);
	if (choice < ARRAY_LEN(formats)) {
		MUST(date_format_complete(formats[choice]), "'%s' names a whole date", formats[choice]);
		date_t usual = year_1000 + (date_t)((uint32_t)date % (uint32_t)(year_9999 - year_1000));
		write_and_read(usual, formats[choice]);
		read_text(text, formats[choice]);
		return 0;
	}
	span_cut(&text, '|', &own);
	char *format AUTOFREE = mem_strndup(own.at, own.len);
	read_text(text.at ? text : SPAN_NONE, format);
	return 0;
}
