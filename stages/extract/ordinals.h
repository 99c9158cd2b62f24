/*
 * The ordinal of a line within its invoice, for lines without a number: how many lines of the
 * invoice there are up to it in the file, rejected ones too.
 *
 * The lines of an invoice mostly stand together. So the first reading counts within such a group as
 * if it were the whole invoice, and writes a hash of each group's invoice to a file; that file is
 * looked through in the end, unless the invoices' numbers went up (ascent.h). Where a hash comes
 * twice, and lines had no number, the file is read again, only to count its lines invoice by
 * invoice, and once more with the ordinals so found.
 *
 * All this stands in files without a name. Memory is needed for an index of the invoices
 * (edge/keyindex.h), and only while lines are counted so.
 */
#ifndef CASHBACK_STAGES_EXTRACT_ORDINALS_H
#define CASHBACK_STAGES_EXTRACT_ORDINALS_H

#include <stdio.h>

#include "pipeline/base/error.h"
#include "pipeline/base/str.h"
#include "pipeline/edge/keyindex.h"
#include "stages/extract/ascent.h"

enum ordinals_way {
	ORDINALS_BY_GROUP,   /* the first reading */
	ORDINALS_BY_INVOICE, /* counts, and nothing else */
	ORDINALS_KNOWN,      /* gives what was counted */
};

struct ordinals {
	enum ordinals_way way;
	const char *folder; /* for the files; NULL: groups are taken for invoices, unchecked */
	int failed_errno;   /* of the first failure of a file; 0: none */
	struct str invoice; /* of the last line */
	uint64_t invoice_hash;
	struct ascent ascent; /* of the invoices of this reading */
	bool is_new;          /* the last line's was not there before, for certain */
	int64_t lines; /* it has so far */
	bool blank;    /* there was a line without a number */
	bool checked;  /* the lines of each invoice stand together, or have numbers */
	FILE *hashes;  /* one for each group */
	int64_t groups;
	FILE *counts; /* a record for each invoice, the last one up to counts_end */
	struct keyindex places;     /* of these records, and 1 */
	uint64_t place, counts_end; /* `place` is that of the last line's invoice */
	FILE *found;                /* the ordinal of each line without a number */
};

/* Before a reading. */
void ordinals_begin(struct ordinals *ordinals, const char *folder);
/* The next line of the file, rejected ones too; `blank`: it has no number. 0 where a line has a
 * number and nothing is known. */
int64_t ordinals_next(struct ordinals *ordinals, struct span invoice, bool blank);
/* After a reading. 1: the file is to be read again, in the way that is set then; 0: the ordinals
 * were right; -1. */
int ordinals_end(struct ordinals *ordinals, struct error *err);
/* Safe twice. */
void ordinals_release(struct ordinals *ordinals);

#endif
