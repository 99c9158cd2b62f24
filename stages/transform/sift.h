/*
 * The second look at the invoice lines: of which of them does something come? Each line that stands
 * is shown to `asked`, and kept where that says so, where a return may take it back, or where its
 * invoice is watched. Lines are sifted in several threads, against the texts that the parties have;
 * what is kept is then completed, in the order of the lines, with texts of its own.
 */
#ifndef CASHBACK_TRANSFORM_SIFT_H
#define CASHBACK_TRANSFORM_SIFT_H

#include "stages/transform/cards.h"
#include "stages/transform/eligibility.h"
#include "stages/transform/restatement.h"
#include "stages/transform/sales.h"
#include "stages/transform/skim.h"
#include "stages/transform/survey.h"

/* Told of a line, without its invoice, customer and reference, and of the card entries that take its
 * SKU: is it to be kept? What comes of it goes into `found`, where the line has number `index`. In any
 * thread; `sales` has the parties, and no lines. */
struct asked {
	bool (*keep)(const struct registrations *registrations, const struct sales *sales,
		struct eligibility *found, struct candidates list, const struct line *line, uint32_t index);
	const struct registrations *registrations; /* an account that none names is known by none */
	struct eligibility *all; /* gets what was found, with the numbers that the lines have in sales */
};

struct sift {
	struct sales *sales; /* gets the lines that are kept */
	const struct cards *cards;
	const struct survey *survey;
	struct span watched; /* an invoice; SPAN_NONE: none */
	const struct asked *asked;
	struct restatement *restatement;
	struct staged_reading reading;
	int jobs;
};

int sift_lines(struct sift *sift, struct error *err);

#endif
