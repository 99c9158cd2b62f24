/*
 * Numbers and money: what is read in a declared style is what a plain reading of its digits says;
 * written again in that style, it is read again; and arithmetic never wraps, rounds half away from
 * zero, and says so where a result does not fit.
 *
 * Input: the style (3 bytes), two amounts and a divisor (8 bytes each), places; then the text.
 */
#include "tests/fuzz/fuzz.h"

#include <inttypes.h>
#include <stdio.h>

#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"

typedef __int128 wide;

static const char decimals[] = ".,";
static const char *const thousands[] = {"", ",", ".", " ", "'", "\xC2\xA0", "\xE2\x80\xAF"};

/* The text taken apart by its marks. */
struct parts {
	bool negative;
	struct str whole;    /* digits, without marks */
	struct str fraction; /* digits */
	bool has_fraction;
};

static bool take_sign(const struct number_style *style, struct span *text)
{
	char first = text->len > 0 ? text->at[0] : '\0';
	char last = text->len > 1 ? text->at[text->len - 1] : '\0';
	bool leading = style->negative == NEGATIVE_LEADING && first == '-';
	bool trailing = style->negative == NEGATIVE_TRAILING && last == '-';
	bool both = style->negative == NEGATIVE_PARENTHESES && first == '(' && last == ')';

	text->at += leading || both;
	text->len -= (size_t)(leading + trailing + 2 * both);
	return leading || trailing || both;
}

static bool take_digits(struct span text, struct str *out)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
	str_add_span(out, text);
	return text.len > 0;
}

/* With marks, from the end: three digits and a mark, again and again. */
static bool take_whole(struct span text, const char *mark, struct str *out)
{
	size_t length = strlen(mark);

	if (length == 0 || text.len == 0 || !memmem(text.at, text.len, mark, length))
		return take_digits(text, out);
	size_t first = text.len % (3 + length);
	if (first == 0 || first > 3 || !take_digits((struct span){text.at, first}, out))
		return false;
	for (size_t at = first; at < text.len; at += 3 + length)
		if (memcmp(text.at + at, mark, length) != 0 ||
			!take_digits((struct span){text.at + at + length, 3}, out))
			return false;
	return true;
}

static bool take_apart(struct span text, const struct number_style *style, bool money,
	struct parts *ret_parts)
{
	ret_parts->negative = take_sign(style, &text);
	const char *mark = money && text.len > 0 ? memchr(text.at, style->decimal, text.len) : NULL;
	size_t whole = mark ? (size_t)(mark - text.at) : text.len;
	struct span fraction = {text.at + whole + 1, mark ? text.len - whole - 1 : 0};

	ret_parts->has_fraction = mark != NULL;
	return take_whole((struct span){text.at, whole}, style->thousands, &ret_parts->whole) &&
		(!mark || take_digits(fraction, &ret_parts->fraction));
}

/* The digits of both as one number with `places` places, where it has so many and fits. */
static enum number_result value_of(const struct parts *parts, size_t places, int64_t *ret_value)
{
	struct str digits AUTOSTR = STR_INIT;
	wide value = 0;

	if (parts->fraction.len > places)
		return NUMBER_RANGE;
	str_addf(&digits, "%s%s", str_text(&parts->whole), str_text(&parts->fraction));
	for (size_t i = parts->fraction.len; i < places; i++)
		str_add_char(&digits, '0');
	for (size_t i = 0; i < digits.len && value <= INT64_MAX; i++)
		value = value * 10 + (digits.s[i] - '0');
	if (value > INT64_MAX)
		return NUMBER_RANGE;
	*ret_value = (int64_t)(parts->negative ? -value : value);
	return NUMBER_OK;
}

static enum number_result read_plainly(struct span text, const struct number_style *style,
	bool money, int64_t *ret_value)
{
	struct parts parts = {0};
	enum number_result result = NUMBER_NOT;

	if (take_apart(text, style, money, &parts))
		result = value_of(&parts, money ? MONEY_PLACES : 0, ret_value);
	str_release(&parts.whole);
	str_release(&parts.fraction);
	return result;
}

static void put_whole(uint64_t whole, const char *mark, struct str *out)
{
	if (whole >= 1000) {
		put_whole(whole / 1000, mark, out);
		str_addf(out, "%s%03" PRIu64, mark, whole % 1000);
	} else {
		str_addf(out, "%" PRIu64, whole);
	}
}

static void put_number(int64_t value, bool money, const struct number_style *style, struct str *out)
{
	uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
	const char *open = style->negative == NEGATIVE_PARENTHESES ? "("
		: style->negative == NEGATIVE_LEADING                  ? "-"
															   : "";
	const char *close = style->negative == NEGATIVE_PARENTHESES ? ")"
		: style->negative == NEGATIVE_TRAILING                  ? "-"
																: "";

	str_add(out, value < 0 ? open : "");
	put_whole(money ? size / MONEY_SCALE : size, style->thousands, out);
	if (money)
		str_addf(out, "%c%04" PRIu64, style->decimal, size % MONEY_SCALE);
	str_add(out, value < 0 ? close : "");
}

