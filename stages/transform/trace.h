/*
 * The trace of one line in one campaign: each rule of eligibility that was asked, with the values
 * that were compared, up to the one that decided. Same rules, same order, same code as the
 * settlement (eligibility.h); this adds the words.
 */
#ifndef CASHBACK_TRANSFORM_TRACE_H
#define CASHBACK_TRANSFORM_TRACE_H

#include "stages/transform/transform.h"

struct trace_step {
	const char *rule; /* e.g. membership-inactive */
	bool applies;     /* it stands against the sale, and decides */
	char *compared;   /* e.g. "sale 2026-07-03, registered 2026-07-10" */
};

struct trace {
	struct question question;
	const struct candidate *candidate; /* the card entry in force */
	struct trace_step *steps;
	size_t count, cap;
	enum reason reason; /* REASON_NONE: the sale counts */
};

/* False where the campaign does not look at the line at all: its SKU has no card entry in force,
 * or its date is outside the campaign's window. */
bool trace_sale(struct trace *trace, struct transform *t, const struct line *sale, size_t campaign);
void trace_release(struct trace *trace);

#endif
