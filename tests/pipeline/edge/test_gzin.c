/* Plain and gzipped files, whole, cut off, damaged and with something behind them. */
#include <string.h>
#include <zlib.h>

#include "pipeline/base/str.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/gzin.h"
#include "tests/support/test.h"

/* Appends a gzip member that holds text. */
static void add_member(struct str *out, const char *text, size_t length)
{
	unsigned char buffer[8192];
	z_stream stream = {0};

	assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	stream.next_in = (unsigned char *)(uintptr_t)text;
	stream.avail_in = (uInt)length;
	int result;
	do {
		stream.next_out = buffer;
		stream.avail_out = sizeof(buffer);
		result = deflate(&stream, Z_FINISH);
		str_add_bytes(out, buffer, sizeof(buffer) - stream.avail_out);
	} while (result == Z_OK);
	assert_int_equal(result, Z_STREAM_END);
	deflateEnd(&stream);
}

/* Reads it all, `piece` bytes from the file and `room` bytes to us at a time. */
static int read_pieces(const char *path, enum gzin_form form, size_t piece, size_t room,
	struct str *text, struct error *err)
{
	char buffer[4096];
	struct gzin in;
	ssize_t n;

	if (gzin_open(&in, path, form, err) < 0)
		return -1;
	in.piece = piece;
	while ((n = gzin_read(&in, buffer, room, err)) > 0)
		str_add_bytes(text, buffer, (size_t)n);
	gzin_close(&in);
	return n < 0 ? -1 : 0;
}

/* The bytes, as a file of that form, give `text`; or an error that says `problem`. */
static void check(const struct str *bytes, enum gzin_form form, const char *text,
	const char *problem)
{
	static const size_t pieces[] = {1, 2, 7, 4096};
	char *dir AUTOFREE = scratch_folder();
	char *path AUTOFREE = path_join(dir, "file");

	scratch_write_bytes(dir, "file", str_text(bytes), bytes->len);
	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		struct error err CLEANUP(error_release) = ERROR_INIT;
		struct str got AUTOSTR = STR_INIT;
		int result = read_pieces(path, form, pieces[i], pieces[ARRAY_LEN(pieces) - 1 - i], &got, &err);
		if (problem) {
			assert_int_equal(result, -1);
			assert_int_equal(err.code, EXIT_DATA);
			assert_problem(&err, problem);
		} else {
			assert_no_problem(&err);
			assert_string_equal(str_text(&got), text);
		}
	}
}

static void a_plain_file_comes_as_it_is(void **state)
{
	struct str bytes AUTOSTR = STR_INIT;

	(void)state;
	str_add(&bytes, "a,b\r\n\x1f\x8b");
	check(&bytes, GZIN_PLAIN, "a,b\r\n\x1f\x8b", NULL);
}

static void a_gzipped_file_comes_unpacked(void **state)
{
	struct str bytes AUTOSTR = STR_INIT;

	(void)state;
	add_member(&bytes, "a,b\n1,2\n", 8);
	check(&bytes, GZIN_GZIP, "a,b\n1,2\n", NULL);
}

static void members_follow_each_other_as_one_file(void **state)
{
	struct str bytes AUTOSTR = STR_INIT;

	(void)state;
	add_member(&bytes, "a,b\n", 4);
	add_member(&bytes, "", 0);
	add_member(&bytes, "1,2\n", 4);
	check(&bytes, GZIN_GZIP, "a,b\n1,2\n", NULL);
}

static void a_file_of_no_bytes_is_empty(void **state)
{
	struct str bytes AUTOSTR = STR_INIT;

	(void)state;
	check(&bytes, GZIN_PLAIN, "", NULL);
	check(&bytes, GZIN_GZIP, "", NULL);
}

