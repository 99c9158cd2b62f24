/* Rows that come again, whatever their hashes are. */
#include "stages/extract/repeats.h"

#include "pipeline/core/feed.h"
#include "pipeline/edge/files.h"
#include "tests/support/test.h"

struct fixture {
	struct pgcopy_writer rows;
	struct repeats repeats;
	int key_columns;
	struct error err;
};

/* Every key has the same hash here. */
static uint64_t one_hash(struct span row)
{
	(void)row;
	return 42;
}

static void begin(struct fixture *f)
{
	char *dir AUTOFREE = scratch_folder(), *path AUTOFREE = path_join(dir, "rows.copy");

	pgcopy_create(&f->rows, path, &f->err);
	repeats_begin(&f->repeats, &f->rows, f->key_columns, &f->err);
	assert_no_problem(&f->err);
}

static int set_up(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));

	f->repeats = (struct repeats)REPEATS_INIT;
	f->repeats.hash = f->repeats.group_hash = one_hash;
	f->key_columns = 1;
	begin(f);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	repeats_release(&f->repeats);
	pgcopy_abort(&f->rows);
	error_release(&f->err);
	free(f);
	return 0;
}

static enum repeat take(struct fixture *f, const char *key, const char *value, int64_t line)
{
	enum repeat repeat = REPEAT_CONFLICT;

	pgcopy_row(&f->rows, 3);
	pgcopy_text(&f->rows, span_of(key));
	pgcopy_text(&f->rows, span_of(value));
	pgcopy_int(&f->rows, line);
	repeats_find(&f->repeats, &(struct repeats_key){42, 42, 0, false}, &repeat, &f->err);
	assert_no_problem(&f->err);
	if (repeat != REPEAT_NONE)
		pgcopy_take_back(&f->rows);
	return repeat;
}

static int end(struct fixture *f)
{
	int again = repeats_end(&f->repeats, &f->err);

	assert_no_problem(&f->err);
	pgcopy_abort(&f->rows);
	begin(f);
	return again;
}

static void different_keys_with_one_hash_are_different(void **state)
{
	assert_int_equal(take(*state, "a", "1", 2), REPEAT_NONE);
	assert_int_equal(take(*state, "b", "1", 3), REPEAT_NONE);
	assert_int_equal(take(*state, "ab", "2", 4), REPEAT_NONE);
	assert_int_equal(end(*state), 0);
}

static void the_same_row_is_found_among_others_with_its_hash(void **state)
{
	assert_int_equal(take(*state, "a", "1", 2), REPEAT_NONE);
	assert_int_equal(take(*state, "b", "1", 3), REPEAT_NONE);
	assert_int_equal(take(*state, "b", "1", 4), REPEAT_SAME);
	assert_int_equal(take(*state, "a", "1", 5), REPEAT_SAME);
	assert_int_equal(end(*state), 0);
}

/* What was written before it goes to the file first, and moves it. */
static void a_row_that_comes_again_is_known_also_behind_a_shorter_one(void **state)
{
	assert_int_equal(take(*state, "the key of a row", "1", 2), REPEAT_NONE);
	assert_int_equal(take(*state, "the key of a row", "1", 3), REPEAT_SAME);
	assert_int_equal(take(*state, "b", NULL, 4), REPEAT_NONE);
	assert_int_equal(take(*state, "the key of a row", "1", 5), REPEAT_SAME);
	assert_int_equal(end(*state), 0);
}

static void a_blank_value_is_not_the_same_as_an_empty_one(void **state)
{
	assert_int_equal(take(*state, "a", NULL, 2), REPEAT_NONE);
	assert_int_equal(take(*state, "a", "", 3), REPEAT_CONFLICT);
	assert_int_equal(end(*state), 1);
}

