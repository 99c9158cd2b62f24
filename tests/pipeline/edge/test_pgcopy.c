/* Binary COPY files: what is written comes back, and damage is found. */
#include "pipeline/edge/pgcopy.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/edge/files.h"
#include "pipeline/edge/pgcopy_back.h"
#include "tests/support/test.h"

struct fixture {
	char *dir, *path;
	struct pgcopy_reader reader;
	struct error err;
};

static int set_up(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));

	f->dir = scratch_folder();
	f->path = path_join(f->dir, "table.copy");
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	pgcopy_close(&f->reader);
	error_release(&f->err);
	free(f->dir);
	free(f->path);
	free(f);
	return 0;
}

static void begin(struct fixture *f, struct pgcopy_writer *w)
{
	pgcopy_create(w, f->path, &f->err);
	assert_no_problem(&f->err);
}

/* Publishes the file and opens it. */
static void publish(struct fixture *f, struct pgcopy_writer *w)
{
	pgcopy_commit(w, &f->err);
	pgcopy_open(&f->reader, f->path, &f->err);
	assert_no_problem(&f->err);
}

static struct span next_field(struct fixture *f)
{
	struct span field;

	assert_true(pgcopy_field(&f->reader, &field));
	return field;
}

/* A whole file out of bytes that a test wrote by hand. */
static int open_bytes(struct fixture *f, const void *bytes, size_t length)
{
	scratch_write_bytes(f->dir, "table.copy", bytes, length);
	return pgcopy_open(&f->reader, f->path, &f->err);
}

static struct money there_and_back(struct fixture *f, int64_t e4, int places)
{
	struct pgcopy_writer w;
	struct money money;

	begin(f, &w);
	pgcopy_row(&w, 1);
	pgcopy_money(&w, (struct money){e4}, places);
	publish(f, &w);
	assert_int_equal(pgcopy_next(&f->reader, 1, &f->err), 1);
	assert_true(pgcopy_to_money(next_field(f), &money));
	pgcopy_close(&f->reader);
	return money;
}

static void every_type_comes_back_as_it_was_written(void **state)
{
	struct fixture *f = *state;
	struct pgcopy_writer w;
	int64_t number;
	date_t date;

	begin(f, &w);
	pgcopy_row(&w, 3);
	pgcopy_text(&w, span_of("Clich\xC3\xA9"));
	pgcopy_int(&w, -42);
	pgcopy_date(&w, date_from_civil(1999, 12, 31));
	publish(f, &w);
	assert_int_equal(pgcopy_next(&f->reader, 3, &f->err), 1);
	assert_true(span_is(next_field(f), "Clich\xC3\xA9"));
	assert_true(pgcopy_to_int(next_field(f), &number) && number == -42);
	assert_true(pgcopy_to_date(next_field(f), &date) && date == date_from_civil(1999, 12, 31));
	assert_int_equal(pgcopy_next(&f->reader, 3, &f->err), 0);
}

static void what_is_not_given_comes_back_as_not_given(void **state)
{
	struct fixture *f = *state;
	struct pgcopy_writer w;
	struct money money;
	int64_t number;
	date_t date;

	begin(f, &w);
	pgcopy_row(&w, 5);
	pgcopy_text(&w, SPAN_NONE);
	pgcopy_int(&w, INT_NONE);
	pgcopy_date(&w, DATE_NONE);
	pgcopy_money(&w, MONEY_NONE, 2);
	pgcopy_text(&w, span_of(""));
	publish(f, &w);
	assert_int_equal(pgcopy_next(&f->reader, 5, &f->err), 1);
	assert_null(next_field(f).at);
	assert_true(pgcopy_to_int(next_field(f), &number) && number == INT_NONE);
	assert_true(pgcopy_to_date(next_field(f), &date) && date == DATE_NONE);
	assert_true(pgcopy_to_money(next_field(f), &money) && money_is_none(money));
	struct span empty = next_field(f);
	assert_non_null(empty.at);
	assert_int_equal(empty.len, 0);
}

