/*
 * Gzipped files: gzin gives what zlib inflates from the whole file at once, and refuses what zlib
 * refuses: damaged, cut off, or followed by something else. The bytes, and whether the file is cut
 * off or damaged, are the same in whatever pieces they are read.
 *
 * Input: what it is (its lowest bit: pack the text first, so that it is a good file), the room of a
 * read, a place to damage (2 bytes) and by what; then the bytes.
 */
#include "tests/fuzz/fuzz.h"

#include <zlib.h>

#include "pipeline/base/mem.h"
#include "pipeline/edge/gzin.h"

#define GZIP_ONLY (15 + 16)

enum verdict { COMPLETE, CUT_OFF, DAMAGED, GROWN };

struct outcome {
	struct str bytes;
	enum verdict verdict;
};

/* What zlib makes of one member: how many bytes of it were used. */
static size_t inflate_member(struct span packed, struct outcome *out)
{
	unsigned char room[4096];
	z_stream stream = {.next_in = (unsigned char *)packed.at, .avail_in = (uInt)packed.len};
	int result = inflateInit2(&stream, GZIP_ONLY);

	while (result == Z_OK) {
		stream.next_out = room;
		stream.avail_out = sizeof(room);
		result = inflate(&stream, Z_NO_FLUSH);
		str_add_bytes(&out->bytes, room, sizeof(room) - stream.avail_out);
	}
	out->verdict = result == Z_STREAM_END ? COMPLETE : result == Z_BUF_ERROR ? CUT_OFF : DAMAGED;
	size_t used = packed.len - stream.avail_in;
	inflateEnd(&stream);
	return used;
}

/* Member by member. One byte of something else is more than zlib tells from a beginning. */
static void inflate_plainly(struct span packed, struct outcome *out)
{
	bool first = true;

	while (packed.len > 0 && out->verdict == COMPLETE) {
		if (!first && packed.at[0] != '\x1f') {
			out->verdict = DAMAGED;
			return;
		}
		size_t used = inflate_member(packed, out);
		packed = (struct span){packed.at + used, packed.len - used};
		first = false;
	}
}

static enum verdict verdict_of(ssize_t last, const struct error *err)
{
	if (last == 0)
		return COMPLETE;
	MUST(err->code == EXIT_DATA && err->count == 1 && err->items[0].hint,
		"a file that is refused has one message, and a hint");
	if (strstr(error_text(err), "is cut off"))
		return CUT_OFF;
	if (strstr(error_text(err), "grows more than"))
		return GROWN;
	MUST(strstr(error_text(err), "is damaged near"), "a file is refused for what it is");
	return DAMAGED;
}

static void read_all(struct gzin *in, struct span file, size_t room, struct outcome *out)
{
	struct error err CLEANUP(error_release) = ERROR_INIT;
	unsigned char *bytes AUTOFREE = mem_alloc(room);
	ssize_t n;

	while ((n = gzin_read(in, bytes, room, &err)) > 0) {
		MUST((size_t)n <= room, "no more is given than there is room for");
		str_add_bytes(&out->bytes, bytes, (size_t)n);
	}
	out->verdict = verdict_of(n, &err);
	MUST(n < 0 || (in->given == out->bytes.len && in->taken == file.len),
		"what was taken and given is counted");
}

struct comparison {
	struct span packed;
	size_t room;
	struct outcome expected;
};

static void compare(const struct comparison *comparison, size_t piece, size_t room)
{
	const struct outcome *expected = &comparison->expected;
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct outcome got = {0};
	struct gzin in;

	MUST(gzin_open(&in, fuzz_file(comparison->packed), GZIN_GZIP, &err) == 0, "it can be opened");
	in.piece = piece;
	read_all(&in, comparison->packed, room, &got);
	gzin_close(&in);
	MUST(got.verdict == expected->verdict,
		"the verdict is zlib's (pieces of %zu, room %zu): %d, and not %d", piece, room, got.verdict, expected->verdict);
	/* With an error the last bytes before it may be missing: nobody takes them in. */
	bool enough = got.verdict == COMPLETE ? got.bytes.len == expected->bytes.len
										  : got.bytes.len <= expected->bytes.len;
	bool same = got.bytes.len == 0 ||
		(enough && memcmp(got.bytes.s, expected->bytes.s, got.bytes.len) == 0);
	MUST(enough && same, "the bytes are zlib's (pieces of %zu, room %zu)", piece, room);
	str_release(&got.bytes);
}

