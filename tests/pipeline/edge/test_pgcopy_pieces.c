/* COPY files in pieces of whole rows. */
#include "pipeline/edge/pgcopy_pieces.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/edge/files.h"
#include "tests/support/test.h"

struct fixture {
	char *dir, *path;
	struct pgcopy_pieces pieces;
	struct error err;
};

static int set_up(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));

	f->dir = scratch_folder();
	f->path = path_join(f->dir, "table.copy");
	f->pieces = (struct pgcopy_pieces)PGCOPY_PIECES_INIT;
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	pgcopy_pieces_close(&f->pieces);
	pgcopy_pieces_close(&f->pieces); /* a second time does no harm */
	error_release(&f->err);
	free(f->dir);
	free(f->path);
	free(f);
	return 0;
}

/* Rows of their number, and a text of so many bytes; every seventh text is NULL. */
static void write_rows(struct fixture *f, int64_t rows, size_t length)
{
	char *text AUTOFREE = mem_alloc(length + 1);
	struct pgcopy_writer w;

	memset(text, 'x', length);
	pgcopy_create(&w, f->path, &f->err);
	for (int64_t i = 0; i < rows; i++) {
		pgcopy_row(&w, 2);
		pgcopy_int(&w, i);
		pgcopy_text(&w, i % 7 == 0 ? SPAN_NONE : (struct span){text, length});
	}
	pgcopy_commit(&w, &f->err);
	assert_no_problem(&f->err);
}

/* Reads all pieces and looks at each row; the last result. */
static int read_rows(struct fixture *f, size_t length, int64_t *ret_rows, int *ret_pieces)
{
	struct str bytes AUTOSTR = STR_INIT;
	struct span fields[2];
	int64_t number;
	int more;

	*ret_rows = *ret_pieces = 0;
	while ((more = pgcopy_pieces_next(&f->pieces, &bytes, &f->err)) > 0) {
		const unsigned char *at = (const unsigned char *)bytes.s, *end = at + bytes.len;
		for (; at < end; (*ret_rows)++) {
			pgcopy_split(&at, fields, 2);
			assert_true(pgcopy_to_int(fields[0], &number) && number == *ret_rows);
			assert_int_equal(fields[1].len, number % 7 == 0 ? 0 : length);
		}
		assert_ptr_equal(at, end);
		(*ret_pieces)++;
	}
	return more;
}

static void assert_read(struct fixture *f, int64_t rows, size_t length, int pieces_at_least)
{
	int64_t read;
	int pieces;

	write_rows(f, rows, length);
	assert_int_equal(pgcopy_pieces_open(&f->pieces, f->path, 2, &f->err), 0);
	assert_int_equal(read_rows(f, length, &read, &pieces), 0);
	assert_int_equal(read, rows);
	assert_int_equal(f->pieces.rows, rows);
	assert_true(pieces >= pieces_at_least);
	pgcopy_pieces_close(&f->pieces);
}

static void every_row_is_in_one_piece_whole(void **state)
{
	struct fixture *f = *state;

	assert_read(f, 0, 5, 0);
	assert_read(f, 1, 5, 1);
	assert_read(f, 100000, 5, 5);
	for (size_t length = 250; length < 270; length++)
		assert_read(f, 3000, length, 2);
}

static void a_row_that_is_longer_than_a_piece_is_read_too(void **state)
{
	assert_read(*state, 5, 1000000, 4);
}

static void assert_damaged(struct fixture *f, int fields)
{
	int64_t rows;
	int pieces;

	assert_int_equal(pgcopy_pieces_open(&f->pieces, f->path, fields, &f->err), 0);
	assert_int_equal(read_rows(f, 100, &rows, &pieces), -1);
	assert_int_equal(f->err.code, EXIT_DATA);
	assert_problem(&f->err, "table.copy: damaged behind row");
	error_release(&f->err);
	pgcopy_pieces_close(&f->pieces);
}

/* Wherever it is cut: also within the trailer, and where a piece would end. */
static void a_file_that_is_cut_off_is_damaged(void **state)
{
	struct fixture *f = *state;
	struct stat st;

	write_rows(f, 5000, 100);
	assert_int_equal(stat(f->path, &st), 0);
	for (off_t cut = 1; cut < 300; cut += cut < 10 ? 1 : 37) {
		assert_int_equal(truncate(f->path, st.st_size - cut), 0);
		assert_damaged(f, 2);
		write_rows(f, 5000, 100);
	}
}

static void what_stands_behind_the_trailer_is_damage(void **state)
{
	struct fixture *f = *state;

	write_rows(f, 3, 100);
	int fd = open(f->path, O_WRONLY | O_APPEND);
	assert_int_equal(write(fd, "x", 1), 1);
	close(fd);
	assert_damaged(f, 2);
}

static void rows_of_another_number_of_fields_are_damage(void **state)
{
	struct fixture *f = *state;

	write_rows(f, 50000, 100);
	assert_damaged(f, 3);
}

static void a_file_of_another_kind_is_not_opened(void **state)
{
	struct fixture *f = *state;

	scratch_write(f->dir, "table.copy", "invoice_number,line_number\n");
	assert_int_equal(pgcopy_pieces_open(&f->pieces, f->path, 2, &f->err), -1);
	assert_problem(&f->err, "table.copy: damaged behind row 0");
	error_release(&f->err);
	remove(f->path);
	assert_int_equal(pgcopy_pieces_open(&f->pieces, f->path, 2, &f->err), -1);
	assert_int_equal(f->err.code, EXIT_NOINPUT);
}

#define PIECES_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PIECES_TEST(every_row_is_in_one_piece_whole),
		PIECES_TEST(a_row_that_is_longer_than_a_piece_is_read_too),
		PIECES_TEST(a_file_that_is_cut_off_is_damaged),
		PIECES_TEST(what_stands_behind_the_trailer_is_damage),
		PIECES_TEST(rows_of_another_number_of_fields_are_damage),
		PIECES_TEST(a_file_of_another_kind_is_not_opened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
