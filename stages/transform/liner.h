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

/* Some of the texts, which are found sooner among few. */
struct few_texts {
	struct dict texts;
	text_id *ids; /* by number in texts: the number among all */
	size_t cap;
};

/* Makes lines of rows that follow one another. */
struct liner {
	const struct sales *sales; /* the parties */
	struct dict *texts; /* where texts are added; NULL: they are looked up in sales->texts */
	text_id other;      /* the number of one that is not there */
	const struct few_texts *accounts; /* NULL, or where accounts of rows are looked up: any other is
										 `other` */
	struct latest invoice, customer, reference, account, license_type, currency, agreement, sku;
};

/* A line without its invoice, customer and reference. Its texts, where they are looked up, must live as
 * long as the liner. */
struct line liner_make(struct liner *liner, uint32_t file, const struct invoice_row *row);
/* Adds what is missing, and the texts that have the number `other`. */
void liner_complete(struct liner *liner, struct line *line, const struct invoice_row *row);
/* What returns look for sales by: the customer of an account, each of which may be the agreement's; blank
 * where one of them is. */
struct account_customer {
	struct span account, customer;
};

struct account_customer liner_customer(const struct liner *liner, const struct invoice_row *row,
	const struct line *line);

void few_texts_add(struct few_texts *few, const struct dict *all, text_id id);
void few_texts_release(struct few_texts *few);

#endif
