/* Finding rows that come again. */
#include "stages/extract/repeats.h"

#include <inttypes.h>

#define SOURCE_LINE_BYTES 12 /* of the last column, a bigint: its length and its value */

int repeats_begin(struct repeats *repeats, struct pgcopy_writer *rows, int key_columns,
	struct error *err)
{
	if (!repeats->known)
		repeats_release(repeats);
	repeats->rows = rows;
	repeats->key_columns = key_columns;
	return repeats->known ? 0 : pgcopy_back_open(&repeats->back, rows, err);
}

/* The front of a row, with that many columns. */
static struct span front_of(struct span row, int columns)
{
	return (struct span){row.at, pgcopy_row_front(row, columns)};
}

/* A row without the line that it came from. */
static struct span values_of(struct span row)
{
	return (struct span){row.at, row.len - SOURCE_LINE_BYTES};
}

/* The first slot from this one on whose row has the key; NULL: none. */
static int find_key(const struct repeats *repeats, struct keyindex_slot *slot, struct span key,
	struct keyindex_slot **ret_slot, struct error *err)
{
	int same = 0;

	for (; slot; slot = keyindex_next(slot)) {
		same = pgcopy_back_holds(&repeats->back, keyindex_place(slot), key, err);
		if (same != 0)
			break;
	}
	*ret_slot = slot;
	return same < 0 ? -1 : 0;
}

static int add_at(struct repeats *repeats, uint64_t hash, uint64_t place, struct error *err)
{
	if (place > KEYINDEX_PLACE_MAX) {
		error_set(err, EXIT_DATA, "more rows than %" PRIu64 " bytes can hold", KEYINDEX_PLACE_MAX);
		return error_hint(err, "deliver the file in parts");
	}
	keyindex_add(&repeats->places, hash, place);
	return 0;
}

static int add(struct repeats *repeats, uint64_t hash, struct error *err)
{
	return add_at(repeats, hash, pgcopy_place(repeats->rows), err);
}

static int add_row(void *context, uint64_t place, struct span row, struct error *err)
{
	struct repeats *repeats = context;

	return add_at(repeats, repeats->hash(row), place, err);
}

/* The rows of a group stand together as long as no group has come twice. */
static int add_group(void *context, uint64_t place, struct span row, struct error *err)
{
	struct repeats *repeats = context;
	uint64_t group = repeats->group_hash(row);

	if (repeats->grouped && repeats->group == group)
		return 0;
	repeats->grouped = true;
	repeats->group = group;
	return add_at(repeats, group, place, err);
}

/* Keeps places from now on, and those of the rows that were handed over. */
static int change_way(struct repeats *repeats, enum repeats_way way, struct error *err)
{
	struct pgcopy_each each = {way == REPEATS_BY_ROW ? add_row : add_group, repeats};

	keyindex_release(&repeats->places);
	repeats->way = way;
	repeats->grouped = false;
	if (pgcopy_flush(repeats->rows, err) < 0)
		return -1;
	return pgcopy_back_each(&repeats->back, pgcopy_place(repeats->rows), &each, err);
}

/* The first row of a key is there already. */
static int compare(struct repeats *repeats, struct keyindex_slot *first, enum repeat *ret_repeat,
	struct error *err)
{
	struct span values = values_of(pgcopy_written(repeats->rows));
	int same = pgcopy_back_holds(&repeats->back, keyindex_place(first), values, err);

	if (same < 0)
		return -1;
	*ret_repeat = same ? REPEAT_SAME : REPEAT_CONFLICT;
	repeats->conflicts |= !same;
	if (*ret_repeat > keyindex_mark(first))
		keyindex_set_mark(first, *ret_repeat);
	return 0;
}

/* While the conflicts are being found. */
static int find_first(struct repeats *repeats, uint64_t hash, enum repeat *ret_repeat,
	struct error *err)
{
	struct keyindex_slot *slot = keyindex_find(&repeats->places, hash);

