/*
 * What is settled: the restated feeds as plain arrays. Every text is a number of one dictionary;
 * 0 means blank. Everything in this folder but main, parties, intake, skim, staged and output is
 * pure computation over these arrays: no database, no clock, no file.
 */
#ifndef CASHBACK_TRANSFORM_SALES_H
#define CASHBACK_TRANSFORM_SALES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pipeline/base/date.h"
#include "pipeline/base/money.h"
#include "pipeline/core/campaign.h"
#include "pipeline/edge/dict.h"

/* Where a row came from. No file system holds a file with so many lines. */
struct origin {
	uint64_t file : 24; /* index into sales.files */
	uint64_t line : 40;
};

static inline struct origin origin_of(uint32_t file, int64_t line)
{
	return (struct origin){file & ((1U << 24) - 1), (uint64_t)line & ((UINT64_C(1) << 40) - 1)};
}

struct partner {
	text_id mpn_id, name, email, province;
	text_id payee_name, payee_account, payee_bank;
	date_t membership_start, membership_end; /* DATE_NONE: open */
};

struct agreement {
	text_id number, license_type, account, customer;
	date_t start, end; /* DATE_NONE: open */
};

struct registration {
	text_id id, campaign_id, mpn_id, number, status, terms_version;
	date_t registered_on, terms_signed_on; /* terms_signed_on: DATE_NONE where not signed */
	struct origin origin;
};

/* A line of an invoice, with what it takes from its agreement filled in. quantity > 0: a sale,
 * < 0: a return, 0: neither. Lines of which nothing comes are not kept (intake.h). */
struct line {
	text_id invoice, account, customer, license_type, sku, currency;
	text_id agreement; /* as written, known or not */
	text_id reference; /* reference_invoice */
	date_t date;
	bool carded; /* some campaign's card has its SKU */
	int64_t number, quantity;
	struct money net_amount;
	struct origin origin;
};

struct sales {
	struct dict texts;
	uint32_t *rank; /* of texts, by bytes; made when everything is read */
	date_t as_of;
	bool waits; /* some row or signature is dated after it */
	text_id currency; /* the pipeline's */

	struct partner *partners;
	size_t partner_count;
	struct agreement *agreements;
	size_t agreement_count;
	struct registration *registrations; /* in order of registered_on, registration_id */
	size_t registration_count;
	struct line *lines;
	size_t line_count;
	struct span *files; /* names */
	size_t file_count;

	size_t party_ids;       /* the texts there were when the parties were read: the size of both: */
	uint32_t *partner_of;   /* by text id: index + 1 of the partner with that MPN ID, 0: none */
	uint32_t *agreement_of; /* by text id: index + 1 of the agreement with that number, 0: none */

	const struct campaign *campaigns;
	size_t campaign_count;
};

/* Lines that are looked at in another order than they have in memory cost mostly the waiting for them:
 * a loop asks for one so many turns before. */
#define LINES_AHEAD 16
static inline void sales_fetch_line(const struct sales *sales, uint32_t line)
{
	const char *at = (const char *)&sales->lines[line];

	__builtin_prefetch(at);
	__builtin_prefetch(at + sizeof(struct line) - 1);
}

/* Has this date come? What is dated after the as-of does not exist for the run. */
static inline bool sales_date_has_come(struct sales *sales, date_t date)
{
	sales->waits |= date > sales->as_of;
	return date <= sales->as_of;
}

static inline struct span sales_text(const struct sales *sales, text_id id)
{
	return dict_text(&sales->texts, id);
}

static inline const struct partner *sales_partner(const struct sales *sales, text_id mpn_id)
{
	uint32_t found = mpn_id && mpn_id < sales->party_ids ? sales->partner_of[mpn_id] : 0;

	return found ? &sales->partners[found - 1] : NULL;
}

static inline const struct agreement *sales_agreement(const struct sales *sales, text_id number)
{
	uint32_t found = number && number < sales->party_ids ? sales->agreement_of[number] : 0;

	return found ? &sales->agreements[found - 1] : NULL;
}

/* Below, at or above 0, as qsort has it. */
static inline int number_order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* Order within a day and over days: date, invoice number (bytes), line number. */
int line_order(const struct sales *sales, const struct line *a, const struct line *b);

/* Sorts partners and registrations and makes the look-ups, when all parties are read. */
void sales_finish_parties(struct sales *sales);
/* In order of registered_on, registration_id; sales_finish_parties does it too. */
void sales_sort_registrations(struct sales *sales);
/* Ranks, when the lines are there too. */
void sales_finish(struct sales *sales);
void sales_release(struct sales *sales);

#endif
