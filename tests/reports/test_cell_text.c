/* Text of feeds in cells: what may stay, what is replaced, and how wide it is. */
#include "reports/cell_text.h"

#include <stdio.h>

#include "tests/support/test.h"

static const char *cell_bytes(const char *bytes, size_t length)
{
	static char shown[128];
	struct str out AUTOSTR = STR_INIT;

	cell_text_add(&out, (struct span){bytes, length});
	snprintf(shown, sizeof(shown), "%s", str_text(&out));
	return shown;
}

static const char *cell(const char *text)
{
	return cell_bytes(text, strlen(text));
}

static void identifiers_and_formulas_stay_byte_for_byte(void **state)
{
	const char *const texts[] = {"0012345", "123456789012345678", "1E5", "=1+1", "+1", "-1", "@A1",
		"'quoted", "Évasion & <Fils> \"Ltée\"", "\xF0\x9F\x98\x80", " blanks ", "a\tb\nc"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		assert_string_equal(cell(texts[i]), texts[i]);
}

static void control_characters_become_their_pictures(void **state)
{
	(void)state;
	assert_string_equal(cell("a\x01z"), "a\xE2\x90\x81z");
	assert_string_equal(cell("a\r\n"), "a\xE2\x90\x8D\n");
	assert_string_equal(cell("\x1B[31m"), "\xE2\x90\x9B[31m");
	assert_string_equal(cell("\x7F"), "\xE2\x90\xA1");
	assert_string_equal(cell_bytes("a\0b", 3), "a\xE2\x90\x80" "b");
}

static void bytes_that_are_no_utf8_become_replacement_characters(void **state)
{
	(void)state;
	assert_string_equal(cell("caf\xE9"), "caf\xEF\xBF\xBD");
	assert_string_equal(cell("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");         /* overlong */
	assert_string_equal(cell("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD");         /* cut off */
	assert_string_equal(cell("\xF5\x80\x80\x80x"),
		"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDx"); /* above U+10FFFF */
}

static void what_xml_forbids_is_replaced(void **state)
{
	(void)state;
	assert_string_equal(cell("\xEF\xBF\xBE"), "\xEF\xBF\xBD"); /* U+FFFE */
	assert_string_equal(cell("\xC2\x85"), "\xEF\xBF\xBD");     /* U+0085 */
	assert_string_equal(cell_bytes("\xED\xA0\x80", 3),
		"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"); /* a surrogate */
}

static void an_escape_of_the_file_format_is_escaped_itself(void **state)
{
	(void)state;
	assert_string_equal(cell("_x0041_"), "_x005F_x0041_");
	assert_string_equal(cell("_x000d_z"), "_x005F_x000d_z");
	assert_string_equal(cell("_x00G1_"), "_x00G1_");
	assert_string_equal(cell("_x0041"), "_x0041");
}

static size_t kept_of(const char *repeated, size_t times)
{
	struct str in AUTOSTR = STR_INIT, out AUTOSTR = STR_INIT;

	for (size_t i = 0; i < times; i++)
		str_add(&in, repeated);
	cell_text_add(&out, (struct span){str_text(&in), in.len});
	return out.len;
}

static void text_that_is_too_long_ends_in_an_ellipsis(void **state)
{
	(void)state;
	assert_int_equal(kept_of("x", 32759), 32759);
	assert_int_equal(kept_of("x", 40000), 32759 + 3);
	/* two UTF-16 units each */
	assert_true(kept_of("\xF0\x9F\x98\x80", 40000) <= (CELL_TEXT_MAX + 1) / 2 * 4 + 3);
	assert_true(kept_of("_x0041_", 40000) < CELL_TEXT_MAX + 16);
}

static void width_counts_characters_of_the_longest_line(void **state)
{
	(void)state;
	assert_int_equal(cell_text_width(""), 0);
	assert_int_equal(cell_text_width("Ltée"), 4);
	assert_int_equal(cell_text_width("ab\nabcd\nabc"), 4);
}

static void lines_wrap_between_words(void **state)
{
	(void)state;
	assert_int_equal(cell_text_lines("", 10), 1);
	assert_int_equal(cell_text_lines("one two", 10), 1);
	assert_int_equal(cell_text_lines("one two three", 10), 2);
	assert_int_equal(cell_text_lines("a\nb", 10), 2);
	assert_int_equal(cell_text_lines("abcdefghijklmnopqrstuvwxyz", 10), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(identifiers_and_formulas_stay_byte_for_byte),
		cmocka_unit_test(control_characters_become_their_pictures),
		cmocka_unit_test(bytes_that_are_no_utf8_become_replacement_characters),
		cmocka_unit_test(what_xml_forbids_is_replaced),
		cmocka_unit_test(an_escape_of_the_file_format_is_escaped_itself),
		cmocka_unit_test(text_that_is_too_long_ends_in_an_ellipsis),
		cmocka_unit_test(width_counts_characters_of_the_longest_line),
		cmocka_unit_test(lines_wrap_between_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
