/*
 * Rows of a file whose key stands in another row of it, too. A row that comes again with the same
 * values counts once; where the values differ, no row of that key can be taken. Which keys those
 * are is known only in the end: such a file is read again, with them known.
 *
 * Of each row only its place in the staged file is kept, by the hash of its key (edge/keyindex.h);
 * rows with one hash are compared byte by byte where they stand. So what comes out does not depend
 * on the odds of a hash.
 */
#ifndef CASHBACK_STAGES_EXTRACT_REPEATS_H
#define CASHBACK_STAGES_EXTRACT_REPEATS_H

#include "pipeline/edge/keyindex.h"
#include "pipeline/edge/pgcopy_back.h"

enum repeat {
	REPEAT_NONE,     /* the first row of its key */
	REPEAT_SAME,     /* another one with the same values */
	REPEAT_CONFLICT, /* the key comes with several values */
};

struct repeats {
	struct pgcopy_writer *rows; /* of this reading */
	int key_columns;            /* the first columns of a row are its key */
	struct keyindex places;       /* slots are marked with an enum repeat */
	struct pgcopy_back back;    /* the file that the places are of */
	bool known;                 /* all rows were seen: this is the second reading */
	bool conflicts;             /* there are keys with several values */
};

#define REPEATS_INIT                                                                               \
	{                                                                                              \
		.back = PGCOPY_BACK_INIT                                                                   \
	}

/* Before the first row of a reading is written to `rows`. Begins anew where conflicts are not
 * known. */
int repeats_begin(struct repeats *repeats, struct pgcopy_writer *rows, int key_columns,
	struct error *err);
/* What the row is that `rows` was given last and whose key has that hash. While conflicts are not
 * known the first row of a key is REPEAT_NONE. */
int repeats_find(struct repeats *repeats, uint64_t hash, enum repeat *ret_repeat,
	struct error *err);
/* After the last row. 1: there are keys with several values, and the file must be read again; 0;
 * -1. */
int repeats_end(struct repeats *repeats, struct error *err);
/* Empty, as at first. Safe twice. */
void repeats_release(struct repeats *repeats);

#endif