static void every_amount_comes_back(void **state)
{
	static const int64_t amounts[] = {0, 1, -1, 9999, 10000, 10001, 99990000, 100000000, 123456789,
		-123456789, 1000000000000, 5000, INT64_MAX, -INT64_MAX, 10000000000000000, 100000000000001};

	for (size_t i = 0; i < ARRAY_LEN(amounts); i++)
		for (int places = 0; places <= 4; places++)
			assert_int_equal(there_and_back(*state, amounts[i], places).e4, amounts[i]);
}

static void a_file_without_rows_ends_at_once(void **state)
{
	struct fixture *f = *state;
	struct pgcopy_writer w;

	begin(f, &w);
	publish(f, &w);
	assert_int_equal(pgcopy_next(&f->reader, 3, &f->err), 0);
}

static void a_file_that_was_given_up_never_appears(void **state)
{
	struct fixture *f = *state;
	struct names names CLEANUP(names_release) = {0};
	struct pgcopy_writer w;

	begin(f, &w);
	pgcopy_row(&w, 1);
	pgcopy_abort(&w);
	dir_list(f->dir, &names, &f->err);
	assert_no_problem(&f->err);
	assert_int_equal(names.count, 0);
}

#define SIGNATURE "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0"

static void a_row_that_was_taken_back_was_never_there(void **state)
{
	struct fixture *f = *state;
	struct pgcopy_writer w;

	begin(f, &w);
	for (int i = 0; i < 3; i++) {
		pgcopy_row(&w, 1);
		pgcopy_text(&w, span_of(i == 1 ? "taken back" : "kept"));
		if (i == 1)
			pgcopy_take_back(&w);
	}
	assert_int_equal(w.rows, 2);
	publish(f, &w);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(pgcopy_next(&f->reader, 1, &f->err), 1);
		assert_true(span_is(next_field(f), "kept"));
	}
	assert_int_equal(pgcopy_next(&f->reader, 1, &f->err), 0);
}

static void the_front_of_a_row_ends_with_a_field(void **state)
{
	struct fixture *f = *state;
	struct pgcopy_writer w;

	begin(f, &w);
	pgcopy_row(&w, 3);
	pgcopy_text(&w, span_of("abc"));
	pgcopy_text(&w, SPAN_NONE);
	pgcopy_int(&w, 1);
	struct span row = pgcopy_written(&w);
	assert_int_equal(pgcopy_row_front(row, 0), 2);
	assert_int_equal(pgcopy_row_front(row, 1), 2 + 7);
	assert_int_equal(pgcopy_row_front(row, 2), 2 + 7 + 4);
	assert_int_equal(pgcopy_row_front(row, 3), row.len);
	pgcopy_abort(&w);
}

/* Rows of texts of 5000 bytes; the place of each. */
static void write_long_rows(struct pgcopy_writer *w, uint64_t places[], int count)
{
	char text[5000];

	for (int i = 0; i < count; i++) {
		memset(text, 'a' + i, sizeof(text));
		pgcopy_row(w, 1);
		pgcopy_text(w, (struct span){text, sizeof(text)});
		places[i] = pgcopy_place(w);
	}
}

static void rows_are_looked_back_at_while_more_are_written(void **state)
{
	struct fixture *f = *state;
	struct pgcopy_back back CLEANUP(pgcopy_back_close) = PGCOPY_BACK_INIT;
	struct pgcopy_writer w;
	uint64_t places[20];

	begin(f, &w);
	assert_int_equal(pgcopy_back_open(&back, &w, &f->err), 0);
	write_long_rows(&w, places, 20);
	assert_int_equal(pgcopy_flush(&w, &f->err), 0);
	struct span row = pgcopy_written(&w);
	assert_int_equal(pgcopy_back_holds(&back, places[18], row, &f->err), 0);
	assert_int_equal(pgcopy_back_holds(&back, places[19], row, &f->err), 0); /* not handed over */
	pgcopy_row(&w, 1);
	pgcopy_text(&w, span_of("zz"));
	assert_int_equal(pgcopy_flush(&w, &f->err), 0);
	write_long_rows(&w, places + 18, 1);
	pgcopy_abort(&w);
	for (int i = 0; i < 18; i++) {
		char begins[] = {0, 1, 0, 0, 5000 / 256, (char)(5000 % 256), (char)('a' + i)};
		assert_int_equal(
			pgcopy_back_holds(&back, places[i], (struct span){begins, sizeof(begins)}, &f->err), 1);
	}
	assert_no_problem(&f->err);
}