static void a_member_cut_off_anywhere_is_an_error(void **state)
{
	struct str bytes AUTOSTR = STR_INIT;

	(void)state;
	add_member(&bytes, "invoice_number,sku\nI-1,A\n", 25);
	for (size_t length = bytes.len; --length > 0;) {
		bytes.len = length;
		check(&bytes, GZIN_GZIP, NULL, "is cut off");
	}
}

static void a_second_member_cut_off_is_an_error(void **state)
{
	struct str bytes AUTOSTR = STR_INIT;

	(void)state;
	add_member(&bytes, "a\n", 2);
	add_member(&bytes, "b\n", 2);
	bytes.len--;
	check(&bytes, GZIN_GZIP, NULL, "is cut off");
}

static void anything_behind_the_last_member_is_an_error(void **state)
{
	struct str bytes AUTOSTR = STR_INIT;

	(void)state;
	add_member(&bytes, "a\n", 2);
	str_add_bytes(&bytes, "\0", 1);
	check(&bytes, GZIN_GZIP, NULL, "something that is not gzip follows");
}

static void a_damaged_header_is_an_error(void **state)
{
	struct str bytes AUTOSTR = STR_INIT;

	(void)state;
	add_member(&bytes, "a\n", 2);
	bytes.s[2] = 9; /* no compression method that exists */
	check(&bytes, GZIN_GZIP, NULL, "is damaged");
}

static void a_checksum_that_does_not_agree_is_an_error(void **state)
{
	struct str bytes AUTOSTR = STR_INIT;

	(void)state;
	add_member(&bytes, "a\n", 2);
	bytes.s[bytes.len - 8] ^= 1;
	check(&bytes, GZIN_GZIP, NULL, "incorrect data check");
}

static void a_length_that_does_not_agree_is_an_error(void **state)
{
	struct str bytes AUTOSTR = STR_INIT;

	(void)state;
	add_member(&bytes, "a\n", 2);
	bytes.s[bytes.len - 4] ^= 1;
	check(&bytes, GZIN_GZIP, NULL, "incorrect length check");
}

static void plain_text_is_no_gzip(void **state)
{
	struct str bytes AUTOSTR = STR_INIT;

	(void)state;
	str_add(&bytes, "a,b\n");
	check(&bytes, GZIN_GZIP, NULL, "is damaged");
}

static void a_gzip_that_grows_a_thousandfold_is_refused(void **state)
{
	char *dir AUTOFREE = scratch_folder(), *zeros AUTOFREE = mem_alloc(8 * 1024 * 1024);
	char *path AUTOFREE = path_join(dir, "file"), buffer[4096];
	struct str bytes AUTOSTR = STR_INIT;
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct gzin in;
	ssize_t n;

	(void)state;
	add_member(&bytes, zeros, 8 * 1024 * 1024);
	scratch_write_bytes(dir, "file", bytes.s, bytes.len);
	assert_int_equal(gzin_open(&in, path, GZIN_GZIP, &err), 0);
	in.growth_from = 1024 * 1024;
	while ((n = gzin_read(&in, buffer, sizeof(buffer), &err)) > 0)
		;
	gzin_close(&in);
	assert_int_equal(n, -1);
	assert_problem(&err, "grows more than 1000 times");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_file_comes_as_it_is),
		cmocka_unit_test(a_gzipped_file_comes_unpacked),
		cmocka_unit_test(members_follow_each_other_as_one_file),
		cmocka_unit_test(a_file_of_no_bytes_is_empty),
		cmocka_unit_test(a_member_cut_off_anywhere_is_an_error),
		cmocka_unit_test(a_second_member_cut_off_is_an_error),
		cmocka_unit_test(anything_behind_the_last_member_is_an_error),
		cmocka_unit_test(a_damaged_header_is_an_error),
		cmocka_unit_test(a_checksum_that_does_not_agree_is_an_error),
		cmocka_unit_test(a_length_that_does_not_agree_is_an_error),
		cmocka_unit_test(plain_text_is_no_gzip),
		cmocka_unit_test(a_gzip_that_grows_a_thousandfold_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