	*ret_repeat = REPEAT_NONE;
	if (!slot)
		return add(repeats, hash, err);
	if (pgcopy_flush(repeats->rows, err) < 0)
		return -1;
	struct span key = front_of(pgcopy_written(repeats->rows), repeats->key_columns);
	if (find_key(repeats, slot, key, &slot, err) < 0)
		return -1;
	return slot ? compare(repeats, slot, ret_repeat, err) : add(repeats, hash, err);
}

/* Whether a group stood there before, as far as its first column tells. */
static int group_is_there(struct repeats *repeats, const struct repeats_key *key,
	struct error *err)
{
	if (repeats->way == REPEATS_UNKEPT && key->new_group)
		return 0;
	if (repeats->way == REPEATS_UNKEPT && change_way(repeats, REPEATS_BY_GROUP, err) < 0)
		return -1;
	struct keyindex_slot *slot = keyindex_find(&repeats->places, key->group);
	if (!slot)
		return 0;
	if (pgcopy_flush(repeats->rows, err) < 0 ||
		find_key(repeats, slot, front_of(pgcopy_written(repeats->rows), 1), &slot, err) < 0)
		return -1;
	return slot != NULL;
}

/* While no group has come twice. */
static int find_in_group(struct repeats *repeats, const struct repeats_key *key,
	enum repeat *ret_repeat, struct error *err)
{
	bool goes_on = repeats->grouped && repeats->group == key->group;
	int again = goes_on ? key->number <= repeats->highest : group_is_there(repeats, key, err);

	if (again < 0 || (again && change_way(repeats, REPEATS_BY_ROW, err) < 0))
		return -1;
	if (again)
		return find_first(repeats, key->hash, ret_repeat, err);
	repeats->grouped = true;
	repeats->group = key->group;
	repeats->highest = key->number;
	*ret_repeat = REPEAT_NONE;
	return goes_on || repeats->way == REPEATS_UNKEPT ? 0 : add(repeats, key->group, err);
}

/* When they are known: a row without a mark stands alone, and need not be looked at. */
static int find_known(const struct repeats *repeats, uint64_t hash, enum repeat *ret_repeat,
	struct error *err)
{
	struct keyindex_slot *slot = keyindex_find(&repeats->places, hash);
	struct span row = pgcopy_written(repeats->rows);

	*ret_repeat = REPEAT_NONE;
	while (slot && keyindex_mark(slot) == REPEAT_NONE)
		slot = keyindex_next(slot);
	if (slot && find_key(repeats, slot, front_of(row, repeats->key_columns), &slot, err) < 0)
		return -1;
	if (!slot || keyindex_mark(slot) == REPEAT_NONE)
		return 0;
	*ret_repeat = (enum repeat)keyindex_mark(slot);
	int first = *ret_repeat == REPEAT_SAME
		? pgcopy_back_holds(&repeats->back, keyindex_place(slot), row, err) : 0;
	if (first > 0)
		*ret_repeat = REPEAT_NONE;
	return first < 0 ? -1 : 0;
}

void repeats_expect(const struct repeats *repeats, const struct repeats_key *key)
{
	if (repeats->way == REPEATS_BY_ROW)
		keyindex_expect(&repeats->places, key->hash);
	else if (repeats->way == REPEATS_BY_GROUP && key->group != repeats->group)
		keyindex_expect(&repeats->places, key->group);
}

int repeats_find(struct repeats *repeats, const struct repeats_key *key, enum repeat *ret_repeat,
	struct error *err)
{
	if (repeats->known)
		return find_known(repeats, key->hash, ret_repeat, err);
	return repeats->way == REPEATS_BY_ROW ? find_first(repeats, key->hash, ret_repeat, err)
										  : find_in_group(repeats, key, ret_repeat, err);
}

int repeats_end(struct repeats *repeats, struct error *err)
{
	if (repeats->known || !repeats->conflicts)
		return 0;
	repeats->known = true;
	return pgcopy_flush(repeats->rows, err) < 0 ? -1 : 1;
}

void repeats_release(struct repeats *repeats)
{
	struct repeats empty = REPEATS_INIT;

	keyindex_release(&repeats->places);
	pgcopy_back_close(&repeats->back);
	empty.hash = repeats->hash;
	empty.group_hash = repeats->group_hash;
	*repeats = empty;
}
