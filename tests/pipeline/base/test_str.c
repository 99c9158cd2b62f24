/* Spans and growing strings. */
#include "pipeline/base/str.h"

#include "tests/support/test.h"

static void order_is_that_of_the_bytes(void **state)
{
	(void)state;
	assert_true(span_compare(span_of("A"), span_of("a")) < 0);
	assert_true(span_compare(span_of("10"), span_of("9")) < 0);
	assert_true(span_compare(span_of("a"), span_of("ab")) < 0);
	assert_true(span_compare(span_of("z"), span_of("\xC3\xA9")) < 0);
	assert_true(span_compare(SPAN_NONE, span_of("a")) < 0);
	assert_int_equal(span_compare(span_of("abc"), span_of("abc")), 0);
}

static void texts_are_equal_byte_for_byte(void **state)
{
	(void)state;
	assert_true(span_is(span_of("INV-1"), "INV-1"));
	assert_false(span_is(span_of("INV-1"), "INV-01"));
	assert_false(span_is(span_of("INV-1"), "inv-1"));
	assert_true(span_equal(SPAN_NONE, span_of("")));
	assert_false(span_equal((struct span){"a\0b", 3}, (struct span){"a\0c", 3}));
}

static void a_text_starts_with_its_prefix(void **state)
{
	(void)state;
	assert_true(span_starts(span_of("ABC-1"), span_of("ABC")));
	assert_true(span_starts(span_of("ABC"), span_of("ABC")));
	assert_true(span_starts(span_of("ABC"), SPAN_NONE));
	assert_false(span_starts(span_of("AB"), span_of("ABC")));
}

static void blanks_and_tabs_at_both_ends_are_dropped(void **state)
{
	(void)state;
	assert_true(span_is(span_trim(span_of(" \t a b \t ")), "a b"));
	assert_true(span_blank(span_trim(span_of("  \t"))));
	assert_true(span_blank(span_trim(SPAN_NONE)));
	assert_true(span_is(span_trim(span_of("\xC2\xA0x")), "\xC2\xA0x"));
}

static void cutting_gives_every_part_once(void **state)
{
	struct span rest = span_of("a,,b,"), part;

	(void)state;
	assert_true(span_cut(&rest, ',', &part) && span_is(part, "a"));
	assert_true(span_cut(&rest, ',', &part) && span_is(part, ""));
	assert_true(span_cut(&rest, ',', &part) && span_is(part, "b"));
	assert_true(span_cut(&rest, ',', &part) && span_is(part, ""));
	assert_false(span_cut(&rest, ',', &part));
}

static void utf8_is_what_rfc_3629_allows(void **state)
{
	static const char *const good[] = {"", "plain", ("S\xC3\xA9" "curit\xC3\xA9"), "\xE2\x82\xAC",
		"\xF0\x9F\x98\x80", "\xED\x9F\xBF", "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF", "\x7F",
		"a longer text \xC3\xA9 with more"};
	static const char *const bad[] = {("S\xE9" "curit\xE9"), "\x80", "\xC3", "\xC0\xAF", "\xC1\xBF",
		"\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
		"\xE2\x82", "\xE2\x82X", "\xF0\x9F\x98", "\xC3\xA9\xFF", "12345678\xFF",
			"1234567\xFF 12345678"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_true(span_is_utf8(span_of(good[i])));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (span_is_utf8(span_of(bad[i])))
			fail_msg("bad text %zu passes for UTF-8", i);
}

static void a_string_grows_with_what_is_added(void **state)
{
	struct str text AUTOSTR = STR_INIT;

	(void)state;
	assert_string_equal(str_text(&text), "");
	for (int i = 0; i < 1000; i++)
		str_addf(&text, "%d,", i % 10);
	assert_int_equal(text.len, 2000);
	assert_int_equal(strlen(text.s), 2000);
	str_reset(&text);
	str_add(&text, "new");
	str_add_char(&text, ' ');
	str_add_span(&text, span_of("text"));
	assert_string_equal(str_text(&text), "new text");
}

static void bytes_with_nul_are_kept(void **state)
{
	struct str text AUTOSTR = STR_INIT;

	(void)state;
	str_add_bytes(&text, "a\0b", 3);
	assert_int_equal(text.len, 3);
	assert_memory_equal(text.s, "a\0b\0", 4);
}

static void a_detached_text_belongs_to_the_caller(void **state)
{
	struct str text AUTOSTR = STR_INIT;

	(void)state;
	char *empty AUTOFREE = str_detach(&text);
	str_add(&text, "mine");
	char *mine AUTOFREE = str_detach(&text);
	assert_string_equal(empty, "");
	assert_string_equal(mine, "mine");
	assert_string_equal(str_text(&text), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order_is_that_of_the_bytes),
		cmocka_unit_test(texts_are_equal_byte_for_byte),
		cmocka_unit_test(a_text_starts_with_its_prefix),
		cmocka_unit_test(blanks_and_tabs_at_both_ends_are_dropped),
		cmocka_unit_test(cutting_gives_every_part_once),
		cmocka_unit_test(utf8_is_what_rfc_3629_allows),
		cmocka_unit_test(a_string_grows_with_what_is_added),
		cmocka_unit_test(bytes_with_nul_are_kept),
		cmocka_unit_test(a_detached_text_belongs_to_the_caller),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
