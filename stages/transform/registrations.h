/*
 * Registrations (rules: registrations): which account each number leads to, the state of each
 * registration, and who holds an account in a campaign.
 */
#ifndef CASHBACK_TRANSFORM_REGISTRATIONS_H
#define CASHBACK_TRANSFORM_REGISTRATIONS_H

#include "stages/transform/sales.h"

enum registration_state {
	STATE_UNKNOWN_CAMPAIGN,
	STATE_UNKNOWN_PARTNER,
	STATE_NOT_APPROVED,
	STATE_TERMS_NOT_ACCEPTED,
	STATE_REGISTERED_LATE,
	STATE_NUMBER_NOT_FOUND,
	STATE_ACCOUNT_TAKEN,
	STATE_ACTIVE,
};

extern const char *const registration_state_name[];

enum found_in { FOUND_NOWHERE, FOUND_INVOICE, FOUND_AGREEMENT };

/* What became of sales.registrations[i]. */
struct resolution {
	text_id account; /* 0: the number leads to none */
	enum found_in found_in;
	enum registration_state state;
};

/* The registration that speaks for an account in a campaign: the earliest active one, or where
 * none is active the earliest of a known partner. */
struct holder {
	uint32_t registration; /* index + 1; 0: no registration names the account */
};

struct registrations {
	struct resolution *items; /* parallel to sales.registrations */
	uint32_t *account_slot;   /* by text id: slot + 1 of an account that a registration names */
	size_t account_ids;       /* the size of account_slot: no account with a greater id is named */
	size_t slot_count;
	struct holder *holders; /* [campaign][slot] */
};

/* sales->lines need be those of the invoices that registrations name, and no others. */
void registrations_settle(struct registrations *r, const struct sales *sales);
/* Does any registration name the account? */
bool registrations_name(const struct registrations *r, text_id account);
/* Index of the speaking registration of an account, or -1. */
int64_t registrations_holder(const struct registrations *r, size_t campaign, text_id account);
void registrations_release(struct registrations *r);

#endif
