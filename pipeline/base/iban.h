/*
 * Numbers of bank accounts and of banks, as far as they can be checked by themselves: an IBAN by
 * its check digits and its country's length (ISO 13616), a BIC by its form (ISO 9362). Whether the
 * account is there, and whose it is, only its bank can say.
 */
#ifndef CASHBACK_BASE_IBAN_H
#define CASHBACK_BASE_IBAN_H

#include <stdbool.h>

#include "pipeline/base/str.h"

/* An account that begins with two letters and two digits is an IBAN, and no other is. Blanks
 * within do not count, and small letters are as good as capital ones. */
bool iban_begins(struct span account);
/* What is wrong with it, in words that follow "the account"; NULL: nothing. */
const char *iban_fault(struct span account);
/* An IBAN without its blanks, in capital letters; another account without blanks at its ends. The
 * caller owns it. */
char *account_normal(struct span account);

/* 8 or 11 characters: bank, country, place, and maybe a branch. */
bool bic_valid(struct span bank);

#endif
