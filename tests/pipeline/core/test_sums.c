/* Lists of files and their hashes. */
#include <string.h>

#include "pipeline/core/sums.h"
#include "pipeline/edge/files.h"
#include "tests/support/test.h"

#define OF_NOTHING "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static void a_folder_is_listed_in_the_order_of_bytes_as_sha256sum_does(void **state)
{
	char *folder AUTOFREE = scratch_folder();
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct str text AUTOSTR = STR_INIT;
	char *path AUTOFREE = path_join(folder, SUMS_NAME);

	(void)state;
	scratch_write(folder, "b", "");
	scratch_write(folder, "B", "");
	scratch_write(folder, ".half", "not finished");
	sums_seal_folder(folder, NULL, &err);
	sums_seal_folder(folder, NULL, &err);
	assert_no_problem(&err);
	file_read(path, 1000, &text, &err);
	assert_string_equal(str_text(&text), OF_NOTHING "  B\n" OF_NOTHING "  b\n");
}

static void a_hash_that_is_known_is_taken_and_the_file_not_read(void **state)
{
	char *folder AUTOFREE = scratch_folder();
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct sums known CLEANUP(sums_release) = {0}, read CLEANUP(sums_release) = {0};
	char *path AUTOFREE = path_join(folder, SUMS_NAME);

	(void)state;
	scratch_write(folder, "known", "not nothing");
	scratch_write(folder, "other", "");
	sums_add(&known, "known", OF_NOTHING);
	sums_add(&known, "elsewhere", OF_NOTHING);
	sums_seal_folder(folder, &known, &err);
	sums_read(&read, path, &err);
	assert_no_problem(&err);
	assert_int_equal(read.count, 2);
	assert_string_equal(sums_find(&read, "known")->sha256, OF_NOTHING);
	assert_string_equal(sums_find(&read, "other")->sha256, OF_NOTHING);
}

static void a_list_that_was_written_is_read_again(void **state)
{
	char *folder AUTOFREE = scratch_folder();
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct sums sums CLEANUP(sums_release) = {0}, read CLEANUP(sums_release) = {0};
	char *path AUTOFREE = path_join(folder, "list");
	char sha256[HASH_TEXT], of_file[HASH_TEXT];

	(void)state;
	sums_add(&sums, "a folder/a name with  blanks", OF_NOTHING);
	sums_write(&sums, path, sha256, &err);
	hash_file(path, of_file, &err);
	sums_read(&read, path, &err);
	assert_no_problem(&err);
	assert_string_equal(sha256, of_file);
	assert_int_equal(read.count, 1);
	assert_non_null(sums_find(&read, "a folder/a name with  blanks"));
	assert_null(sums_find(&read, "a folder"));
}

static void a_line_that_is_none_of_sha256sum_is_refused_with_its_number(void **state)
{
	static const char *const lines[] = {OF_NOTHING " b\n", OF_NOTHING "  \n", OF_NOTHING "  b",
		"x" OF_NOTHING "  b\n", "\n", OF_NOTHING "0  b\n"};
	char *folder AUTOFREE = scratch_folder();
	char *path AUTOFREE = path_join(folder, "list");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		struct error err CLEANUP(error_release) = ERROR_INIT;
		struct sums read CLEANUP(sums_release) = {0};
		char *text AUTOFREE = mem_printf("%s  good\n%s", OF_NOTHING, lines[i]);
		scratch_write(folder, "list", text);
		assert_int_equal(sums_read(&read, path, &err), -1);
		assert_int_equal(err.code, EXIT_DATA);
		assert_non_null(strstr(error_text(&err), "list:2:"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_folder_is_listed_in_the_order_of_bytes_as_sha256sum_does),
		cmocka_unit_test(a_hash_that_is_known_is_taken_and_the_file_not_read),
		cmocka_unit_test(a_list_that_was_written_is_read_again),
		cmocka_unit_test(a_line_that_is_none_of_sha256sum_is_refused_with_its_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
