/*
 * Skims the invoice lines of all files, from the last file to the first: pieces of them are looked
 * through in several threads, and what each piece has is taken in their order. What is taken does not
 * depend on the number of threads.
 */
#ifndef CASHBACK_TRANSFORM_SKIM_H
#define CASHBACK_TRANSFORM_SKIM_H

#include "stages/transform/staged.h"

/* Where the columns stand among a line's fields. */
struct skim_places {
	int number, date, sku, quantity;
};

/* A line as it is looked at. */
struct skim_line {
	const struct span *fields; /* all of them (table_take) */
	struct span number;        /* of its invoice, */
	uint64_t invoice;          /* and the hash of that (filter_text) */
	bool begins;               /* the line before is of another invoice, or in another piece */
	struct span sku;
	date_t date;
	int64_t quantity;
};

struct skim {
	/* Told, before they are looked at, of the fields of some lines, one line after the other: what
	 * these look-ups will read can be fetched. In any thread; NULL: nothing to do. */
	void (*expect)(const void *context, const struct span *fields, int lines);
	/* Looks at the next line of a piece, and keeps in `found`, which begins as zeros, what is to be
	 * taken. In any thread: it may change nothing else. False: a field has not its type's form. */
	bool (*look)(const void *context, void *found, const struct skim_line *line);
	/* In the caller's thread: what a piece has, before the bytes of its lines are gone; the end of a
	 * file; and what a piece has is released. */
	void (*take)(void *context, uint32_t file, void *found);
	void (*end_file)(void *context); /* NULL: nothing to do */
	void (*release)(const void *context, void *found);
	void *context;
	size_t found_size;

	struct staged_reading reading; /* where the invoices are */
	int jobs;                      /* threads */
	date_t as_of;
	int64_t lines; /* after success: all lines, */
	bool waits;    /* and whether one is dated after as_of */
};

int skim_run(struct skim *skim, struct error *err);

#endif
