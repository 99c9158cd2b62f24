/*
 * Re-delivery (rules: re-delivery): a line whose key stood in an earlier file replaces that line;
 * with `replaces = invoice`, an invoice in a later file replaces the whole invoice. Files come in
 * their order; only lines of interest are kept, but every line may take an earlier one away.
 */
#ifndef CASHBACK_TRANSFORM_RESTATEMENT_H
#define CASHBACK_TRANSFORM_RESTATEMENT_H

#include "stages/transform/sales.h"

struct restatement {
	struct sales *sales;
	bool whole_invoices;
	size_t line_cap, previous_cap;
	struct pairs keys;     /* invoice, line number: parallel to sales->lines */
	uint32_t *previous;    /* by line: index + 1 of the kept line before it of that invoice */
	uint32_t *last;        /* by invoice (text id): index + 1 of its line kept last */
	size_t last_cap;
	struct dict disputed;  /* invoices of which some file has a key conflict */
	struct pairs disputes; /* file, id in disputed */
	uint32_t *first_file;  /* by id in disputed: file + 1 of the first that delivered it */
};

void restatement_init(struct restatement *r, struct sales *sales, bool whole_invoices);
/* Before any line: this file has a key conflict in this invoice, and so replaces nothing of it. */
void restatement_dispute(struct restatement *r, uint32_t file, struct span invoice);
/* Does this file's version of the invoice count at all? */
bool restatement_admits(struct restatement *r, uint32_t file, struct span invoice);
/* Takes away what a line of this file replaces. */
void restatement_supersede(struct restatement *r, uint32_t file, struct span invoice,
	int64_t number);
/* Keeps a line. */
void restatement_place(struct restatement *r, const struct line *line);
/* Closes the gaps that superseded lines left in sales->lines. */
void restatement_finish(struct restatement *r);

#endif
