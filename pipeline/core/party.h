/*
 * One side of a payment, payer or payee: whose account, which, at which bank. What a payment file
 * cannot carry is found here, before anything is written.
 */
#ifndef CASHBACK_CORE_PARTY_H
#define CASHBACK_CORE_PARTY_H

#include <stdbool.h>

#include "pipeline/core/conf.h"

/* In characters (Max34Text, Max35Text of ISO 20022; a name as SEPA has it). */
#define PARTY_NAME_MAX 70
#define PARTY_ACCOUNT_MAX 34
#define PARTY_BANK_MAX 35

/* As delivered or configured; NULL or blank: not given. */
struct party {
	const char *name, *account, *bank;
};

/* Why it can neither pay nor be paid, in words; NULL: nothing stands against it. The bank of an
 * IBAN need not be given. The caller owns it. */
char *party_fault(const struct party *party);

/* As the files have them: an IBAN without blanks and in capitals, a BIC in capitals, anything else
 * without blanks at its ends. NULL where the bank is not given. The caller owns them. */
char *party_account(const struct party *party);
char *party_bank(const struct party *party);

/* What is wrong with [payer]: EXIT_CONFIG, naming the keys. */
int party_check_payer(const struct conf *conf, struct error *err);
/* The same where it is not required: a payer that is not there at all is fine. */
int party_check_payer_given(const struct conf *conf, struct error *err);

#endif
