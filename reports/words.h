/*
 * Codes of the engine in plain words: a table of code and sentence, and sentences with names in
 * braces that stand for values. {name} is the value as it is, {name:day} a date as people write
 * it (3 July 2026), {name:amount} a decimal number with its thousands apart and the places of
 * the value `currency`, two without one (1,234.50). A value
 * that is missing leaves nothing behind.
 */
#ifndef CASHBACK_REPORTS_WORDS_H
#define CASHBACK_REPORTS_WORDS_H

#include "pipeline/base/str.h"

/* The last row of a table has the code NULL. */
struct words {
	const char *code, *sentence;
};

/* The code itself where the table does not know it; "" for NULL. */
const char *words_find(const struct words *table, const char *code);

/* The value of a name; NULL: there is none. */
typedef const char *(*words_lookup)(const void *context, struct span name);

/* Appends the sentence with its values. */
void words_fill(struct str *out, const char *sentence, words_lookup lookup, const void *context);

/* A date, YYYY-MM-DD, as people write it; any other text as it is. */
void words_add_day(struct str *out, const char *iso);
/* A decimal number with its thousands apart, a real minus sign, and at least so many places. */
void words_add_amount(struct str *out, const char *decimal, int places);

extern const struct words words_reason[];       /* why sales did not count, in a few words */
extern const struct words words_registration[]; /* the state of a registration */
extern const struct words words_next_step[];    /* what to do where it is not active */
extern const struct words words_found_in[];     /* how a registration's account was found */
extern const struct words words_kind[];         /* kinds of campaign */
extern const struct words words_counted[];      /* sales that are only counted, to finance */
extern const struct words words_quarantine[];   /* why a row was rejected, to finance */
extern const struct words words_part[];         /* how a posting stands on a statement */
extern const struct words words_outcome[];      /* what becomes of a statement's balance */
extern const struct words words_adjustment[];   /* why a posting came later */
extern const struct words words_open[];         /* why an open balance is not paid, to finance */
extern const struct words words_totals[];       /* how many partners are paid */
extern const struct words words_taken[];        /* what a business date took in */
extern const struct words words_attention[];    /* kinds of what needs attention */
extern const struct words words_exception[];    /* why something is an exception */


/* words_terms.c: how campaigns count and pay, to partners */
extern const struct words words_not_paid[];  /* why a sale did not count, or was paid less */
extern const struct words words_paid_at[];   /* the rate or tier of a line */
extern const struct words words_counts[];    /* what thresholds count */
extern const struct words words_next_tier[]; /* what it takes to the next tier */
extern const struct words words_term[];      /* what a term of a campaign is about */
extern const struct words words_term_says[]; /* what it says */
extern const struct words words_card[];      /* kinds of rows of a card */

#endif
