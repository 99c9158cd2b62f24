/* Rows that come again, whatever their hashes are. */
#include "stages/extract/repeats.h"

#include "pipeline/core/feed.h"
#include "pipeline/edge/files.h"
#include "tests/support/test.h"

struct fixture {
	struct pgcopy_writer rows;
	struct repeats repeats;
	struct error err;
};

static void begin(struct fixture *f)
{
	char *dir AUTOFREE = scratch_folder(), *path AUTOFREE = path_join(dir, "rows.copy");

	pgcopy_create(&f->rows, path, &f->err);
	repeats_begin(&f->repeats, &f->rows, 1, &f->err);
	assert_no_problem(&f->err);
}

static int set_up(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));

	f->repeats = (struct repeats)REPEATS_INIT;
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

/* Every key has the same hash here. */
static enum repeat take(struct fixture *f, const char *key, const char *value, int64_t line)
{
	enum repeat repeat = REPEAT_CONFLICT;

	pgcopy_row(&f->rows, 3);
	pgcopy_text(&f->rows, span_of(key));
	pgcopy_text(&f->rows, span_of(value));
	pgcopy_int(&f->rows, line);
	repeats_find(&f->repeats, 42, &repeat, &f->err);
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
		TEST(a_second_reading_knows_which_rows_are_in_conflict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
