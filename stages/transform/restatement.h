/*
 * Re-delivery (rules: re-delivery): a line whose key stood in an earlier file replaces that line;
 * with `replaces = invoice`, an invoice in a later file replaces the whole invoice.
 *
 * The files are read from the last to the first: so the first that is seen of a line, or of an
 * invoice, is what stands, and nothing that was read is ever taken back. Only invoices that stand in
 * more than one file need be asked about (survey.h); the others stand.
 */
#ifndef CASHBACK_TRANSFORM_RESTATEMENT_H
#define CASHBACK_TRANSFORM_RESTATEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pipeline/edge/dict.h"

/* Files that contradict themselves: with `replaces = invoice` a file with a key conflict in an
 * invoice replaces nothing of it, unless no earlier file has the invoice. Zero-initialise it. */
struct disputes {
	struct dict invoices;
	struct pairs items;   /* file, invoice */
	uint32_t *first_file; /* by invoice: file + 1 of the first that delivered it */
	size_t first_cap;
};

void disputes_add(struct disputes *disputes, uint32_t file, struct span invoice);
/* This file delivers a line of the invoice: to be told of all lines before any is asked about. */
void disputes_deliver(struct disputes *disputes, uint32_t file, struct span invoice);
void disputes_release(struct disputes *disputes);

struct restatement {
	bool whole_invoices;
	const struct disputes *disputes;
	struct dict invoices;
	struct pairs keys;  /* invoice, line number: the lines that stand */
	uint32_t *standing; /* by invoice: file + 1 of the one that stands */
	size_t standing_cap;
};

void restatement_init(struct restatement *r, bool whole_invoices, const struct disputes *disputes);
/* Does this line stand? Files must come from the last to the first. */
bool restatement_stands(struct restatement *r, uint32_t file, struct span invoice, int64_t number);
void restatement_release(struct restatement *r);

#endif