static void a_second_reading_knows_which_rows_are_in_conflict(void **state)
{
	static const struct {
		const char *key, *value;
		enum repeat first, second;
	} rows[] = {
		{"a", "1", REPEAT_NONE, REPEAT_CONFLICT},
		{"b", "1", REPEAT_NONE, REPEAT_NONE},
		{"a", "1", REPEAT_SAME, REPEAT_CONFLICT},
		{"c", "1", REPEAT_NONE, REPEAT_NONE},
		{"a", "2", REPEAT_CONFLICT, REPEAT_CONFLICT},
		{"a", "1", REPEAT_SAME, REPEAT_CONFLICT},
		{"b", "1", REPEAT_SAME, REPEAT_SAME},
		{"d", "1", REPEAT_NONE, REPEAT_NONE},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(take(*state, rows[i].key, rows[i].value, (int64_t)i), rows[i].first);
	assert_int_equal(end(*state), 1);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(take(*state, rows[i].key, rows[i].value, (int64_t)i), rows[i].second);
	assert_int_equal(end(*state), 0);
}

/* Lines of invoices: the hash of a key is its number, whatever the invoice is. */
static uint64_t hash_of_number(struct span row)
{
	int64_t number = 0;

	pgcopy_to_int(pgcopy_row_field(row, 1), &number);
	return (uint64_t)number;
}

static uint64_t hash_of_letter(struct span row)
{
	return key_hash(pgcopy_row_field(row, 0).at, 1);
}

static void begin_lines(struct fixture *f)
{
	pgcopy_abort(&f->rows);
	f->key_columns = 2;
	f->repeats.hash = hash_of_number;
	f->repeats.group_hash = hash_of_letter;
	begin(f);
}

/* The hash of an invoice is that of its first letter. */
static enum repeat take_line_of(struct fixture *f, const char *invoice, int64_t number,
	const char *value, bool new_group)
{
	struct repeats_key key = {(uint64_t)number, key_hash(invoice, 1), number, new_group};
	enum repeat repeat = REPEAT_CONFLICT;

	pgcopy_row(&f->rows, 4);
	pgcopy_text(&f->rows, span_of(invoice));
	pgcopy_int(&f->rows, number);
	pgcopy_text(&f->rows, span_of(value));
	pgcopy_int(&f->rows, 1);
	repeats_find(&f->repeats, &key, &repeat, &f->err);
	assert_no_problem(&f->err);
	if (repeat != REPEAT_NONE)
		pgcopy_take_back(&f->rows);
	return repeat;
}

static enum repeat take_line(struct fixture *f, const char *invoice, int64_t number,
	const char *value)
{
	return take_line_of(f, invoice, number, value, false);
}

static void nothing_is_kept_while_all_invoices_are_new(void **state)
{
	struct fixture *f = *state;

	begin_lines(f);
	assert_int_equal(take_line_of(f, "a", 1, "x", true), REPEAT_NONE);
	assert_int_equal(take_line_of(f, "a", 2, "x", true), REPEAT_NONE);
	assert_int_equal(take_line_of(f, "b", 2, "x", true), REPEAT_NONE);
	assert_int_equal(f->repeats.places.count, 0);
	assert_int_equal(end(f), 0);
}

static void where_an_invoice_may_not_be_new_those_before_it_are_found(void **state)
{
	struct fixture *f = *state;

	begin_lines(f);
	assert_int_equal(take_line_of(f, "a", 1, "x", true), REPEAT_NONE);
	assert_int_equal(take_line_of(f, "a", 2, "x", true), REPEAT_NONE);
	assert_int_equal(take_line_of(f, "b", 3, "x", true), REPEAT_NONE);
	assert_int_equal(take_line_of(f, "c", 4, "x", false), REPEAT_NONE);
	assert_int_equal(f->repeats.places.count, 3);
	assert_int_equal(take_line_of(f, "a", 2, "y", false), REPEAT_CONFLICT);
	assert_int_equal(take_line_of(f, "b", 3, "x", false), REPEAT_SAME);
	assert_int_equal(take_line_of(f, "c", 4, "x", false), REPEAT_SAME);
	assert_int_equal(end(f), 1);
}

static void a_line_that_comes_again_in_a_new_invoice_is_found(void **state)
{
	struct fixture *f = *state;

	begin_lines(f);
	assert_int_equal(take_line_of(f, "a", 1, "x", true), REPEAT_NONE);
	assert_int_equal(take_line_of(f, "b", 5, "x", true), REPEAT_NONE);
	assert_int_equal(take_line_of(f, "b", 5, "x", true), REPEAT_SAME);
	assert_int_equal(take_line_of(f, "b", 4, "x", true), REPEAT_NONE);
	assert_int_equal(end(f), 0);
}

static void only_the_first_lines_of_invoices_are_kept_while_numbers_go_up(void **state)
{
	struct fixture *f = *state;

	begin_lines(f);
	assert_int_equal(take_line(f, "a", 1, "x"), REPEAT_NONE);
	assert_int_equal(take_line(f, "a", 2, "x"), REPEAT_NONE);
	assert_int_equal(take_line(f, "b", 2, "x"), REPEAT_NONE);
	assert_int_equal(take_line(f, "b", 7, "x"), REPEAT_NONE);
	assert_int_equal(take_line(f, "a with the same hash", 2, "x"), REPEAT_NONE);
	assert_int_equal(f->repeats.places.count, 3);
	assert_int_equal(end(f), 0);
}

static void a_line_that_comes_again_in_its_invoice_is_found(void **state)
{
	struct fixture *f = *state;

	begin_lines(f);
	assert_int_equal(take_line(f, "a", 1, "x"), REPEAT_NONE);
	assert_int_equal(take_line(f, "a", 3, "x"), REPEAT_NONE);
	assert_int_equal(take_line(f, "a", 2, "x"), REPEAT_NONE);
	assert_int_equal(take_line(f, "a", 3, "x"), REPEAT_SAME);
	assert_int_equal(take_line(f, "a", 1, "y"), REPEAT_CONFLICT);
	assert_int_equal(take_line(f, "b", 1, "y"), REPEAT_NONE);
	assert_int_equal(end(f), 1);
}

static void a_line_that_comes_again_behind_other_invoices_is_found(void **state)
{
	struct fixture *f = *state;

	begin_lines(f);
	assert_int_equal(take_line(f, "a", 1, "x"), REPEAT_NONE);
	assert_int_equal(take_line(f, "b", 1, "x"), REPEAT_NONE);
	assert_int_equal(take_line(f, "b", 2, "x"), REPEAT_NONE);
	assert_int_equal(take_line(f, "a", 2, "x"), REPEAT_NONE);
	assert_int_equal(take_line(f, "a", 1, "x"), REPEAT_SAME);
	assert_int_equal(take_line(f, "b", 2, "y"), REPEAT_CONFLICT);
	assert_int_equal(take_line(f, "c", 2, "x"), REPEAT_NONE);
	assert_int_equal(end(f), 1);
}

/* Of which repeats.c makes use. */
static void the_first_columns_of_every_feed_are_its_key_and_the_last_is_the_line(void **state)
{
	struct fixture *f = *state;

	for (int id = 0; id < FEED_COUNT; id++) {
		struct feed_schema schema;
		assert_int_equal(feed_schema_load(&schema, (enum feed_id)id, &f->err), 0);
		for (int i = 0; i < schema.key_count; i++)
			assert_int_equal(schema.keys[i], i);
		const struct table_column *last = &schema.table->columns[schema.table->column_count - 1];
		assert_string_equal(last->name, "source_line");
		assert_int_equal(last->type, COLUMN_INT);
		feed_schema_release(&schema);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(different_keys_with_one_hash_are_different),
		TEST(the_same_row_is_found_among_others_with_its_hash),
		TEST(a_row_that_comes_again_is_known_also_behind_a_shorter_one),
		TEST(a_blank_value_is_not_the_same_as_an_empty_one),
		TEST(the_first_columns_of_every_feed_are_its_key_and_the_last_is_the_line),
		TEST(nothing_is_kept_while_all_invoices_are_new),
		TEST(where_an_invoice_may_not_be_new_those_before_it_are_found),
		TEST(a_line_that_comes_again_in_a_new_invoice_is_found),
		TEST(only_the_first_lines_of_invoices_are_kept_while_numbers_go_up),
		TEST(a_line_that_comes_again_in_its_invoice_is_found),
		TEST(a_line_that_comes_again_behind_other_invoices_is_found),
		TEST(a_second_reading_knows_which_rows_are_in_conflict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
