/* Binary COPY files: signature, rows of length-prefixed fields in network order, trailer. */
#include "pipeline/edge/pgcopy.h"

#include <endian.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/base/mem.h"

static const char signature[19] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0";

/* Memory of a mapped file is given back in pieces of this size. */
#define GIVE_BACK ((size_t)4 << 20)
#define PIECE ((size_t)128 * 1024) /* of rows that are handed over at once */

#define NUMERIC_BASE 10000
#define NUMERIC_NEGATIVE 0x4000
#define NUMERIC_DIGITS 6 /* enough for any 64-bit amount with 4 places */

void pgcopy_grow(struct pgcopy_writer *w, size_t bytes)
{
	w->cap = (w->length + bytes) * 2;
	w->bytes = mem_resize(w->bytes, w->cap, 1);
}

static unsigned char *put_16(unsigned char *at, uint64_t value)
{
	uint16_t bytes = htobe16((uint16_t)value);

	memcpy(at, &bytes, sizeof(bytes));
	return at + sizeof(bytes);
}

int pgcopy_create(struct pgcopy_writer *w, const char *path, struct error *err)
{
	*w = (struct pgcopy_writer){.out = OUTFILE_INIT};
	if (outfile_open(&w->out, path, err) < 0)
		return -1;
	outfile_write(&w->out, signature, sizeof(signature));
	return 0;
}

void pgcopy_hash(struct pgcopy_writer *w, char ret_sha256[HASH_TEXT])
{
	outfile_hash(&w->out, ret_sha256);
}

/* Hands over the rows before the last one. */
static void hand_over(struct pgcopy_writer *w)
{
	if (w->length == 0 || w->piece)
		return;
	outfile_write(&w->out, w->bytes, w->begun);
	w->length -= w->begun;
	memmove(w->bytes, w->bytes + w->begun, w->length);
	w->begun = 0;
}

void pgcopy_row(struct pgcopy_writer *w, int fields)
{
	w->begun = w->length;
	if (w->length >= PIECE)
		hand_over(w);
	w->rows++;
	pgcopy_used(w, put_16(pgcopy_reserve(w, PGCOPY_ROOM), (uint64_t)fields));
}

struct span pgcopy_written(const struct pgcopy_writer *w)
{
	return (struct span){(const char *)w->bytes + w->begun, w->length - w->begun};
}

uint64_t pgcopy_place(const struct pgcopy_writer *w)
{
	return w->out.size + w->begun;
}

void pgcopy_take_back(struct pgcopy_writer *w)
{
	w->rows--;
	w->length = w->begun;
}

int pgcopy_flush(struct pgcopy_writer *w, struct error *err)
{
	hand_over(w);
	return outfile_flush(&w->out, err);
}

/* Base-10000 digits, at the end of `digits`, most significant first: where they begin. Without zeros
 * at either end. */
static int numeric_digits(uint64_t size, uint16_t digits[NUMERIC_DIGITS], int *ret_count)
{
	int first = NUMERIC_DIGITS, last = NUMERIC_DIGITS;

	for (; size > 0; size /= NUMERIC_BASE)
		digits[--first] = (uint16_t)(size % NUMERIC_BASE);
	while (last > first && digits[last - 1] == 0)
		last--;
	*ret_count = last - first;
	return first;
}

static unsigned char *put_numeric(unsigned char *at, uint64_t size, uint64_t sign, int places)
{
	uint16_t digits[NUMERIC_DIGITS];
	int count, first = numeric_digits(size, digits, &count);
	int weight = first == NUMERIC_DIGITS ? 0 : NUMERIC_DIGITS - 2 - first;

	at = pgcopy_put_32(at, (uint32_t)(8 + 2 * count));
	at = put_16(at, (uint64_t)count);
	at = put_16(at, (uint64_t)weight);
	at = put_16(at, sign);
	at = put_16(at, (uint64_t)places);
	for (int i = 0; i < count; i++)
		at = put_16(at, digits[first + i]);
	return at;
}

/* Most amounts have one digit before the mark, and one or none behind it. */
static unsigned char *put_two_digits(unsigned char *at, uint64_t size, uint64_t sign, int places)
{
	uint64_t high = size / NUMERIC_BASE, low = size % NUMERIC_BASE;
	uint32_t count = low ? 2 : 1;

	at = pgcopy_put_32(at, 8 + 2 * count);
	at = pgcopy_put_32(at, count << 16);
	at = pgcopy_put_32(at, (uint32_t)(sign << 16) | (uint32_t)places);
	pgcopy_put_32(at, (uint32_t)(high << 16 | low));
	return at + 2 * count;
}