static int check_row(void *context, uint64_t place, struct span row, struct error *err)
{
	uint64_t **next = context;
	struct span text = pgcopy_row_field(row, 0);

	(void)err;
	assert_int_equal(place, *(*next)++);
	assert_true(text.len == 5000 || text.len == 600000);
	assert_int_equal(row.at + row.len - text.at, text.len);
	return 0;
}

static void every_row_that_was_handed_over_is_looked_back_at(void **state)
{
	struct fixture *f = *state;
	struct pgcopy_back back CLEANUP(pgcopy_back_close) = PGCOPY_BACK_INIT;
	char *long_text AUTOFREE = mem_alloc(600000);
	uint64_t places[201], *next = places;
	struct pgcopy_each each = {check_row, &next};
	struct pgcopy_writer w;

	begin(f, &w);
	pgcopy_back_open(&back, &w, &f->err);
	write_long_rows(&w, places, 100);
	pgcopy_row(&w, 1);
	places[100] = pgcopy_place(&w);
	pgcopy_text(&w, (struct span){long_text, 600000});
	write_long_rows(&w, places + 101, 100);
	assert_int_equal(pgcopy_flush(&w, &f->err), 0);
	assert_int_equal(pgcopy_back_each(&back, places[200], &each, &f->err), 0);
	assert_ptr_equal(next, places + 200);
	next = places;
	assert_int_equal(pgcopy_back_each(&back, places[200] + 1, &each, &f->err), -1);
	assert_int_equal(f->err.code, EXIT_IOERR);
	pgcopy_abort(&w);
}

static void the_hash_taken_while_rows_are_written_is_that_of_the_file(void **state)
{
	struct fixture *f = *state;
	uint64_t places[200];
	struct pgcopy_writer w;
	char written[HASH_TEXT], read[HASH_TEXT];

	begin(f, &w);
	pgcopy_hash(&w, written);
	write_long_rows(&w, places, ARRAY_LEN(places));
	pgcopy_flush(&w, &f->err);
	pgcopy_take_back(&w);
	write_long_rows(&w, places, ARRAY_LEN(places));
	publish(f, &w);
	hash_file(f->path, read, &f->err);
	assert_no_problem(&f->err);
	assert_string_equal(written, read);
}

static void a_write_that_failed_is_said_when_rows_are_looked_back_at(void **state)
{
	struct fixture *f = *state;
	struct pgcopy_writer w;

	begin(f, &w);
	int fd = w.out.fd;
	w.out.fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	assert_int_equal(pgcopy_flush(&w, &f->err), -1);
	assert_int_equal(f->err.code, EXIT_IOERR);
	assert_problem(&f->err, f->path);
	close(fd);
	pgcopy_abort(&w);
}

static void a_file_that_is_no_copy_file_is_damaged(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(open_bytes(f, "PGCOPY\n\377\r\n\0\0\0\0\1\0\0\0\0\377\377", 21), -1);
	assert_int_equal(f->err.code, EXIT_DATA);
	assert_problem(&f->err, "damaged at row 0");
	assert_string_equal(f->err.items[0].hint, "remove the file and run the stage before again");
	assert_int_equal(open_bytes(f, "", 0), -1);
	assert_int_equal(open_bytes(f, "PGCOPY\n", 7), -1);
}

static void a_file_cut_off_anywhere_is_damaged(void **state)
{
	static const char whole[] = SIGNATURE "\0\1\0\0\0\2ab\0\1\0\0\0\2cd\377\377";
	struct fixture *f = *state;
	struct span field;

	for (size_t length = 19; length < sizeof(whole) - 1; length++) {
		int more;
		assert_int_equal(open_bytes(f, whole, length), 0);
		while ((more = pgcopy_next(&f->reader, 1, &f->err)) == 1)
			if (!pgcopy_field(&f->reader, &field)) {
				more = pgcopy_damaged(&f->reader, &f->err);
				break;
			}
		assert_int_equal(more, -1);
		pgcopy_close(&f->reader);
	}
}

