/* From a row of a staged file to a line that is settled: texts become numbers, and what a line does not
 * say, its agreement says. */
#ifndef CASHBACK_TRANSFORM_LINER_H
#define CASHBACK_TRANSFORM_LINER_H

#include "pipeline/core/table.h"
#include "stages/transform/sales.h"

/* A column's last value: lines that follow one another have most of them in common. */
struct latest {
	struct span text;
	text_id id;
};

/* Makes lines of rows that follow one another. */
struct liner {
	const struct sales *sales; /* the parties */
	struct dict *texts; /* where texts are added; NULL: they are looked up in sales->texts */
	text_id other;      /* the number of one that is not there */
	struct latest invoice, customer, reference, account, license_type, currency, agreement, sku;
};

text_id liner_text(const struct liner *liner, struct latest *latest, struct span text);
/* A line without its invoice, customer and reference. Its texts, where they are looked up, must live as
 * long as the liner. */
struct line liner_make(struct liner *liner, uint32_t file, const struct invoice_row *row);
/* Adds what is missing, and the texts that have the number `other`. */
void liner_complete(struct liner *liner, struct line *line, const struct invoice_row *row);
/* The customer, who may be the agreement's. */
struct span liner_customer(const struct liner *liner, const struct invoice_row *row,
	const struct line *line);

#endif
