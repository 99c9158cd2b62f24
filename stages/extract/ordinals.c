/* Counting lines by group and by invoice. */
#include "stages/extract/ordinals.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/files.h"

#define SLICES_MAX 16
#define SLICE_GROUPS 65536 /* a slice has more only where there are more than SLICES_MAX of them */
#define PIECE 1024 /* hashes */

static void note_failure(struct ordinals *ordinals)
{
	if (ordinals->failed_errno == 0)
		ordinals->failed_errno = errno ? errno : EIO;
}

/* A file that is gone with the process. */
static FILE *open_unnamed(struct ordinals *ordinals, const char *name)
{
	char *path AUTOFREE = path_join(ordinals->folder, name);
	FILE *file = fopen(path, "w+e");

	if (!file || unlink(path) < 0)
		note_failure(ordinals);
	return file;
}

static void put(struct ordinals *ordinals, FILE **file, const char *name, int64_t value)
{
	if (!*file && ordinals->failed_errno == 0)
		*file = open_unnamed(ordinals, name);
	if (*file && fwrite_unlocked(&value, sizeof(value), 1, *file) != 1)
		note_failure(ordinals);
}

void ordinals_begin(struct ordinals *ordinals, const char *folder)
{
	ordinals->folder = folder;
	str_reset(&ordinals->invoice);
	ordinals->ascent = (struct ascent){0};
	if (ordinals->found)
		rewind(ordinals->found);
}

/* A record of the file `counts` is the length of an invoice's number, the number, and how many
 * lines it has. This is all but the last. */
static void front_of(const struct ordinals *ordinals, struct str *out)
{
	str_add_bytes(out, &ordinals->invoice.len, sizeof(ordinals->invoice.len));
	str_add_bytes(out, ordinals->invoice.s, ordinals->invoice.len);
}

static uint64_t lines_place(const struct ordinals *ordinals)
{
	return ordinals->place + sizeof(ordinals->invoice.len) + ordinals->invoice.len;
}

/* Takes the lines of the record at `place` where it is the invoice's. */
static bool read_count(struct ordinals *ordinals, uint64_t place)
{
	struct str front AUTOSTR = STR_INIT, record AUTOSTR = STR_INIT;

	front_of(ordinals, &front);
	size_t length = front.len + sizeof(ordinals->lines);
	str_reserve(&record, length);
	ssize_t n = pread(fileno(ordinals->counts), record.s, length, (off_t)place);
	if (n < 0)
		note_failure(ordinals);
	if (n != (ssize_t)length || memcmp(record.s, front.s, front.len) != 0)
		return false;
	memcpy(&ordinals->lines, record.s + front.len, sizeof(ordinals->lines));
	ordinals->place = place;
	return true;
}

static void write_at(struct ordinals *ordinals, uint64_t place, const void *bytes, size_t length)
{
	if (pwrite(fileno(ordinals->counts), bytes, length, (off_t)place) != (ssize_t)length)
		note_failure(ordinals);
}

static void save_count(struct ordinals *ordinals)
{
	if (ordinals->invoice.len > 0 && ordinals->counts)
		write_at(ordinals, lines_place(ordinals), &ordinals->lines, sizeof(ordinals->lines));
}

static void add_count(struct ordinals *ordinals)
{
	struct str record AUTOSTR = STR_INIT;

	front_of(ordinals, &record);
	str_add_bytes(&record, &ordinals->lines, sizeof(ordinals->lines));
	ordinals->place = ordinals->counts_end;
	ordinals->counts_end += record.len;
	write_at(ordinals, ordinals->place, record.s, record.len);
	keyindex_add(&ordinals->places, ordinals->invoice_hash, ordinals->place + 1);
}

static void find_count(struct ordinals *ordinals)
{
	struct keyindex_slot *slot = keyindex_find(&ordinals->places, ordinals->invoice_hash);

	if (!ordinals->counts)
		ordinals->counts = open_unnamed(ordinals, ".counts");
	if (!ordinals->counts)
		return;
	while (slot && !read_count(ordinals, keyindex_place(slot) - 1))
		slot = keyindex_next(slot);
	if (!slot)
		add_count(ordinals);
}

static void begin_group(struct ordinals *ordinals, struct span invoice)
{
	if (ordinals->way == ORDINALS_BY_INVOICE)
		save_count(ordinals);
	str_reset(&ordinals->invoice);
	str_add_span(&ordinals->invoice, invoice);
	ordinals->invoice_hash = key_hash(invoice.at, invoice.len);
	ordinals->lines = 0;
	ordinals->is_new = ascent_next(&ordinals->ascent, invoice);
	if (ordinals->way == ORDINALS_BY_INVOICE)
		find_count(ordinals);
	if (ordinals->way == ORDINALS_BY_GROUP && ordinals->folder && !ordinals->checked) {
		put(ordinals, &ordinals->hashes, ".groups", (int64_t)ordinals->invoice_hash);
		ordinals->groups++;
	}
}