unsigned char *pgcopy_put_money(unsigned char *at, struct money value, int places)
{
	if (money_is_none(value))
		return pgcopy_put_32(at, UINT32_MAX);
	while (places < MONEY_PLACES && !money_has_places(value, places))
		places++;
	uint64_t size = value.e4 < 0 ? -(uint64_t)value.e4 : (uint64_t)value.e4;
	uint64_t sign = value.e4 < 0 ? NUMERIC_NEGATIVE : 0;
	bool two = size >= NUMERIC_BASE && size < (uint64_t)NUMERIC_BASE * NUMERIC_BASE;
	return two ? put_two_digits(at, size, sign, places) : put_numeric(at, size, sign, places);
}

static void release_bytes(struct pgcopy_writer *w)
{
	free(w->bytes);
	w->bytes = NULL;
	w->begun = w->length = w->cap = 0;
}

int pgcopy_commit(struct pgcopy_writer *w, struct error *err)
{
	pgcopy_used(w, put_16(pgcopy_reserve(w, PGCOPY_ROOM), UINT16_MAX));
	w->begun = w->length;
	hand_over(w);
	release_bytes(w);
	return outfile_commit(&w->out, err);
}

void pgcopy_abort(struct pgcopy_writer *w)
{
	release_bytes(w);
	outfile_release(&w->out);
}

void pgcopy_piece(struct pgcopy_writer *w, size_t bytes)
{
	*w = (struct pgcopy_writer){.out = OUTFILE_INIT, .piece = true, .cap = bytes};
	w->bytes = mem_resize(NULL, bytes, 1);
}

void pgcopy_append(struct pgcopy_writer *w, const struct pgcopy_writer *piece)
{
	w->begun = w->length;
	hand_over(w);
	outfile_write(&w->out, piece->bytes, piece->length);
	w->rows += piece->rows;
}

struct span pgcopy_header(void)
{
	return (struct span){signature, sizeof(signature)};
}

struct span pgcopy_trailer(void)
{
	return (struct span){"\377\377", 2};
}

static uint64_t get(const unsigned char *at, int bytes)
{
	uint64_t value = 0;

	for (int i = 0; i < bytes; i++)
		value = value << 8 | at[i];
	return value;
}

size_t pgcopy_row_length(struct span bytes)
{
	const unsigned char *begin = (const unsigned char *)bytes.at, *end = begin + bytes.len;
	const unsigned char *at = begin + 2;
	uint32_t length;

	if (bytes.len < 2)
		return 0;
	for (unsigned fields = (unsigned)get(begin, 2); fields > 0; fields--) {
		if (end - at < (ptrdiff_t)sizeof(length))
			return 0;
		memcpy(&length, at, sizeof(length));
		length = be32toh(length);
		at += sizeof(length);
		if (length == UINT32_MAX)
			continue;
		if (end - at < (ptrdiff_t)length)
			return 0;
		at += length;
	}
	return (size_t)(at - begin);
}

size_t pgcopy_row_front(struct span row, int fields)
{
	size_t length = 2;

	for (int i = 0; i < fields; i++) {
		uint64_t field = get((const unsigned char *)row.at + length, 4);
		length += 4 + (field == UINT32_MAX ? 0 : field);
	}
	return length;
}

struct span pgcopy_row_field(struct span row, int field)
{
	size_t before = pgcopy_row_front(row, field), after = pgcopy_row_front(row, field + 1);

	if (get((const unsigned char *)row.at + before, 4) == UINT32_MAX)
		return SPAN_NONE;
	return (struct span){row.at + before + 4, after - before - 4};
}

int pgcopy_damaged(const struct pgcopy_reader *r, struct error *err)
{
	error_set(err, EXIT_DATA, "%s: damaged at row %" PRIu64 " (byte %zu of %zu)", r->path, r->rows,
		r->at, r->size);
	return error_hint(err, "remove the file and run the stage before again");
}

