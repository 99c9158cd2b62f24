/* Text in the characters of a payment. */
#include "pipeline/base/latin.h"

#include "tests/support/test.h"

static void assert_latin(const char *text, size_t limit, const char *expected)
{
	struct str out AUTOSTR = STR_INIT;

	latin_add(&out, span_of(text), limit);
	assert_string_equal(str_text(&out), expected);
	assert_true(latin_is(span_of(str_text(&out))));
}

static void what_is_in_the_set_stays(void **state)
{
	static const char set[] = "abc XYZ 019 /-?:().,'+";

	(void)state;
	assert_true(latin_is(span_of(set)));
	assert_latin(set, 70, set);
}

static void letters_lose_their_accents(void **state)
{
	(void)state;
	assert_latin("Solutions Érablière", 70, "Solutions Erabliere");
	assert_latin("Łódź, Čapek, Şişli, Țara", 70, "Lodz, Capek, Sisli, Tara");
	assert_latin("Caf\x65\xCC\x81", 70, "Cafe"); /* e and a combining accent */
}

static void ligatures_become_two_letters(void **state)
{
	(void)state;
	assert_latin("Œuvre Straße Ærø Þór", 70, "OEuvre Strasse AEro THor");
}

static void signs_become_the_nearest_of_the_set(void **state)
{
	(void)state;
	assert_latin("\"Blue Door\" & Fils – Co_op; 5€", 70, "'Blue Door' + Fils - Co-op, 5EUR");
}

static void what_nobody_knows_becomes_a_full_stop(void **state)
{
	(void)state;
	assert_latin("A ᓄᓇ 日 #@", 70, "A .. . ..");
	assert_latin("\xFF", 70, ".");
}

static void blanks_are_single_and_not_at_the_ends(void **state)
{
	(void)state;
	assert_latin("  two \t words\xC2\xA0 ", 70, "two words");
	assert_latin(" \t ", 70, "");
}

static void the_limit_counts_the_characters_that_are_written(void **state)
{
	(void)state;
	assert_latin("ééééé", 3, "eee");
	assert_latin("abÆ", 3, "abA");
	assert_latin("ab cd", 3, "ab");
	assert_latin("abc", 0, "");
}

static void it_is_added_to_what_is_there(void **state)
{
	struct str out AUTOSTR = STR_INIT;

	(void)state;
	str_add(&out, "é ");
	latin_add(&out, span_of(" ü"), 5);
	assert_string_equal(out.s, "é u");
}

static void other_text_is_not_in_the_set(void **state)
{
	(void)state;
	assert_false(latin_is(span_of("é")));
	assert_false(latin_is(span_of("a_b")));
	assert_false(latin_is((struct span){"a\0b", 3}));
	assert_true(latin_is(SPAN_NONE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_in_the_set_stays),
		cmocka_unit_test(letters_lose_their_accents),
		cmocka_unit_test(ligatures_become_two_letters),
		cmocka_unit_test(signs_become_the_nearest_of_the_set),
		cmocka_unit_test(what_nobody_knows_becomes_a_full_stop),
		cmocka_unit_test(blanks_are_single_and_not_at_the_ends),
		cmocka_unit_test(the_limit_counts_the_characters_that_are_written),
		cmocka_unit_test(it_is_added_to_what_is_there),
		cmocka_unit_test(other_text_is_not_in_the_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