static void bytes_after_the_end_are_damage(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(open_bytes(f, SIGNATURE "\377\377\0", 22), 0);
	assert_int_equal(pgcopy_next(&f->reader, 1, &f->err), -1);
}

static void a_row_with_another_number_of_fields_is_damage(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(open_bytes(f, SIGNATURE "\0\2\377\377\377\377\377\377\377\377\377\377", 31),
		0);
	assert_int_equal(pgcopy_next(&f->reader, 1, &f->err), -1);
	assert_problem(&f->err, "damaged at row 0");
}

static void a_field_that_claims_more_than_the_file_has_is_damage(void **state)
{
	struct fixture *f = *state;
	struct span field;

	assert_int_equal(open_bytes(f, SIGNATURE "\0\1\177\377\377\377ab", 27), 0);
	assert_int_equal(pgcopy_next(&f->reader, 1, &f->err), 1);
	assert_false(pgcopy_field(&f->reader, &field));
}

static bool money_of(const char *bytes, size_t length, struct money *ret)
{
	return pgcopy_to_money((struct span){bytes, length}, ret);
}

static void bytes_that_are_no_amount_are_refused(void **state)
{
	struct money money;

	(void)state;
	assert_true(money_of("\0\1\0\0\0\0\0\0\0\1", 10, &money) && money.e4 == 10000);
	assert_false(money_of("\0\0\0\0\300\0\0\0", 8, &money)); /* NaN */
	assert_false(money_of("\0\0\0\0\320\0\0\0", 8, &money)); /* infinity */
	assert_false(money_of("\0\1\377\376\0\0\0\10\0\1", 10, &money)); /* 0.00000001 */
	assert_false(money_of("\0\1\0\5\0\0\0\0\0\1", 10, &money));      /* 1e20 */
	assert_false(money_of("\0\1\0\4\0\0\0\0\0\20", 10, &money));     /* 16e16 */
	assert_false(money_of("\0\2\0\0\0\0\0\0\0\1", 10, &money));
	assert_false(money_of("\0\0\0\0", 4, &money));
}

static void bytes_that_are_no_number_or_date_are_refused(void **state)
{
	int64_t number;
	date_t date;

	(void)state;
	assert_false(pgcopy_to_int((struct span){"\0\0\0\1", 4}, &number));
	assert_false(pgcopy_to_date((struct span){"\0\0\0\0\0\0\0\1", 8}, &date));
	assert_false(pgcopy_to_date((struct span){"\177\377\377\377", 4}, &date)); /* infinity */
}

static void a_folder_that_is_not_there_is_said(void **state)
{
	struct fixture *f = *state;
	struct pgcopy_writer w;

	assert_int_equal(pgcopy_create(&w, "/nowhere/at/all.copy", &f->err), -1);
	assert_problem(&f->err, "/nowhere/at/all.copy");
	error_release(&f->err);
	assert_int_equal(pgcopy_open(&f->reader, f->path, &f->err), -1);
	assert_int_equal(f->err.code, EXIT_NOINPUT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_type_comes_back_as_it_was_written),
		TEST(what_is_not_given_comes_back_as_not_given),
		TEST(every_amount_comes_back),
		TEST(a_file_without_rows_ends_at_once),
		TEST(a_file_that_was_given_up_never_appears),
		TEST(a_row_that_was_taken_back_was_never_there),
		TEST(the_front_of_a_row_ends_with_a_field),
		TEST(rows_are_looked_back_at_while_more_are_written),
		TEST(every_row_that_was_handed_over_is_looked_back_at),
		TEST(the_hash_taken_while_rows_are_written_is_that_of_the_file),
		TEST(a_write_that_failed_is_said_when_rows_are_looked_back_at),
		TEST(a_file_that_is_no_copy_file_is_damaged),
		TEST(a_file_cut_off_anywhere_is_damaged),
		TEST(bytes_after_the_end_are_damage),
		TEST(a_row_with_another_number_of_fields_is_damage),
		TEST(a_field_that_claims_more_than_the_file_has_is_damage),
		TEST(bytes_that_are_no_amount_are_refused),
		TEST(bytes_that_are_no_number_or_date_are_refused),
		TEST(a_folder_that_is_not_there_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
