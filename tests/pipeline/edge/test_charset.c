/* Encodings: what is text in each, and what it becomes. */
#include <string.h>

#include "pipeline/edge/charset.h"
#include "tests/support/test.h"

/* The bytes become `expected`, or are refused where that is NULL. */
static void check(const char *name, const char *bytes, size_t length, const char *expected)
{
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct str out AUTOSTR = STR_INIT;
	struct charset charset;

	charset_open(&charset, name, &err);
	assert_no_problem(&err);
	assert_int_equal(charset_to_utf8(&charset, (struct span){bytes, length}, &out), expected != NULL);
	if (expected)
		assert_string_equal(str_text(&out), expected);
}

#define GOOD(name, bytes, expected) check(name, bytes, sizeof(bytes) - 1, expected)
#define BAD(name, bytes) check(name, bytes, sizeof(bytes) - 1, NULL)

static void utf8_is_taken_as_it_is(void **state)
{
	(void)state;
	GOOD("utf-8", "Qu\xC3\xA9" "bec \xE2\x82\xAC \xF0\x9F\x99\x82", "Québec € 🙂");
}

static void bytes_that_are_no_utf8_are_refused(void **state)
{
	(void)state;
	BAD("utf-8", "caf\xE9");
	BAD("utf-8", "\xC3");
	BAD("utf-8", "\xC0\xAF");         /* overlong */
	BAD("utf-8", "\xED\xA0\x80");     /* a surrogate */
	BAD("utf-8", "\xF4\x90\x80\x80"); /* beyond U+10FFFF */
}

static void nul_is_refused_in_every_encoding(void **state)
{
	(void)state;
	BAD("utf-8", "a\0b");
	BAD("windows-1252", "a\0b");
	BAD("iso-8859-1", "a\0b");
}

static void single_bytes_become_utf8(void **state)
{
	(void)state;
	GOOD("windows-1252", "caf\xE9 \x80 5\x96" "6", "café € 5–6");
	GOOD("iso-8859-1", "caf\xE9 \xA7", "café §");
}

static void a_byte_that_stands_for_nothing_is_refused(void **state)
{
	(void)state;
	BAD("windows-1252", "\x81");
}

static void text_goes_back_into_its_encoding(void **state)
{
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct str out AUTOSTR = STR_INIT;
	struct charset charset;

	(void)state;
	charset_open(&charset, "windows-1252", &err);
	assert_true(charset_from_utf8(&charset, span_of("Numéro €"), &out));
	assert_string_equal(str_text(&out), "Num\xE9ro \x80");
	assert_false(charset_from_utf8(&charset, span_of("№"), &out));
}

static void what_cannot_be_read_is_shown_as_its_bytes(void **state)
{
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct str out AUTOSTR = STR_INIT;
	struct charset charset;

	(void)state;
	charset_open(&charset, "utf-8", &err);
	charset_show(&charset, (struct span){"caf\xE9 \0é", 8}, &out);
	assert_string_equal(str_text(&out), "caf\\xE9 \\x00é");
}

static void ascii_without_nul_needs_no_second_look(void **state)
{
	char text[24];

	(void)state;
	memset(text, 'x', sizeof(text));
	assert_true(text_is_ascii((struct span){text, sizeof(text)}));
	for (size_t i = 0; i < sizeof(text); i++) {
		text[i] = '\0';
		assert_false(text_is_ascii((struct span){text, sizeof(text)}));
		text[i] = '\x80';
		assert_false(text_is_ascii((struct span){text, sizeof(text)}));
		text[i] = '\x7F';
		assert_true(text_is_ascii((struct span){text, sizeof(text)}));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8_is_taken_as_it_is),
		cmocka_unit_test(bytes_that_are_no_utf8_are_refused),
		cmocka_unit_test(nul_is_refused_in_every_encoding),
		cmocka_unit_test(single_bytes_become_utf8),
		cmocka_unit_test(a_byte_that_stands_for_nothing_is_refused),
		cmocka_unit_test(text_goes_back_into_its_encoding),
		cmocka_unit_test(what_cannot_be_read_is_shown_as_its_bytes),
		cmocka_unit_test(ascii_without_nul_needs_no_second_look),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
