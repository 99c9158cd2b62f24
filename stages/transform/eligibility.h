/*
 * Which sales count (rules: eligibility). For every sale in a campaign's window whose SKU is on
 * its card, the first rule that applies decides. Three reasons are only counted, because nobody
 * may read an account's sales by merely claiming it; the others are kept line by line.
 */
#ifndef CASHBACK_TRANSFORM_ELIGIBILITY_H
#define CASHBACK_TRANSFORM_ELIGIBILITY_H

#include "stages/transform/cards.h"
#include "stages/transform/registrations.h"
#include "stages/transform/sales.h"

/* In the order in which they are asked. */
enum reason {
	REASON_NO_RESELLER,
	REASON_NOT_REGISTERED,
	REASON_NOT_APPROVED, /* this and the next two: the state of the registration */
	REASON_TERMS_NOT_ACCEPTED,
	REASON_REGISTERED_LATE,
	REASON_ACCOUNT_TAKEN,
	REASON_MEMBERSHIP_INACTIVE,
	REASON_BEFORE_REGISTRATION,
	REASON_AGREEMENT_UNKNOWN,
	REASON_AGREEMENT_INACTIVE,
	REASON_LICENSE_TYPE,
	REASON_CURRENCY,
	REASON_STACKING,
	REASON_LATE_RETURN, /* not of a sale: a return after the campaign's deadline */
	REASON_NONE,        /* the sale counts */
};

extern const char *const reason_name[];

/* The reasons below this one are only counted. */
#define COUNTED_REASONS 3

/* A sale that counts in a campaign. */
struct claim {
	uint32_t sale;    /* line */
	uint32_t partner; /* index into sales.partners */
	uint32_t entry;   /* index into the campaign's card entries */
};

struct claims {
	struct claim *items;
	size_t count, cap;
};

/* Begins as a result does (results.h). */
struct exclusion {
	uint32_t line, partner;
	uint32_t campaign;
	enum reason reason;
	date_t date;
	int64_t quantity;
};

struct exclusions {
	struct exclusion *items;
	size_t count, cap;
};

struct counted {
	int64_t lines, quantity;
};

struct eligibility {
	struct claims *claims; /* by campaign */
	struct exclusions exclusions;
	struct counted *counted; /* [campaign][COUNTED_REASONS] */
	struct answer *answers;  /* of the campaigns that were asked last: room for one each */
};

/* One sale before one campaign: what the rules look at. */
struct question {
	const struct sales *sales;
	const struct campaign *campaign;
	const struct line *sale;
	const struct registration *registration; /* NULL: nobody speaks for the account */
	const struct resolution *resolution;
	const struct partner *partner;
};

struct question eligibility_question(const struct sales *sales,
	const struct registrations *registrations, const struct line *sale, size_t campaign);
/* Does the rule of this reason (before REASON_STACKING) stand against the sale? The rules before
 * it must have been asked. */
bool eligibility_applies(enum reason reason, const struct question *question);
/* Stacking: the campaign of the same group, with a lower priority number, that takes the sale
 * too; NULL: none. */
const struct campaign *eligibility_stacked(const struct sales *sales, const struct cards *cards,
	const struct registrations *registrations, const struct line *sale, size_t campaign);

void eligibility_init(struct eligibility *e, const struct sales *sales);
/* Asks the campaigns whose cards have its SKU about one line, which is (or will be)
 * sales->lines[index]. True where it is named by what came of it: it counts somewhere, or is an
 * exclusion. Where it is only counted, or is no sale, nobody asks for it again. */
bool eligibility_ask(struct eligibility *e, const struct sales *sales, struct candidates list,
	const struct registrations *registrations, const struct line *line, uint32_t index);
/* Adds what was found of other lines, whose line 0 is line `first` here. */
void eligibility_absorb(struct eligibility *e, const struct eligibility *found,
	size_t campaign_count, uint32_t first);
void eligibility_release(struct eligibility *e, size_t campaign_count);

#endif
