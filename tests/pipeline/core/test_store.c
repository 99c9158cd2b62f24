/* The catalog of the store. */
#include <string.h>

#include "pipeline/core/store.h"
#include "tests/support/test.h"

static void add(struct store *store, enum feed_id feed, const char *name)
{
	struct store_file *file = store_add_file(store, feed, name);

	file->size = 12;
	memset(file->sha256, 'a', HASH_TEXT - 1);
	memset(file->staged, 'b', HASH_TEXT - 1);
	file->since = mem_strdup("run-1");
}

/* Writes a catalog of three files and a campaign into a new folder. */
static char *written(void)
{
	char *var = scratch_folder();
	struct store store CLEANUP(store_release) = {0};
	struct error err CLEANUP(error_release) = ERROR_INIT;

	scratch_write(var, "store/.keep", "");
	add(&store, FEED_INVOICES, "inbox/b.csv");
	add(&store, FEED_INVOICES, "inbox/B.csv");
	add(&store, FEED_PARTNERS, "inbox/p.csv");
	store_add_campaign(&store, "campaigns/one", "one");
	store_write(&store, var, &err);
	assert_no_problem(&err);
	return var;
}

static void a_catalog_that_is_not_there_is_empty(void **state)
{
	char *var AUTOFREE = scratch_folder();
	struct store store CLEANUP(store_release) = {0};
	struct error err CLEANUP(error_release) = ERROR_INIT;

	(void)state;
	store_read(&store, var, &err);
	assert_no_problem(&err);
	assert_int_equal(store.file_count, 0);
	assert_null(store_find(&store, FEED_INVOICES, "inbox/b.csv"));
}

static void what_was_written_is_read_by_feed_and_in_byte_order(void **state)
{
	char *var AUTOFREE = written();
	struct store store CLEANUP(store_release) = {0};
	struct error err CLEANUP(error_release) = ERROR_INIT;

	(void)state;
	store_read(&store, var, &err);
	assert_no_problem(&err);
	assert_int_equal(store.file_count, 3);
	assert_string_equal(store.files[0].name, "inbox/p.csv");
	assert_string_equal(store.files[1].name, "inbox/B.csv");
	assert_string_equal(store.files[2].name, "inbox/b.csv");
	assert_int_equal(store.files[2].size, 12);
	assert_string_equal(store.files[2].since, "run-1");
	assert_string_equal(store.campaigns[0].id, "one");
}

static void a_name_belongs_to_its_feed(void **state)
{
	char *var AUTOFREE = written();
	struct store store CLEANUP(store_release) = {0};
	struct error err CLEANUP(error_release) = ERROR_INIT;

	(void)state;
	store_read(&store, var, &err);
	assert_non_null(store_find(&store, FEED_INVOICES, "inbox/b.csv"));
	assert_null(store_find(&store, FEED_PARTNERS, "inbox/b.csv"));
}

static void a_retraction_is_kept(void **state)
{
	char *var AUTOFREE = written();
	struct store store CLEANUP(store_release) = {0}, again CLEANUP(store_release) = {0};
	struct error err CLEANUP(error_release) = ERROR_INIT;

	(void)state;
	store_read(&store, var, &err);
	store_retract(&store, FEED_INVOICES, "inbox/b.csv", &err);
	store_write(&store, var, &err);
	store_read(&again, var, &err);
	assert_no_problem(&err);
	assert_true(store_find(&again, FEED_INVOICES, "inbox/b.csv")->retracted);
	assert_false(store_find(&again, FEED_INVOICES, "inbox/B.csv")->retracted);
}

static void a_file_that_is_not_there_cannot_be_retracted(void **state)
{
	struct store store CLEANUP(store_release) = {0};
	struct error err CLEANUP(error_release) = ERROR_INIT;

	(void)state;
	assert_int_equal(store_retract(&store, FEED_INVOICES, "inbox/x.csv", &err), -1);
	assert_int_equal(err.code, EXIT_NOINPUT);
}

static void a_catalog_of_another_version_is_refused(void **state)
{
	char *var AUTOFREE = scratch_folder();
	struct store store CLEANUP(store_release) = {0};
	struct error err CLEANUP(error_release) = ERROR_INIT;

	(void)state;
	scratch_write(var, "store/catalog.json", "{\"format\": 99}");
	assert_int_equal(store_read(&store, var, &err), -1);
	assert_problem(&err, "another version");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_catalog_that_is_not_there_is_empty),
		cmocka_unit_test(what_was_written_is_read_by_feed_and_in_byte_order),
		cmocka_unit_test(a_name_belongs_to_its_feed),
		cmocka_unit_test(a_retraction_is_kept),
		cmocka_unit_test(a_file_that_is_not_there_cannot_be_retracted),
		cmocka_unit_test(a_catalog_of_another_version_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
