/*
 * The first look at the invoice lines: which invoices stand in more than one file, and which sales a
 * return may take back. A line that has no part in either, and that no campaign takes or excludes,
 * is only counted when it is read again; so the memory that is taken depends on what is settled, and
 * not on what was delivered.
 *
 * Its answers are filters (edge/filter.h): yes where it might be so. The exact answers are those of
 * restatement.h and returns.h.
 */
#ifndef CASHBACK_TRANSFORM_SURVEY_H
#define CASHBACK_TRANSFORM_SURVEY_H

#include "pipeline/edge/dict.h"
#include "pipeline/edge/filter.h"

struct survey {
	struct filter delivered; /* invoices of the files that were looked at */
	struct filter repeated;  /* those of them that are in another file too */
	struct filter sought;    /* what returns look for */
	uint64_t *seen;          /* the invoices of this file, by hash: not in `delivered` yet */
	size_t seen_count, seen_cap;
};

/* Room for about so many invoice lines. */
void survey_init(struct survey *survey, uint64_t lines);
/* An invoice of the file at hand, by its hash; and the end of that file. */
void survey_invoice(struct survey *survey, uint64_t invoice);
void survey_end_file(struct survey *survey);
/* What is not needed when all files were looked at. */
void survey_finish(struct survey *survey);
void survey_release(struct survey *survey);

/* What a return looks for: an invoice and a SKU, or an account's customer and a SKU; by their hashes
 * (filter_text). */
static inline uint64_t sought_by_reference(uint64_t invoice, uint64_t sku)
{
	return filter_join(invoice, sku);
}
static inline uint64_t sought_by_customer(uint64_t account, uint64_t customer, uint64_t sku)
{
	return filter_join(filter_join(customer, account), sku);
}

#endif
