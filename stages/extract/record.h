/*
 * One record of a feed file becomes one row of the feed, or a rejection: the first fault in the
 * order of the header. Blank line numbers and net amounts of invoices are filled in here (rules:
 * the feeds).
 */
#ifndef CASHBACK_STAGES_EXTRACT_RECORD_H
#define CASHBACK_STAGES_EXTRACT_RECORD_H

#include "pipeline/core/dialect.h"
#include "pipeline/edge/csvin.h"
#include "stages/extract/ordinals.h"

union feed_row {
	struct partner_row partner;
	struct agreement_row agreement;
	struct invoice_row invoice;
	struct registration_row registration;
};

struct record {
	union feed_row row;
	enum reject reject;  /* REJECT_NONE: the row is good */
	const char *column;  /* of the fault; NULL: the whole record's */
	struct span value;   /* the faulty cell, as delivered */
	int64_t ordinal;     /* where it is needed: which line of its invoice; 0: cannot be told */
	bool ordinal_needed; /* its line number is blank in the file */
	struct money amount; /* invoices: its net amount; MONEY_NONE: cannot be told */
};

struct record_reader {
	const struct dialect *dialect;
	struct dialect_columns columns;
	struct ordinals *ordinals; /* of invoices; NULL: lines without a number do not get one */
	struct dialect_memory memory;
	int line_field;            /* the field line_number of invoices; -1: another feed */
};

/* Takes over `columns`. `ordinals` are the caller's to set. */
void record_reader_init(struct record_reader *reader, const struct dialect *dialect,
	const struct dialect_columns *columns);
void record_reader_release(struct record_reader *reader);

/* What ret_record points to lives until the next call, and while the csvin record does. */
void record_read(struct record_reader *reader, const struct csvin_record *from,
	struct record *ret_record);
/* The row's first key value, where it could be read. */
struct span record_key(const struct record_reader *reader, const struct record *record);

#endif
