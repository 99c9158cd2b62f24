/* Following series of numbers. */
#include "stages/extract/ascent.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t prefix_of(struct span number)
{
	size_t length = 0;

	while (length < number.len && !is_digit(number.at[length]))
		length++;
	return length;
}

static bool is_of(const struct ascent_series *series, struct span number)
{
	return series->length == number.len && memcmp(series->last, number.at, series->prefix) == 0 &&
		(series->prefix == number.len || is_digit(number.at[series->prefix]));
}

static bool goes_up(struct ascent_series *series, struct span number)
{
	if (memcmp(series->last, number.at, number.len) >= 0)
		return false;
	memcpy(series->last, number.at, number.len);
	return true;
}

static bool begin_series(struct ascent *ascent, struct span number)
{
	if (ascent->count == ASCENT_SERIES || number.len > ASCENT_LENGTH)
		return false;
	struct ascent_series *series = &ascent->series[ascent->count++];
	series->length = number.len;
	series->prefix = prefix_of(number);
	memcpy(series->last, number.at, number.len);
	return true;
}

static bool take(struct ascent *ascent, struct span number)
{
	for (int i = 0; i < ascent->count; i++)
		if (is_of(&ascent->series[i], number))
			return goes_up(&ascent->series[i], number);
	return begin_series(ascent, number);
}

bool ascent_next(struct ascent *ascent, struct span number)
{
	ascent->ended = ascent->ended || !take(ascent, number);
	return !ascent->ended;
}
