/*
 * Numbers as feeds write them, in a declared style and in no other: decimal digits, the declared
 * marks and sign, and nothing else. `1e5`, `0x10`, `+3` and `1.234,56` under the wrong marks are
 * not numbers.
 */
#ifndef CASHBACK_BASE_NUMBER_H
#define CASHBACK_BASE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/base/money.h"
#include "pipeline/base/str.h"

enum negative_style {
	NEGATIVE_LEADING,     /* -12 */
	NEGATIVE_TRAILING,    /* 12- */
	NEGATIVE_PARENTHESES, /* (12) */
};

struct number_style {
	char decimal;
	char thousands[5]; /* one character of UTF-8; "": none; groups have exactly three digits */
	enum negative_style negative;
};

/* The style of campaign files and of pipeline.conf: 1234.56, -12. */
extern const struct number_style number_plain;

enum number_result {
	NUMBER_OK,
	NUMBER_NOT,   /* not a number in this style */
	NUMBER_RANGE, /* a number, but too large, or with more than 4 decimal places */
};

enum number_result number_integer(struct span text, const struct number_style *style,
	int64_t *ret_value);
enum number_result number_money(struct span text, const struct number_style *style,
	struct money *ret_value);

#endif