static void look(void *context, struct fuzz_cut cut)
{
	const struct comparison *comparison = context;

	compare(comparison, cut.piece < cut.split ? cut.piece : cut.split + 1, comparison->room);
}

/* A file that grows more than a thousand times is refused, and only beyond some size. */
static void read_growing(const struct comparison *comparison)
{
	const uint64_t growth_from = 4096;
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct outcome got = {0};
	struct gzin in;

	MUST(gzin_open(&in, fuzz_file(comparison->packed), GZIN_GZIP, &err) == 0, "it can be opened");
	in.growth_from = growth_from;
	read_all(&in, comparison->packed, comparison->room, &got);
	gzin_close(&in);
	uint64_t given = got.verdict == COMPLETE ? got.bytes.len : 0;
	MUST(given < growth_from || given / GZIN_GROWTH < comparison->packed.len,
		"%zu bytes do not become %zu", comparison->packed.len, got.bytes.len);
	MUST(got.verdict != GROWN || comparison->expected.bytes.len >= growth_from,
		"a small file may grow");
	str_release(&got.bytes);
}

/* A plain file is given as it is. */
static void read_plain(struct span bytes, size_t room)
{
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct outcome got = {0};
	struct gzin in;

	MUST(gzin_open(&in, fuzz_file(bytes), GZIN_PLAIN, &err) == 0, "it can be opened");
	read_all(&in, bytes, room, &got);
	gzin_close(&in);
	struct span given = {str_text(&got.bytes), got.bytes.len};
	MUST(got.verdict == COMPLETE && span_equal(given, bytes), "a plain file is given as it is");
	str_release(&got.bytes);
}

static void pack(struct span text, struct str *out)
{
	z_stream stream = {.next_in = (unsigned char *)text.at, .avail_in = (uInt)text.len};
	int result = deflateInit2(&stream, 6, Z_DEFLATED, GZIP_ONLY, 4, Z_DEFAULT_STRATEGY);

	MUST(result == Z_OK, "deflate begins");
	str_reserve(out, deflateBound(&stream, text.len));
	stream.next_out = (unsigned char *)out->s;
	stream.avail_out = (uInt)deflateBound(&stream, text.len);
	MUST(deflate(&stream, Z_FINISH) == Z_STREAM_END, "deflate ends");
	out->len = stream.total_out;
	deflateEnd(&stream);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = {data, size};
	struct str packed AUTOSTR = STR_INIT;
	bool is_text = fuzz_byte(&input) & 1;
	struct comparison comparison = {.room = 1u << fuzz_byte(&input) % 18};
	size_t place = (size_t)fuzz_byte(&input) << 8;
	place |= fuzz_byte(&input);
	uint8_t damage = fuzz_byte(&input);

	if (is_text)
		pack(fuzz_rest(&input), &packed);
	else
		str_add_span(&packed, fuzz_rest(&input));
	if (packed.len > 0)
		packed.s[place % packed.len] ^= (char)damage;
	comparison.packed = (struct span){str_text(&packed), packed.len};
	inflate_plainly(comparison.packed, &comparison.expected);
	compare(&comparison, 128 * 1024, comparison.room);
	fuzz_cuts(packed.len, place % (packed.len + 1), look, &comparison);
	read_growing(&comparison);
	read_plain(comparison.packed, comparison.room);
	str_release(&comparison.expected.bytes);
	return 0;
}
