/*
 * Skims the invoice lines of all files, from the last file to the first: every line is glanced at, in
 * several threads, and the few that are wanted come, as rows and in their order, to who asked. What is
 * handed on does not depend on the number of threads.
 */
#ifndef CASHBACK_TRANSFORM_SKIM_H
#define CASHBACK_TRANSFORM_SKIM_H

#include "stages/transform/staged.h"

/* What a glance at a line sees. */
struct glance {
	struct span sku;
	date_t date;
	int64_t quantity;
};

/* A line that is wanted. Its texts live until `take` returns. */
struct skimmed {
	struct invoice_row row;
	uint64_t invoice; /* the hash of its number (filter_text) */
};

struct skim {
	/* Are all lines of this invoice wanted? And this line of another one? In any thread: they may
	 * change nothing. */
	bool (*wants_invoice)(const void *context, struct span number, uint64_t hash);
	bool (*wants_line)(const void *context, const struct glance *glance);
	/* In the caller's thread: an invoice (again, where its lines do not stand together; NULL: nobody
	 * asks), a line that is wanted, and the end of a file (NULL as well). All invoices of some lines
	 * come before the first of these lines. */
	void (*invoice)(void *context, uint64_t hash);
	void (*take)(void *context, uint32_t file, const struct skimmed *line);
	void (*end_file)(void *context);
	void *context;

	struct staged_reading reading; /* of invoices: where they are, and the columns of the rows */
	int jobs;
	date_t as_of;
	int64_t lines; /* after success: all lines; */
	bool waits;    /* and whether one is dated after as_of */
};

int skim_run(struct skim *skim, struct error *err);

#endif
