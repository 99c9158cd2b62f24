/* Two sorted lists side by side: first partners, then rows. */
#include "stages/load/rows.h"

#include <endian.h>
#include <string.h>

/* A row of the binary COPY format: a 16-bit number of fields, each a 32-bit length (-1: NULL) and
 * its bytes. Both files have been read through before, so every length is within them. */
#define FIELD_COUNT 2
#define FIELD_LENGTH 4
#define LINE_KEY 4 /* fields: partner, campaign, invoice, line */

static uint32_t number_at(const unsigned char *at, int bytes)
{
	uint32_t value = 0;

	for (int i = 0; i < bytes; i++)
		value = value << 8 | at[i];
	return value;
}

static const unsigned char *next_field(const unsigned char *at, struct span *ret_field)
{
	uint32_t length = number_at(at, FIELD_LENGTH);

	at += FIELD_LENGTH;
	*ret_field = (struct span){(const char *)at, length == UINT32_MAX ? 0 : length};
	return at + ret_field->len;
}

size_t rows_length(const unsigned char *row)
{
	uint32_t fields = number_at(row, FIELD_COUNT);
	const unsigned char *at = row + FIELD_COUNT;
	uint32_t length;

	for (uint32_t i = 0; i < fields; i++) {
		memcpy(&length, at, sizeof(length));
		length = be32toh(length);
		at += sizeof(length) + (length == UINT32_MAX ? 0 : length);
	}
	return (size_t)(at - row);
}

/* Line numbers are 64-bit, in network order: they sort as bytes do, but for negative ones, which
 * come last here (rows.h: then more rows may be told). */
static int compare_keys(const unsigned char *left, const unsigned char *right)
{
	struct span a, b;
	int order = 0;

	left += FIELD_COUNT;
	right += FIELD_COUNT;
	for (int i = 0; i < LINE_KEY && order == 0; i++) {
		left = next_field(left, &a);
		right = next_field(right, &b);
		order = span_compare(a, b);
	}
	return order;
}

/* Where one of the two lists stands. */
struct cursor {
	const unsigned char *map;
	size_t at, end, length;
	struct results_ranges *into; /* what the other list does not have */
	uint32_t partner;
};

static bool ended(const struct cursor *cursor)
{
	return cursor->at == cursor->end;
}

static void measure(struct cursor *cursor)
{
	cursor->length = ended(cursor) ? 0 : rows_length(cursor->map + cursor->at);
}

static void tell(struct cursor *cursor)
{
	struct results_range row = {cursor->at, cursor->at + cursor->length, cursor->partner, 1};

	results_add(cursor->into, &row);
	cursor->at += cursor->length;
}

/* Most rows are the same in both, and a row tells by its own bytes where it ends: only that of `now`
 * is measured. */
static bool pass_same(struct cursor *now, struct cursor *before)
{
	measure(now);
	if (now->length == 0 || now->length > before->end - before->at ||
		memcmp(now->map + now->at, before->map + before->at, now->length) != 0)
		return false;
	now->at += now->length;
	before->at += now->length;
	return true;
}

/* -1: only the first list has its row; 1: only the second; 0: both have other values of one. */
static int order_of(const struct cursor *now, const struct cursor *before)
{
	if (ended(now) || ended(before))
		return ended(now) ? 1 : -1;
	return compare_keys(now->map + now->at, before->map + before->at);
}

static void compare_rows(struct cursor now, struct cursor before)
{
	while (!ended(&now) || !ended(&before)) {
		if (pass_same(&now, &before))
			continue;
		measure(&before);
		int order = order_of(&now, &before);
		if (order <= 0)
			tell(&now);
		if (order >= 0)
			tell(&before);
	}
}

static struct cursor cursor_of(const struct results_file *file, const struct results_range *range,
	struct results_ranges *into)
{
	return (struct cursor){
		file->reader.map, range->begin, range->end, 0, into, range->partner};
}

/* What one partner has in one table, now and before. */
static void compare_ranges(struct changes *changes, enum partner_table table,
	const struct results_range *now, const struct results_range *before)
{
	struct cursor left = cursor_of(&changes->now.files[table], now, &changes->send[table]);
	struct cursor right = cursor_of(&changes->before.files[table], before, &changes->gone[table]);
	size_t length = now->end - now->begin;

	if (length == before->end - before->begin &&
		memcmp(left.map + left.at, right.map + right.at, length) == 0)
		return;
	if (changes_by_row(table)) {
		compare_rows(left, right);
		return;
	}
	results_add(&changes->send[table], now);
	results_add(&changes->gone[table], before);
}

static struct span mpn_of(const struct results *results, const struct results_range *range)
{
	return results->partners[range->partner].mpn_id;
}

/* The next partner of the table that has to be looked at; NULL: there is none. */
static const struct results_range *next_now(const struct changes *changes,
	enum partner_table table, size_t *i)
{
	const struct results_ranges *ranges = &changes->now.files[table].ranges;

	while (*i < ranges->count && changes->now.partners[ranges->items[*i].partner].same)
		(*i)++;
	return *i < ranges->count ? &ranges->items[*i] : NULL;
}

static const struct results_range *next_before(const struct changes *changes,
	enum partner_table table, size_t *i)
{
	const struct results_ranges *ranges = &changes->before.files[table].ranges;

	while (*i < ranges->count && !changes->before.partners[ranges->items[*i].partner].rows)
		(*i)++;
	return *i < ranges->count ? &ranges->items[*i] : NULL;
}

static int partner_order(const struct changes *changes, const struct results_range *now,
	const struct results_range *before)
{
	if (!now || !before)
		return now ? -1 : 1;
	return span_compare(mpn_of(&changes->now, now), mpn_of(&changes->before, before));
}

static void compare_table(struct changes *changes, enum partner_table table)
{
	const struct results_range *now, *before;

	for (size_t i = 0, j = 0;;) {
		now = next_now(changes, table, &i);
		before = next_before(changes, table, &j);
		if (!now && !before)
			return;
		int order = partner_order(changes, now, before);
		if (order == 0)
			compare_ranges(changes, table, now, before);
		else if (order < 0)
			results_add(&changes->send[table], now);
		else
			results_add(&changes->gone[table], before);
		i += order <= 0;
		j += order >= 0;
		pgcopy_let_go(&changes->now.files[table].reader, now ? now->begin : 0);
		pgcopy_let_go(&changes->before.files[table].reader, before ? before->begin : 0);
	}
}

/* Each partner once: of neighbours only. */
static void list_partners(const struct results *results, const struct results_ranges *ranges,
	struct str *list)
{
	for (size_t i = 0; i < ranges->count; i++)
		if (i == 0 || ranges->items[i].partner != ranges->items[i - 1].partner)
			db_array_add(list, mpn_of(results, &ranges->items[i]));
}

void rows_compare(struct changes *changes)
{
	for (int i = 0; i < RESULTS_TABLES; i++) {
		compare_table(changes, (enum partner_table)i);
		list_partners(&changes->now, &changes->send[i], &changes->touched[i]);
		list_partners(&changes->before, &changes->gone[i], &changes->touched[i]);
	}
}
