/* Rounding on the digits as they stand, without a double. */
#include "reports/cell_number.h"

#include <stdbool.h>
#include <string.h>

#define DIGITS 15 /* what a spreadsheet shows; libxlsxwriter writes one more */
#define NUMBER_MAX 64

/* The digits of a plain decimal number, behind a 0 that a carry may use. */
struct decimal {
	char digits[NUMBER_MAX];
	int count, point; /* the point stands before digits[point] */
	bool negative;
};

static bool decimal_parse(struct decimal *d, struct span text)
{
	*d = (struct decimal){.digits = "0", .count = 1, .point = -1};
	d->negative = text.len > 0 && text.at[0] == '-';
	for (size_t i = d->negative; i < text.len; i++) {
		char c = text.at[i];
		if (c == '.' && d->point < 0)
			d->point = d->count;
		else if (c >= '0' && c <= '9' && d->count < NUMBER_MAX)
			d->digits[d->count++] = c;
		else
			return false;
	}
	if (d->point < 0)
		d->point = d->count;
	return d->count > 1;
}

static void decimal_round(struct decimal *d)
{
	int first = 0;

	while (first < d->count && d->digits[first] == '0')
		first++;
	if (d->count - first <= DIGITS)
		return;
	int at = first + DIGITS;
	bool carry = d->digits[at] >= '5';
	memset(d->digits + at, '0', (size_t)(d->count - at));
	while (carry && --at >= 0) {
		carry = d->digits[at] == '9';
		d->digits[at] = carry ? '0' : (char)(d->digits[at] + 1);
	}
}

static void write(const struct decimal *d, struct str *out)
{
	int first = 0, last = d->count;

	while (first < d->point - 1 && d->digits[first] == '0')
		first++;
	while (last > d->point && d->digits[last - 1] == '0')
		last--;
	if (d->negative)
		str_add_char(out, '-');
	str_add_bytes(out, d->digits + first, (size_t)(d->point - first));
	if (last > d->point) {
		str_add_char(out, '.');
		str_add_bytes(out, d->digits + d->point, (size_t)(last - d->point));
	}
}

/* Most numbers are short, and nothing has to be done about them. */
static bool is_plain(struct span text)
{
	size_t i = text.len > 0 && text.at[0] == '-', first = i;

	if (text.len - first == 0 || text.len - first > DIGITS)
		return false;
	for (; i < text.len; i++)
		if (text.at[i] < '0' || text.at[i] > '9')
			break;
	if (text.at[first] == '0' && i - first > 1)
		return false;
	if (i == text.len)
		return true;
	if (text.at[i] != '.' || i == first)
		return false;
	while (++i < text.len && text.at[i] >= '0' && text.at[i] <= '9')
		;
	return i == text.len && text.at[i - 1] != '0' && text.at[i - 1] != '.';
}

void cell_number_add(struct str *out, struct span text)
{
	struct decimal d;

	if (is_plain(text) || !decimal_parse(&d, text)) {
		str_add_span(out, text);
		return;
	}
	decimal_round(&d);
	write(&d, out);
}
