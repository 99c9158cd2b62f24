/* Everything that is put together can be taken apart, and a second time does no harm. */
#include "stages/transform/events.h"
#include "stages/transform/group.h"
#include "stages/transform/measure.h"
#include "tests/support/cm.h"
#include "tests/support/world.h"

WORLD_FIXTURE

/* A sale that counts, one that does not, and a return of either kind. */
static void sell_some(struct world *w)
{
	world_product(w, world_frequency(w, "campaign"), "SEAT");
	world_threshold(w, w->campaigns, 1, CENTS(100));
	world_line(w, "I-1", 1, DAY(5), 2);
	world_line(w, "I-2", 1, DAY(5), 1)->account = 0;
	world_line(w, "I-3", 1, DAY(101), -1);
	world_line(w, "I-4", 1, DAY(4), -1);
}

static void events_groups_and_measures_can_be_released_twice(void **state)
{
	struct world *w = *state;
	struct transform *t = &w->t;
	struct events events;
	struct groups groups = {0};
	struct measure measure;
	struct exclusions late = {0};

	sell_some(w);
	world_ask(w);
	events_list(&events, &t->sales, &t->returns, 0, &t->eligibility.claims[0], &late);
	measure_init(&measure, &t->sales, &t->registrations, w->campaigns, &t->eligibility.claims[0]);
	assert_int_equal(
		groups_of(&groups, &t->sales, w->campaigns, &t->eligibility.claims[0].items[0]), 0);
	for (int i = 0; i < 2; i++) {
		events_release(&events);
		groups_release(&groups);
		measure_release(&measure);
	}
	assert_int_equal(events.count, 0);
	free(late.items);
}

static void everything_that_was_settled_can_be_released_twice(void **state)
{
	struct world *w = *state;

	sell_some(w);
	world_settle(w);
	for (int i = 0; i < 2; i++) {
		settlement_release(&w->t.settlement);
		returns_release(&w->t.returns);
		registrations_release(&w->t.registrations);
	}
	eligibility_release(&w->t.eligibility, w->t.sales.campaign_count);
	assert_null(w->t.eligibility.claims);
	assert_null(w->t.settlement.outcomes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(events_groups_and_measures_can_be_released_twice),
		WORLD_TEST(everything_that_was_settled_can_be_released_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