static int64_t next_found(struct ordinals *ordinals)
{
	int64_t ordinal = 0;

	if (fread(&ordinal, sizeof(ordinal), 1, ordinals->found) != 1)
		note_failure(ordinals);
	return ordinal;
}

int64_t ordinals_next(struct ordinals *ordinals, struct span invoice, bool blank)
{
	if (!span_equal(invoice, (struct span){ordinals->invoice.s, ordinals->invoice.len}))
		begin_group(ordinals, invoice);
	ordinals->lines++;
	ordinals->blank |= blank;
	if (ordinals->way == ORDINALS_KNOWN)
		return blank ? next_found(ordinals) : 0;
	if (ordinals->way == ORDINALS_BY_INVOICE && blank)
		put(ordinals, &ordinals->found, ".ordinals", ordinals->lines);
	return ordinals->lines;
}

/* The hashes of one part of all that there can be, in a table of their own. */
struct slice {
	uint64_t *hashes; /* 0: free */
	size_t size, count;
	unsigned number, of;
};

/* Whether the hash was there before. A table that is nearly full says so, too: then hashes are not
 * spread as they should be, and counting by invoice is right in every case. */
static bool slice_add(struct slice *slice, uint64_t hash)
{
	if (((hash >> 32) * slice->of) >> 32 != slice->number)
		return false;
	size_t at = (size_t)(((hash & UINT32_MAX) * slice->size) >> 32);
	while (slice->hashes[at] != 0) {
		if (slice->hashes[at] == hash)
			return true;
		at = at + 1 < slice->size ? at + 1 : 0;
	}
	slice->hashes[at] = hash;
	return ++slice->count > slice->size / 10 * 9;
}

static bool any_twice(struct ordinals *ordinals, struct slice *slice)
{
	uint64_t hashes[PIECE];
	bool twice = false;
	size_t n;

	slice->count = 0;
	memset(slice->hashes, 0, slice->size * sizeof(*slice->hashes));
	rewind(ordinals->hashes);
	while (!twice && (n = fread(hashes, sizeof(*hashes), PIECE, ordinals->hashes)) > 0)
		for (size_t i = 0; i < n && !twice; i++)
			twice = slice_add(slice, hashes[i] ? hashes[i] : 1);
	if (ferror(ordinals->hashes))
		note_failure(ordinals);
	return twice;
}

/* Whether the lines of an invoice may stand in several groups. Looks through the hashes slice by
 * slice, so that it needs less than a byte a group. */
static bool invoices_are_scattered(struct ordinals *ordinals)
{
	struct slice slice = {.of = SLICES_MAX};
	bool twice = false;

	if (ordinals->groups < SLICE_GROUPS * SLICES_MAX)
		slice.of = (unsigned)(ordinals->groups / SLICE_GROUPS) + 1;
	slice.size = (size_t)ordinals->groups / slice.of * 3 / 2 + SLICE_GROUPS / 16;
	slice.hashes = mem_resize(NULL, slice.size, sizeof(*slice.hashes));
	for (; slice.number < slice.of && !twice; slice.number++)
		twice = any_twice(ordinals, &slice);
	free(slice.hashes);
	return twice;
}

static void close_file(FILE **file)
{
	if (*file)
		fclose(*file);
	*file = NULL;
}

/* Whether the reading has to be repeated in another way. */
static bool next_way(struct ordinals *ordinals)
{
	if (ordinals->way == ORDINALS_BY_INVOICE) {
		save_count(ordinals);
		keyindex_release(&ordinals->places);
		close_file(&ordinals->counts);
		ordinals->way = ORDINALS_KNOWN;
		return true;
	}
	if (!ordinals->hashes)
		return false;
	if (ordinals->blank && ordinals->ascent.ended && invoices_are_scattered(ordinals))
		ordinals->way = ORDINALS_BY_INVOICE;
	close_file(&ordinals->hashes);
	ordinals->checked = true;
	return ordinals->way == ORDINALS_BY_INVOICE;
}

int ordinals_end(struct ordinals *ordinals, struct error *err)
{
	bool again = next_way(ordinals);

	if (ordinals->failed_errno == 0)
		return again ? 1 : 0;
	errno = ordinals->failed_errno;
	return error_errno(err, EXIT_IOERR, "%s: the ordinals of its lines cannot be kept",
		ordinals->folder);
}

void ordinals_release(struct ordinals *ordinals)
{
	str_release(&ordinals->invoice);
	close_file(&ordinals->hashes);
	close_file(&ordinals->found);
	close_file(&ordinals->counts);
	keyindex_release(&ordinals->places);
}
