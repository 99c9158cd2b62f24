/* Copying delivered bytes into the store. */
#include <string.h>
#include <sys/stat.h>

#include "pipeline/core/manifest.h"
#include "pipeline/edge/files.h"
#include "stages/extract/object.h"
#include "tests/support/test.h"

static int take(const char *var, const char *path, const struct object *known,
	struct object *ret_object, struct error *err)
{
	struct outfile copy;

	if (object_take(var, path, known, ret_object, &copy, err) < 0)
		return -1;
	return object_place(var, ret_object, &copy, err);
}

static void bytes_can_be_read_before_they_are_in_place(void **state)
{
	char *var AUTOFREE = scratch_folder(), *path AUTOFREE = path_join(var, "in.csv");
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct str text AUTOSTR = STR_INIT;
	struct object object;
	struct outfile copy;

	(void)state;
	scratch_write(var, "in.csv", "abc");
	object_take(var, path, NULL, &object, &copy, &err);
	char *now AUTOFREE = object_path(var, &object, &copy);
	file_read(now, 100, &text, &err);
	assert_string_equal(str_text(&text), "abc");
	object_place(var, &object, &copy, &err);
	char *then AUTOFREE = object_path(var, &object, &copy);
	assert_no_problem(&err);
	assert_false(path_exists(now));
	assert_true(path_exists(then));
}

static void a_copy_of_what_is_in_place_meanwhile_is_taken_away(void **state)
{
	char *var AUTOFREE = scratch_folder(), *path AUTOFREE = path_join(var, "in.csv");
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct object first, second;
	struct outfile copy;

	(void)state;
	scratch_write(var, "in.csv", "abc");
	object_take(var, path, NULL, &first, &copy, &err);
	char *temp AUTOFREE = object_path(var, &first, &copy);
	take(var, path, NULL, &second, &err);
	object_place(var, &first, &copy, &err);
	assert_no_problem(&err);
	assert_false(path_exists(temp));
}

static void bytes_are_kept_under_their_hash(void **state)
{
	char *var AUTOFREE = scratch_folder(), *path AUTOFREE = path_join(var, "in.csv");
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct str kept AUTOSTR = STR_INIT;
	struct object object;

	(void)state;
	scratch_write(var, "in.csv", "abc");
	take(var, path, NULL, &object, &err);
	assert_no_problem(&err);
	assert_int_equal(object.size, 3);
	assert_string_equal(object.sha256,
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	char *place AUTOFREE = store_object_path(var, object.sha256);
	file_read(place, 100, &kept, &err);
	assert_string_equal(str_text(&kept), "abc");
}

static void what_is_known_is_not_copied_again(void **state)
{
	char *var AUTOFREE = scratch_folder(), *path AUTOFREE = path_join(var, "in.csv");
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct object first, second;
	struct stat before, after;

	(void)state;
	scratch_write(var, "in.csv", "abc");
	take(var, path, NULL, &first, &err);
	char *place AUTOFREE = store_object_path(var, first.sha256);
	stat(place, &before);
	take(var, path, &first, &second, &err);
	stat(place, &after);
	assert_no_problem(&err);
	assert_string_equal(second.sha256, first.sha256);
	assert_int_equal(after.st_ino, before.st_ino);
}

static void what_was_known_and_is_lost_from_the_store_is_copied_again(void **state)
{
	char *var AUTOFREE = scratch_folder(), *path AUTOFREE = path_join(var, "in.csv");
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct object first, second;

	(void)state;
	scratch_write(var, "in.csv", "abc");
	take(var, path, NULL, &first, &err);
	char *place AUTOFREE = store_object_path(var, first.sha256);
	dir_remove(place, &err);
	take(var, path, &first, &second, &err);
	assert_no_problem(&err);
	assert_true(path_exists(place));
}

/* The kernel's files say that they have no bytes, and give some: like a file that grows. */
static void a_file_that_has_more_bytes_than_it_had_is_still_growing(void **state)
{
	char *var AUTOFREE = scratch_folder();
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct object object;

	(void)state;
	assert_int_equal(take(var, "/proc/version", NULL, &object, &err), -1);
	assert_int_equal(err.code, EXIT_DATA);
	assert_problem(&err, "/proc/version: is still growing");
}

static void a_file_that_is_not_there_is_a_missing_input(void **state)
{
	char *var AUTOFREE = scratch_folder(), *path AUTOFREE = path_join(var, "in.csv");
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct object object;

	(void)state;
	assert_int_equal(take(var, path, NULL, &object, &err), -1);
	assert_int_equal(err.code, EXIT_NOINPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_are_kept_under_their_hash),
		cmocka_unit_test(bytes_can_be_read_before_they_are_in_place),
		cmocka_unit_test(a_copy_of_what_is_in_place_meanwhile_is_taken_away),
		cmocka_unit_test(what_is_known_is_not_copied_again),
		cmocka_unit_test(what_was_known_and_is_lost_from_the_store_is_copied_again),
		cmocka_unit_test(a_file_that_has_more_bytes_than_it_had_is_still_growing),
		cmocka_unit_test(a_file_that_is_not_there_is_a_missing_input),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
