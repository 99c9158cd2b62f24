/* Cards: which entries take a SKU, and which of them is in force. */
#include "stages/transform/cards.h"

#include <stdio.h>

#include "tests/support/cm.h"
#include "tests/support/world.h"

/* Two campaigns; the first has several entries that take "ABC-1". */
static struct card_entry first_entries[] = {
	{.sku = (char *)"A", .prefix = true, .valid_from = DATE_MIN, .valid_to = DATE_MAX},
	{.sku = (char *)"ABC-1", .valid_from = 100, .valid_to = 200},
	{.sku = (char *)"ABC-", .prefix = true, .valid_from = DATE_MIN, .valid_to = 150},
	{.sku = (char *)"ABC-2", .valid_from = DATE_MIN, .valid_to = DATE_MAX},
	{.sku = (char *)"ABC-1", .valid_from = 201, .valid_to = DATE_MAX},
};
static struct card_entry second_entries[] = {
	{.sku = (char *)"ABC-1", .valid_from = DATE_MIN, .valid_to = DATE_MAX},
};
static const struct campaign campaigns[] = {
	{.entries = first_entries, .entry_count = ARRAY_LEN(first_entries)},
	{.entries = second_entries, .entry_count = ARRAY_LEN(second_entries)},
};

static int set_up(void **state)
{
	struct cards *cards = mem_alloc(sizeof(*cards));

	cards_init(cards, campaigns, ARRAY_LEN(campaigns));
	*state = cards;
	return 0;
}

static int tear_down(void **state)
{
	cards_release(*state);
	cards_release(*state); /* a second time does no harm */
	free(*state);
	return 0;
}

#define CARDS_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static void the_closest_entries_of_each_campaign_come_first(void **state)
{
	struct candidates found = cards_of(*state, span_of("ABC-1"));

	assert_int_equal(found.count, 5);
	assert_string_equal(found.items[0].entry->sku, "ABC-1");
	assert_string_equal(found.items[1].entry->sku, "ABC-1");
	assert_string_equal(found.items[2].entry->sku, "ABC-");
	assert_string_equal(found.items[3].entry->sku, "A");
	assert_int_equal(found.items[3].campaign, 0);
	assert_int_equal(found.items[4].campaign, 1);
	assert_ptr_equal(found.items[4].entry, second_entries);
}

static void the_order_on_the_card_does_not_matter(void **state)
{
	static struct card_entry turned[ARRAY_LEN(first_entries)];
	const struct campaign campaign = {.entries = turned, .entry_count = ARRAY_LEN(turned)};
	struct cards *cards = *state;

	for (size_t i = 0; i < ARRAY_LEN(turned); i++)
		turned[i] = first_entries[ARRAY_LEN(turned) - 1 - i];
	cards_release(cards);
	cards_init(cards, &campaign, 1);
	struct candidates found = cards_of(cards, span_of("ABC-1"));
	assert_int_equal(found.count, 4);
	assert_false(found.items[0].entry->prefix);
	assert_false(found.items[1].entry->prefix);
	assert_string_equal(found.items[2].entry->sku, "ABC-");
	assert_string_equal(found.items[3].entry->sku, "A");
}

static const struct card_entry *in_force(struct cards *cards, const char *sku, date_t date)
{
	struct candidates list = cards_of(cards, span_of(sku));
	size_t at = 0;
	const struct candidate *found = cards_in_force(list, &at, date);

	assert_true(at == list.count || list.items[at].campaign == 1);
	return found ? found->entry : NULL;
}

static void an_entry_is_in_force_on_both_of_its_days(void **state)
{
	assert_ptr_equal(in_force(*state, "ABC-1", 99), &first_entries[2]);
	assert_ptr_equal(in_force(*state, "ABC-1", 100), &first_entries[1]);
	assert_ptr_equal(in_force(*state, "ABC-1", 200), &first_entries[1]);
	assert_ptr_equal(in_force(*state, "ABC-1", 201), &first_entries[4]);
	assert_ptr_equal(in_force(*state, "ABC-9", 150), &first_entries[2]);
	assert_ptr_equal(in_force(*state, "ABC-9", 151), &first_entries[0]);
	assert_ptr_equal(in_force(*state, "A", 151), &first_entries[0]);
}

static void campaigns_are_gone_through_one_by_one(void **state)
{
	struct candidates list = cards_of(*state, span_of("ABC-1"));
	size_t at = 0;

	cards_in_force(list, &at, 99);
	assert_int_equal(at, 4);
	assert_ptr_equal(cards_in_force(list, &at, 99)->entry, second_entries);
	assert_int_equal(at, 5);
}

static void a_sku_that_no_card_has_has_no_candidates(void **state)
{
	assert_int_equal(cards_of(*state, span_of("XYZ")).count, 0);
	assert_int_equal(cards_of(*state, span_of("abc-1")).count, 0);
	assert_int_equal(cards_of(*state, span_of("")).count, 0);
	assert_int_equal(cards_of(*state, SPAN_NONE).count, 0);
}

/* The card of everything has one entry, `*`; a blank SKU is nobody's. */
static void a_prefix_of_no_bytes_takes_every_sku_but_a_blank_one(void **state)
{
	struct card_entry all = {
		.sku = (char *)"", .prefix = true, .valid_from = DATE_MIN, .valid_to = DATE_MAX};
	const struct campaign three[] = {campaigns[0], campaigns[1], {.entries = &all, .entry_count = 1}};
	struct cards *cards = *state;

	cards_release(cards);
	cards_init(cards, three, ARRAY_LEN(three));
	assert_int_equal(cards_of(cards, span_of("XYZ")).count, 1);
	assert_int_equal(cards_of(cards, span_of("ABC-7")).count, 3);
	assert_ptr_equal(cards_of(cards, span_of("ABC-7")).items[2].entry, &all);
	assert_int_equal(cards_of(cards, span_of("ABC-1")).count, 6);
	assert_int_equal(cards_of(cards, span_of("")).count, 0);
}

static void many_skus_keep_their_candidates(void **state)
{
	static char skus[600][16];
	struct cards *cards = *state;

	for (int i = 0; i < 600; i++) {
		snprintf(skus[i], sizeof(skus[i]), "%s%d", i % 2 ? "ABC-" : "X", i);
		cards_of(cards, span_of(skus[i]));
	}
	for (int i = 0; i < 600; i++) {
		size_t expected = i == 1 ? 5 : i % 2 ? 2 : 0;
		assert_int_equal(cards_of(cards, span_of(skus[i])).count, expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CARDS_TEST(the_closest_entries_of_each_campaign_come_first),
		CARDS_TEST(the_order_on_the_card_does_not_matter),
		CARDS_TEST(an_entry_is_in_force_on_both_of_its_days),
		CARDS_TEST(campaigns_are_gone_through_one_by_one),
		CARDS_TEST(a_sku_that_no_card_has_has_no_candidates),
		CARDS_TEST(a_prefix_of_no_bytes_takes_every_sku_but_a_blank_one),
		CARDS_TEST(many_skus_keep_their_candidates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
