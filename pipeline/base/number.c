/* Reading numbers in a declared style. */
#include "pipeline/base/number.h"

const struct number_style number_plain = {.decimal = '.', .negative = NEGATIVE_LEADING};

typedef __int128 wide;

#define WIDE_LIMIT ((wide)INT64_MAX * MONEY_SCALE * 10)
#define SIMPLE_LENGTH 14 /* bytes: so many digits fit, also when they are scaled */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool wrapped(struct span text, char open, char close)
{
	return text.len >= 2 && text.at[0] == open && text.at[text.len - 1] == close;
}

/* Takes the sign off; true where there was one. */
static bool cut_sign(struct span *text, enum negative_style style)
{
	if (style == NEGATIVE_LEADING && text->len > 1 && text->at[0] == '-')
		*text = (struct span){text->at + 1, text->len - 1};
	else if (style == NEGATIVE_TRAILING && text->len > 1 && text->at[text->len - 1] == '-')
		*text = (struct span){text->at, text->len - 1};
	else if (style == NEGATIVE_PARENTHESES && wrapped(*text, '(', ')'))
		*text = (struct span){text->at + 1, text->len - 2};
	else
		return false;
	return true;
}

/* The same where 64 bits hold the result, as they nearly always do. */
static bool add_few_digits(struct span text, wide *value)
{
	uint64_t sum = (uint64_t)*value;

	for (size_t i = 0; i < text.len; i++) {
		if (!is_digit(text.at[i]))
			return false;
		sum = sum * 10 + (uint64_t)(text.at[i] - '0');
	}
	*value = (wide)sum;
	return true;
}

/* One or more digits; a value beyond every range saturates. */
static bool add_digits(struct span text, wide *value)
{
	if (text.len == 0)
		return false;
	if (text.len <= 9 && *value < 1000000000)
		return add_few_digits(text, value);
	for (size_t i = 0; i < text.len; i++) {
		if (!is_digit(text.at[i]))
			return false;
		if (*value < WIDE_LIMIT)
			*value = *value * 10 + (text.at[i] - '0');
	}
	return true;
}

static bool add_groups(struct span text, const char *mark, wide *value)
{
	size_t mark_length = strlen(mark);
	const char *at = text.at, *end = text.at + text.len, *found = NULL;

	if (mark_length > 0 && text.len > 0)
		found = memmem(at, text.len, mark, mark_length);
	if (!found)
		return add_digits(text, value);
	if (found - at > 3)
		return false;
	while (found) {
		if (!add_digits((struct span){at, (size_t)(found - at)}, value))
			return false;
		at = found + mark_length;
		found = memmem(at, (size_t)(end - at), mark, mark_length);
		if ((found ? found : end) - at != 3)
			return false;
	}
	return add_digits((struct span){at, (size_t)(end - at)}, value);
}

/* The digits at the beginning of text, added to a value; where they end. */
static const char *take_digits(const char *at, const char *end, uint64_t *value)
{
	uint64_t sum = *value;
	unsigned digit;

	for (; at < end && (digit = (unsigned char)*at - (unsigned)'0') <= 9; at++)
		sum = sum * 10 + digit;
	*value = sum;
	return at;
}

/* Nearly all numbers are like this: a few digits, perhaps a decimal mark between two of them, and a
 * minus before them. false: it is to be looked at more closely. ret_value has all the digits. */
static inline bool read_simple(struct span text, const struct number_style *style,
	int64_t *ret_value, size_t *ret_places)
{
	bool negative = style->negative == NEGATIVE_LEADING && text.len > 0 && text.at[0] == '-';
	const char *at = text.at + negative, *end = text.at + text.len;
	uint64_t value = 0;

	if (text.len > SIMPLE_LENGTH || is_digit(style->decimal) || is_digit(style->thousands[0]))
		return false;
	const char *mark = take_digits(at, end, &value);
	if (mark == at)
		return false;
	*ret_places = 0;
	if (mark < end) {
		*ret_places = (size_t)(end - mark) - 1;
		if (*mark != style->decimal || *ret_places == 0 ||
			take_digits(mark + 1, end, &value) != end)
			return false;
	}
	*ret_value = negative ? -(int64_t)value : (int64_t)value;
	return true;
}

enum number_result number_integer(struct span text, const struct number_style *style,
	int64_t *ret_value)
{
	size_t places;
	int64_t simple;
	wide value = 0;

	if (read_simple(text, style, &simple, &places) && places == 0) {
		*ret_value = simple;
		return NUMBER_OK;
	}
	bool negative = cut_sign(&text, style->negative);

	if (text.len == 0 || !add_groups(text, style->thousands, &value))
		return NUMBER_NOT;
	if (value > INT64_MAX)
		return NUMBER_RANGE;
	*ret_value = (int64_t)(negative ? -value : value);
	return NUMBER_OK;
}

/* The value in 1/10000 of the whole and fractional digits. */
static enum number_result scaled(struct span whole, struct span fraction,
	const struct number_style *style, wide *ret_value)
{
	wide value = 0;

	if (whole.len == 0 || !add_groups(whole, style->thousands, &value))
		return NUMBER_NOT;
	if (fraction.at && !add_digits(fraction, &value))
		return NUMBER_NOT;
	if (fraction.len > MONEY_PLACES)
		return NUMBER_RANGE;
	for (size_t i = fraction.len; i < MONEY_PLACES; i++)
		value *= 10;
	*ret_value = value;
	return NUMBER_OK;
}

enum number_result number_money(struct span text, const struct number_style *style,
	struct money *ret_value)
{
	static const int64_t scales[MONEY_PLACES + 1] = {10000, 1000, 100, 10, 1};
	size_t places;
	int64_t simple;
	wide value = 0;
	struct span whole = SPAN_NONE;

	if (read_simple(text, style, &simple, &places) && places <= MONEY_PLACES) {
		ret_value->e4 = simple * scales[places];
		return NUMBER_OK;
	}
	bool negative = cut_sign(&text, style->negative);
	struct span rest = text;

	if (text.len == 0 || !span_cut(&rest, style->decimal, &whole))
		return NUMBER_NOT;
	enum number_result result = scaled(whole, rest, style, &value);
	if (result != NUMBER_OK)
		return result;
	if (value > INT64_MAX)
		return NUMBER_RANGE;
	ret_value->e4 = (int64_t)(negative ? -value : value);
	return NUMBER_OK;
}
