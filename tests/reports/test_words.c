/* Codes in words, and sentences with values. */
#include "reports/words.h"

#include <stdio.h>

#include "tests/support/test.h"

static const char *lookup(const void *context, struct span name)
{
	(void)context;
	if (span_is(name, "event_date"))
		return "2026-07-03";
	return span_is(name, "name") ? "{event_date}" : NULL;
}

static const char *filled(const char *sentence)
{
	static char text[256];
	struct str out AUTOSTR = STR_INIT;

	words_fill(&out, sentence, lookup, NULL);
	snprintf(text, sizeof(text), "%s", str_text(&out));
	return text;
}

static void a_day_is_written_as_people_write_it(void **state)
{
	(void)state;
	assert_string_equal(filled("On {event_date:day}."), "On 3 July 2026.");
	assert_string_equal(filled("On {event_date}."), "On 2026-07-03.");
}

static void a_missing_value_leaves_nothing(void **state)
{
	(void)state;
	assert_string_equal(filled("a{nobody}b{nobody:day}c"), "abc");
}

static void a_value_is_not_read_as_a_sentence(void **state)
{
	(void)state;
	assert_string_equal(filled("{name}"), "{event_date}");
}

static void an_open_brace_stays(void **state)
{
	(void)state;
	assert_string_equal(filled("a { b"), "a { b");
}

static void an_unknown_code_is_shown_itself(void **state)
{
	(void)state;
	assert_string_equal(words_find(words_not_paid, "new-reason"), "new-reason");
	assert_string_equal(words_find(words_not_paid, NULL), "");
}

/* The codes of the settlement rules: each has its sentence. */
static void every_code_of_the_rules_has_its_sentence(void **state)
{
	const char *const reasons[] = {"terms-not-accepted", "registered-late", "account-taken",
		"membership-inactive", "before-registration", "agreement-unknown", "agreement-inactive",
		"license-type", "currency", "stacking", "late-return"};
	const char *const notes[] = {"before-start", "capped", "not-counted", "below-minimum",
		"below-threshold", "above-maximum"};
	const char *const states[] = {"unknown-campaign", "unknown-partner", "not-approved",
		"terms-not-accepted", "registered-late", "number-not-found", "account-taken", "active"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(reasons); i++) {
		assert_string_not_equal(words_find(words_not_paid, reasons[i]), reasons[i]);
		assert_string_not_equal(words_find(words_reason, reasons[i]), reasons[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(notes); i++)
		assert_string_not_equal(words_find(words_not_paid, notes[i]), notes[i]);
	for (size_t i = 0; i < ARRAY_LEN(states); i++) {
		assert_string_not_equal(words_find(words_registration, states[i]), states[i]);
		assert_string_not_equal(words_find(words_next_step, states[i]), states[i]);
	}
}

static void an_amount_has_its_thousands_apart_and_the_places_of_its_currency(void **state)
{
	static const struct {
		const char *decimal;
		int places;
		const char *shown;
	} cases[] = {
		{"0", 2, "0.00"}, {"1234.5", 2, "1,234.50"}, {"-1234567.00", 2, "\u22121,234,567.00"},
		{"12.0000", 2, "12.00"}, {"0.0125", 2, "0.0125"}, {"100.00", 0, "100"}, {"999", 0, "999"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str shown AUTOSTR = STR_INIT;
		words_add_amount(&shown, cases[i].decimal, cases[i].places);
		assert_string_equal(str_text(&shown), cases[i].shown);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_is_written_as_people_write_it),
		cmocka_unit_test(a_missing_value_leaves_nothing),
		cmocka_unit_test(a_value_is_not_read_as_a_sentence),
		cmocka_unit_test(an_open_brace_stays),
		cmocka_unit_test(an_unknown_code_is_shown_itself),
		cmocka_unit_test(an_amount_has_its_thousands_apart_and_the_places_of_its_currency),
		cmocka_unit_test(every_code_of_the_rules_has_its_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
