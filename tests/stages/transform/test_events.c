/* Events: chronological order, sales before returns. */
#include "stages/transform/events.h"
#include "tests/support/cm.h"
#include "tests/support/world.h"

WORLD_FIXTURE

static struct line *refers(struct world *w, struct line *back, const char *invoice)
{
	back->reference = world_text(w, invoice);
	return back;
}

/* The events of the only campaign, each as its line's index; units below 0 are a return. */
static void assert_events(struct world *w, const uint32_t *lines, size_t count)
{
	struct events events;
	struct exclusions late = {0};

	world_tier(w, world_campaign(w, "campaign"), "SEAT", 1, 0, CENTS(100));
	world_ask(w);
	events_list(&events, &w->t.sales, &w->t.returns, 0, &w->t.eligibility.claims[0], &late);
	assert_int_equal(events.count, count);
	for (size_t i = 0; i < count; i++) {
		struct event event = events_get(&events, i);
		assert_int_equal(event.line, lines[i]);
		assert_int_equal(event.units < 0, w->lines[lines[i]].quantity < 0);
	}
	events_release(&events);
	free(late.items);
}

static void events_come_by_date(void **state)
{
	struct world *w = *state;

	world_line(w, "I-1", 1, DAY(7), 1);
	world_line(w, "I-2", 1, DAY(5), 2);
	refers(w, world_line(w, "I-3", 1, DAY(6), -1), "I-2");
	assert_events(w, (const uint32_t[]){1, 2, 0}, 3);
}

static void on_one_day_sales_come_before_returns(void **state)
{
	struct world *w = *state;

	refers(w, world_line(w, "I-1", 1, DAY(5), -1), "I-2");
	refers(w, world_line(w, "I-9", 1, DAY(5), -1), "I-2");
	world_line(w, "I-2", 1, DAY(5), 3);
	world_line(w, "I-3", 1, DAY(5), 1);
	assert_events(w, (const uint32_t[]){2, 3, 0, 1}, 4);
}

static void of_one_kind_invoices_go_by_bytes_and_lines_by_number(void **state)
{
	struct world *w = *state;

	world_line(w, "I-2", 10, DAY(5), 1);
	world_line(w, "I-2", 9, DAY(5), 1);
	world_line(w, "I-10", 11, DAY(5), 1);
	assert_events(w, (const uint32_t[]){2, 1, 0}, 3);
}

static void returns_of_one_invoice_go_by_their_own_number(void **state)
{
	struct world *w = *state;

	world_line(w, "I-1", 1, DAY(5), 1);
	world_line(w, "I-2", 1, DAY(6), 1);
	refers(w, world_line(w, "I-3", 1, DAY(7), -1), "I-2");
	refers(w, world_line(w, "I-3", 2, DAY(7), -1), "I-1");
	assert_events(w, (const uint32_t[]){0, 1, 2, 3}, 4);
}

static void the_parts_of_a_return_come_in_the_order_of_their_sales(void **state)
{
	struct world *w = *state;
	struct exclusions late = {0};
	struct events events;

	world_line(w, "I-2", 2, DAY(5), 2);
	world_line(w, "I-2", 1, DAY(6), 3);
	refers(w, world_line(w, "I-3", 1, DAY(7), -5), "I-2");
	world_tier(w, world_campaign(w, "campaign"), "SEAT", 1, 0, CENTS(100));
	world_ask(w);
	events_list(&events, &w->t.sales, &w->t.returns, 0, &w->t.eligibility.claims[0], &late);
	assert_int_equal(events.count, 4);
	assert_int_equal(events_get(&events, 2).units, -2);
	assert_int_equal(events_get(&events, 3).units, -3);
	events_release(&events);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(events_come_by_date),
		WORLD_TEST(on_one_day_sales_come_before_returns),
		WORLD_TEST(of_one_kind_invoices_go_by_bytes_and_lines_by_number),
		WORLD_TEST(returns_of_one_invoice_go_by_their_own_number),
		WORLD_TEST(the_parts_of_a_return_come_in_the_order_of_their_sales),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
