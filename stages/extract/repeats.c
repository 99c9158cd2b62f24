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

/* The front of a row, with the columns of its key. */
static struct span key_of(const struct repeats *repeats, struct span row)
{
	return (struct span){row.at, pgcopy_row_front(row, repeats->key_columns)};
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

static int add(struct repeats *repeats, uint64_t hash, struct error *err)
{
	uint64_t place = pgcopy_place(repeats->rows);

	if (place > KEYINDEX_PLACE_MAX) {
		error_set(err, EXIT_DATA, "more rows than %" PRIu64 " bytes can hold", KEYINDEX_PLACE_MAX);
		return error_hint(err, "deliver the file in parts");
	}
	keyindex_add(&repeats->places, hash, place);
	return 0;
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
	struct span key = key_of(repeats, pgcopy_written(repeats->rows));
	if (find_key(repeats, slot, key, &slot, err) < 0)
		return -1;
	return slot ? compare(repeats, slot, ret_repeat, err) : add(repeats, hash, err);
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
	if (slot && find_key(repeats, slot, key_of(repeats, row), &slot, err) < 0)
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

int repeats_find(struct repeats *repeats, uint64_t hash, enum repeat *ret_repeat,
	struct error *err)
{
	return repeats->known ? find_known(repeats, hash, ret_repeat, err)
						  : find_first(repeats, hash, ret_repeat, err);
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
	keyindex_release(&repeats->places);
	pgcopy_back_close(&repeats->back);
	*repeats = (struct repeats)REPEATS_INIT;
}