static enum number_result read_number(struct span text, const struct number_style *style,
	bool money, int64_t *ret_value)
{
	struct money amount = {*ret_value};

	if (!money)
		return number_integer(text, style, ret_value);
	enum number_result result = number_money(text, style, &amount);
	*ret_value = amount.e4;
	return result;
}

static void read_both_ways(struct span text, const struct number_style *style, bool money)
{
	struct str again AUTOSTR = STR_INIT;
	int64_t expected = 77, got = 77, second = 0;
	enum number_result should = read_plainly(text, style, money, &expected);
	enum number_result is = read_number(text, style, money, &got);

	MUST(should == is && expected == got, "'%.*s' is read as it is written: %d, %" PRIi64
		" and not %d, %" PRIi64, SPAN_ARG(text), is, got, should, expected);
	if (is != NUMBER_OK)
		return;
	put_number(got, money, style, &again);
	is = read_number((struct span){again.s, again.len}, style, money, &second);
	MUST(is == NUMBER_OK && second == got, "written as '%s' it is the same number", again.s);
}

static bool fits(wide value)
{
	return value <= INT64_MAX && value > INT64_MIN;
}

static wide size_of(wide value)
{
	return value < 0 ? -value : value;
}

/* Is `rounded` x denominator the nearest to value, and further from zero where two are? */
static bool is_nearest(wide value, wide denominator, wide rounded)
{
	wide off = size_of(value) - size_of(rounded) * denominator;

	return 2 * off < denominator && 2 * off >= -denominator &&
		(rounded == 0 || (value < 0) == (rounded < 0));
}

static void round_amount(struct money a, int places)
{
	struct money rounded = {77};
	wide step = 1;

	for (int i = places; i < MONEY_PLACES; i++)
		step *= 10;
	if (!money_round(a, places, &rounded)) {
		MUST(size_of(a.e4) + step > INT64_MAX && rounded.e4 == 77, "only what does not fit fails");
		return;
	}
	MUST(money_has_places(rounded, places), "what is rounded has its places");
	MUST(is_nearest(a.e4, step, rounded.e4 / step), "half away from zero: %" PRIi64, a.e4);
}

static void format_amount(struct money a, int places)
{
	char text[MONEY_TEXT];
	struct money again = {0};

	money_format(a, places, text);
	const char *point = strchr(text, '.');
	size_t shown = point ? strlen(point + 1) : 0;
	MUST(number_money(span_of(text), &number_plain, &again) == NUMBER_OK && again.e4 == a.e4,
		"%s is the amount that was written", text);
	MUST(shown >= (size_t)places && (point == NULL) == (shown == 0), "%s has its places", text);
	bool shortest = shown == (size_t)places || !money_has_places(a, (int)shown - 1);
	MUST(shortest, "%s has no more places than it needs", text);
}

static void compute(struct money a, struct money b, int64_t divisor, int places)
{
	struct money got = {77};
	wide sum = (wide)a.e4 + b.e4, difference = (wide)a.e4 - b.e4, product = (wide)a.e4 * b.e4;

	MUST(money_add(a, b, &got) == fits(sum) && got.e4 == (fits(sum) ? sum : 77), "a sum");
	got.e4 = 77;
	MUST(money_subtract(a, b, &got) == fits(difference), "a difference");
	MUST(got.e4 == (fits(difference) ? difference : 77), "a difference that fits");
	got.e4 = 77;
	MUST(money_times(a, b.e4, &got) == fits(product), "a product");
	MUST(got.e4 == (fits(product) ? product : 77), "a product that fits");
	round_amount(a, places);
	format_amount(a, places);
	if (divisor > 0 && money_share(a, b.e4, divisor, &got))
		MUST(is_nearest(product, divisor, got.e4), "a share is the nearest to it");
	else if (divisor > 0)
		MUST(size_of(product) / divisor >= INT64_MAX, "only a share that does not fit fails");
}

static struct money fuzz_money(struct fuzz_input *input)
{
	struct money amount = {fuzz_number(input)};

	return money_is_none(amount) ? MONEY_ZERO : amount;
}

static void currency(struct span text)
{
	int places = currency_places(text);
	bool letters = text.len == 3;

	for (size_t i = 0; i < text.len; i++)
		letters = letters && text.at[i] >= 'A' && text.at[i] <= 'Z';
	MUST(places >= -1 && places <= MONEY_PLACES && (places < 0 || letters), "a currency's places");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = {data, size};
	struct number_style style = {.decimal = decimals[fuzz_byte(&input) % 2]};
	const char *mark = thousands[fuzz_byte(&input) % ARRAY_LEN(thousands)];

	style.negative = fuzz_byte(&input) % 3;
	if (mark[0] != style.decimal)
		memcpy(style.thousands, mark, strlen(mark) + 1);
	struct money a = fuzz_money(&input), b = fuzz_money(&input);
	int64_t divisor = fuzz_number(&input);
	compute(a, b, divisor, fuzz_byte(&input) % (MONEY_PLACES + 1));
	read_both_ways(fuzz_rest(&input), &style, false);
	read_both_ways(fuzz_rest(&input), &style, true);
	currency(fuzz_rest(&input));
	return 0;
}
