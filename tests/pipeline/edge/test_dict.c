/* Dictionaries: one number a text, whatever became of the bytes it came from. */
#include "pipeline/edge/dict.h"

#include <stdio.h>

#include "tests/support/cm.h"

static void a_text_has_one_number(void **state)
{
	struct dict dict = {0};

	(void)state;
	assert_int_equal(dict_find(&dict, span_of("a")), 0);
	assert_int_equal(dict_add(&dict, span_of("a")), 1);
	assert_int_equal(dict_add(&dict, span_of("b")), 2);
	assert_int_equal(dict_add(&dict, span_of("a")), 1);
	assert_int_equal(dict_find(&dict, span_of("b")), 2);
	assert_int_equal(dict_find(&dict, span_of("c")), 0);
	dict_release(&dict);
	dict_release(&dict); /* a second time does no harm */
}

static void a_blank_text_is_number_0(void **state)
{
	struct dict dict = {0};

	(void)state;
	assert_int_equal(dict_add(&dict, span_of("")), 0);
	assert_int_equal(dict_add(&dict, SPAN_NONE), 0);
	assert_null(dict_text(&dict, 0).at);
	dict_release(&dict);
}

static void texts_are_copies_that_stay_where_they_are(void **state)
{
	enum { MANY = 20000 };
	struct dict dict = {0};
	char text[16];

	(void)state;
	snprintf(text, sizeof(text), "first");
	dict_add(&dict, span_of(text));
	struct span first = dict_text(&dict, 1);
	for (int i = 0; i < MANY; i++) {
		snprintf(text, sizeof(text), "%d", i);
		assert_int_equal(dict_add(&dict, span_of(text)), i + 2);
	}
	assert_true(span_is(first, "first"));
	for (int i = 0; i < MANY; i++) {
		snprintf(text, sizeof(text), "%d", i);
		assert_int_equal(dict_find(&dict, span_of(text)), i + 2);
		assert_true(span_is(dict_text(&dict, (text_id)i + 2), text));
	}
	dict_seal(&dict);
	assert_int_equal(dict_find(&dict, span_of("19999")), 20001);
	assert_int_equal(dict_find(&dict, span_of("20000")), 0);
	dict_release(&dict);
}

static void a_text_may_be_long(void **state)
{
	enum { LONG = 200000 };
	struct dict dict = {0};
	char *text = mem_alloc(LONG);

	(void)state;
	memset(text, 'x', LONG);
	assert_int_equal(dict_add(&dict, (struct span){text, LONG}), 1);
	assert_int_equal(dict_add(&dict, (struct span){text, LONG - 1}), 2);
	assert_int_equal(dict_add(&dict, span_of("short")), 3);
	assert_int_equal(dict_text(&dict, 1).len, LONG);
	assert_true(span_is(dict_text(&dict, 3), "short"));
	dict_release(&dict);
	free(text);
}

/* By bytes, not as characters or numbers; a text before those that it begins. */
static void ranks_are_in_the_order_of_bytes(void **state)
{
	static const char *const texts[] = {"I-10000002", "I-1000000", "b", "\xc3\xa9", "I-10000001", "B",
		"10", "9", "I-10000001x", "I-1"};
	static const uint32_t ranks[] = {0, 8, 5, 9, 10, 6, 3, 1, 2, 7, 4};
	struct dict dict = {0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		dict_add(&dict, span_of(texts[i]));
	uint32_t *found = dict_ranks(&dict);
	for (size_t i = 0; i < ARRAY_LEN(ranks); i++)
		assert_int_equal(found[i], ranks[i]);
	free(found);
	dict_release(&dict);
}

/* Many that begin alike, of any length, some of which end in zero bytes. */
static void ranks_of_many_texts_are_in_the_order_of_bytes(void **state)
{
	static const char alphabet[] = "INVOICE-0000000000000000";
	struct dict dict = {0};
	uint64_t random = 1;

	(void)state;
	for (int i = 0; i < 5000; i++) {
		char text[24];
		random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		memcpy(text, alphabet, sizeof(text));
		text[8 + (random >> 40) % 16] = (char)(random >> 50);
		text[8 + (random >> 44) % 16] = (char)(random >> 55 & 1);
		dict_add(&dict, (struct span){text, 4 + (random >> 33) % 21});
	}
	uint32_t *rank = dict_ranks(&dict), *id_of = mem_alloc(dict.count * sizeof(*id_of));
	for (size_t i = 1; i < dict.count; i++)
		id_of[rank[i]] = (uint32_t)i;
	for (size_t i = 2; i < dict.count; i++)
		assert_true(span_compare(dict_text(&dict, id_of[i - 1]), dict_text(&dict, id_of[i])) < 0);
	free(rank);
	free(id_of);
	dict_release(&dict);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_has_one_number),
		cmocka_unit_test(a_blank_text_is_number_0),
		cmocka_unit_test(texts_are_copies_that_stay_where_they_are),
		cmocka_unit_test(a_text_may_be_long),
		cmocka_unit_test(ranks_are_in_the_order_of_bytes),
		cmocka_unit_test(ranks_of_many_texts_are_in_the_order_of_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
