/*
 * Rows of a file whose key stands in another row of it, too. A row that comes again with the same
 * values counts once; where the values differ, no row of that key can be taken. Which keys those
 * are is known only in the end: such a file is read again, with them known.
 *
 * Rows whose keys begin alike - the lines of an invoice - mostly stand together, with their numbers
 * going up. So a file is first taken for one in which they all do: of each group of rows only the
 * first one's place in the staged file is kept, by the hash of the first column (edge/keyindex.h).
 * Where a group comes a second time, or a number does not go up, the rows so far are looked through
 * where they stand, and from then on each row's place is kept, by the hash of its key.
 *
 * Rows with one hash are compared byte by byte where they stand. So what comes out does not depend
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

/* What is asked of a key before it is compared. */
struct repeats_key {
	uint64_t hash;  /* of the whole key */
	uint64_t group; /* a hash of its first column */
	int64_t number; /* its second column, or 0: no two rows of a group have the same */
};

struct repeats {
	struct pgcopy_writer *rows; /* of this reading */
	int key_columns;            /* the first columns of a row are its key */
	uint64_t (*hash)(struct span row); /* of the key of a row that stands in the file */
	struct keyindex places;     /* slots are marked with an enum repeat */
	struct pgcopy_back back;    /* the file that the places are of */
	bool by_row;                /* the places are those of rows, not of groups */
	bool grouped;               /* there is a group */
	uint64_t group;             /* the last one */
	int64_t highest;            /* number in it */
	bool known;                 /* all rows were seen: this is the second reading */
	bool conflicts;             /* there are keys with several values */
};

#define REPEATS_INIT                                                                               \
	{                                                                                              \
		.back = PGCOPY_BACK_INIT                                                                   \
	}

/* Before the first row of a reading is written to `rows`. Begins anew where conflicts are not
 * known. `hash` is the caller's to set before the first one. */
int repeats_begin(struct repeats *repeats, struct pgcopy_writer *rows, int key_columns,
	struct error *err);
/* The key will be asked for soon. */
void repeats_expect(const struct repeats *repeats, const struct repeats_key *key);
/* What the row is that `rows` was given last and that has that key. While conflicts are not known
 * the first row of a key is REPEAT_NONE. */
int repeats_find(struct repeats *repeats, const struct repeats_key *key, enum repeat *ret_repeat,
	struct error *err);
/* After the last row. 1: there are keys with several values, and the file must be read again; 0;
 * -1. */
int repeats_end(struct repeats *repeats, struct error *err);
/* Empty, but for `hash`. Safe twice. */
void repeats_release(struct repeats *repeats);

#endif