static int map_file(struct pgcopy_reader *r, int fd, struct error *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return error_errno(err, EXIT_IOERR, "%s: cannot be read", r->path);
	r->size = (size_t)st.st_size;
	if (r->size < sizeof(signature))
		return pgcopy_damaged(r, err);
	void *map = mmap(NULL, r->size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		return error_errno(err, EXIT_IOERR, "%s: cannot be mapped", r->path);
	r->map = map;
	if (memcmp(r->map, signature, sizeof(signature)) != 0)
		return pgcopy_damaged(r, err);
	r->at = sizeof(signature);
	return 0;
}

int pgcopy_open(struct pgcopy_reader *r, const char *path, struct error *err)
{
	*r = (struct pgcopy_reader){.path = mem_strdup(path)};
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int result = fd < 0 ? error_errno(err, EXIT_NOINPUT, "%s: cannot be opened", path)
						: map_file(r, fd, err);

	if (fd >= 0)
		close(fd);
	if (result < 0)
		pgcopy_close(r);
	return result;
}

/* The file stays in the system's cache, so that looking back costs little. */
void pgcopy_let_go(struct pgcopy_reader *r, size_t end)
{
	size_t page = end & ~(GIVE_BACK - 1);

	if (page < r->given_back)
		r->given_back = 0;
	if (page == r->given_back)
		return;
	madvise((void *)(r->map + r->given_back), page - r->given_back, MADV_DONTNEED);
	r->given_back = page;
}

int pgcopy_next(struct pgcopy_reader *r, int fields, struct error *err)
{
	pgcopy_let_go(r, r->at);
	if (r->size - r->at < 2)
		return pgcopy_damaged(r, err);
	uint64_t count = get(r->map + r->at, 2);
	r->at += 2;
	if (count == UINT16_MAX)
		return r->at == r->size ? 0 : pgcopy_damaged(r, err);
	if (count != (uint64_t)fields)
		return pgcopy_damaged(r, err);
	r->rows++;
	return 1;
}

bool pgcopy_field(struct pgcopy_reader *r, struct span *ret_field)
{
	uint32_t length;

	if (r->size - r->at < sizeof(length))
		return false;
	memcpy(&length, r->map + r->at, sizeof(length));
	length = be32toh(length);
	r->at += sizeof(length);
	*ret_field = SPAN_NONE;
	if (length == UINT32_MAX)
		return true;
	if (length > r->size - r->at)
		return false;
	*ret_field = (struct span){(const char *)r->map + r->at, length};
	r->at += length;
	return true;
}

bool pgcopy_to_int(struct span field, int64_t *ret)
{
	*ret = INT_NONE;
	if (!field.at)
		return true;
	if (field.len != sizeof(*ret))
		return false;
	memcpy(ret, field.at, sizeof(*ret));
	*ret = (int64_t)be64toh((uint64_t)*ret);
	return true;
}

bool pgcopy_to_date(struct span field, date_t *ret)
{
	*ret = DATE_NONE;
	if (!field.at)
		return true;
	if (field.len != 4)
		return false;
	/* PostgreSQL's infinity has no place among our dates. */
	return !__builtin_add_overflow((int32_t)(uint32_t)get((const unsigned char *)field.at, 4),
		PGCOPY_EPOCH, ret);
}

static bool numeric_value(const unsigned char *at, size_t length, __int128 *ret_value)
{
	int count = (int)get(at, 2);
	int weight = (int16_t)get(at + 2, 2);
	uint64_t sign = get(at + 4, 2);
	__int128 value = 0;

	if (sign != 0 && sign != NUMERIC_NEGATIVE) /* NaN, infinity */
		return false;
	if (length != 8 + 2 * (size_t)count || count - weight > 2 || weight >= NUMERIC_DIGITS - 1)
		return false;
	/* Digit i stands for NUMERIC_BASE to the power weight - i; one power below 1 is kept. */
	for (int i = 0; i <= weight + 1; i++)
		value = value * NUMERIC_BASE + (i < count ? (int)get(at + 8 + 2 * i, 2) : 0);
	*ret_value = sign == NUMERIC_NEGATIVE ? -value : value;
	return true;
}

bool pgcopy_to_money(struct span field, struct money *ret)
{
	const unsigned char *at = (const unsigned char *)field.at;
	__int128 value;

	*ret = MONEY_NONE;
	if (!at)
		return true;
	if (field.len < 8 || !numeric_value(at, field.len, &value))
		return false;
	if (value > INT64_MAX || value <= INT64_MIN)
		return false;
	ret->e4 = (int64_t)value;
	return true;
}

void pgcopy_close(struct pgcopy_reader *r)
{
	if (r->map)
		munmap((void *)r->map, r->size);
	free(r->path);
	*r = (struct pgcopy_reader){0};
}
