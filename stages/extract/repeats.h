/*
 * Rows of a file whose key stands in another row of it, too. A row that comes again with the same
 * values counts once; where the values differ, no row of that key can be taken. Which keys those
 * are is known only in the end: such a file is read again, with them known.
 *
 * Rows whose keys begin alike - the lines of an invoice - mostly stand together, and both their
 * numbers and those of the invoices go up (ascent.h). So a file is first taken for one in which all
 * do, and nothing is kept. Where it is not certain that a group is a new one, the place of each
 * group's first row in the staged file is kept, by the hash of the first column (edge/keyindex.h).
 * Where a group comes a second time, or a line's number does not go up, each row's place is kept,
 * by the hash of its key. Each time the rows so far are looked through where they stand.
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
	bool new_group; /* no row of the group has come before, for certain */
};

enum repeats_way {
	REPEATS_UNKEPT,   /* no place is kept */
	REPEATS_BY_GROUP, /* those of the first rows of groups */
	REPEATS_BY_ROW,
};

struct repeats {
	struct pgcopy_writer *rows; /* of this reading */
	int key_columns;            /* the first columns of a row are its key */
	/* Of a row that stands in the file: of its key, and of its first column. */
	uint64_t (*hash)(struct span row), (*group_hash)(struct span row);
	struct keyindex places;     /* slots are marked with an enum repeat */
	struct pgcopy_back back;    /* the file that the places are of */
	enum repeats_way way;
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
 * known. The hashes are the caller's to set before the first one. */
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
/* Empty, but for the hashes. Safe twice. */
void repeats_release(struct repeats *repeats);

#endif
