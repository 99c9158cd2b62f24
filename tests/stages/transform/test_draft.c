/* Drafts: who takes part in a campaign that nobody could register for. */
#include "stages/transform/draft.h"
#include "tests/support/campaign_folder.h"
#include "tests/support/world.h"

#define DRAFT "id = draft\nterms_version = 2026-09\n"

struct draft {
	struct world *w;
	struct campaign_folder *folder;
};

/* A world with the campaigns "campaign" and "draft", the latter in a folder, too. */
static int set_up(void **state)
{
	struct draft *d = mem_alloc(sizeof(*d));
	struct campaign *draft;

	campaign_folder_set_up((void **)&d->folder);
	write_dollar_conf(d->folder, DRAFT);
	scratch_write(d->folder->dir, "rate_card.csv", good_card);
	d->w = world_new();
	world_campaign(d->w, "campaign");
	draft = world_campaign(d->w, "draft");
	draft->terms_version = (char *)"2026-09";
	draft->start = draft->count_from = DAY(10);
	world_tier(d->w, draft, "SEAT", 1, 0, CENTS(100));
	world_text(d->w, "draft");
	world_text(d->w, "2026-09");
	*state = d;
	return 0;
}

static int tear_down(void **state)
{
	struct draft *d = *state;

	world_free(d->w);
	campaign_folder_tear_down((void **)&d->folder);
	free(d);
	return 0;
}

#define DRAFT_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* The registrations are made to grow, as after intake; they go back into the world at its end. */
static int64_t register_everybody(struct draft *d)
{
	struct sales *s = &d->w->t.sales;
	size_t size = sizeof(*s->registrations);

	cards_init(&d->w->t.cards, d->w->campaigns, s->campaign_count);
	d->w->t.campaigns = (struct campaigns){d->w->campaigns, s->campaign_count};
	sales_finish(s);
	s->registrations = mem_alloc(s->registration_count * size);
	memcpy(s->registrations, d->w->registrations, s->registration_count * size);
	int64_t assumed = draft_register_everybody(&d->w->t, d->folder->dir, &d->w->err);
	memcpy(d->w->registrations, s->registrations, s->registration_count * size);
	free(s->registrations);
	s->registrations = d->w->registrations;
	d->w->t.campaigns = (struct campaigns){0};
	return assumed;
}

static const struct registration *of_draft(struct draft *d, const char *id)
{
	for (size_t i = 0; i < d->w->t.sales.registration_count; i++) {
		const struct registration *r = &d->w->registrations[i];
		if (r->campaign_id == world_text(d->w, "draft") && r->id == world_text(d->w, id))
			return r;
	}
	return NULL;
}

static void approved_registrations_take_part_as_if_made_in_time(void **state)
{
	struct draft *d = *state;

	world_registration(d->w, "REG-2", "campaign", "0012345", "A-2")->registered_on = DAY(40);
	world_registration(d->w, "REG-3", "campaign", "0012345", "A-3")->status =
		world_text(d->w, "rejected");
	assert_int_equal(register_everybody(d), 2);
	assert_int_equal(d->w->t.sales.registration_count, 5);
	assert_null(of_draft(d, "REG-3"));
	const struct registration *early = of_draft(d, "REG-1"), *late = of_draft(d, "REG-2");
	assert_int_equal(early->registered_on, DAY(0));
	assert_int_equal(early->terms_signed_on, DAY(0));
	assert_int_equal(late->registered_on, date_from_civil(2026, 7, 10));
	assert_int_equal(late->terms_signed_on, late->registered_on);
	assert_int_equal(late->terms_version, world_text(d->w, "2026-09"));
}

static void the_registrations_are_in_their_order_again(void **state)
{
	struct draft *d = *state;

	world_registration(d->w, "REG-2", "campaign", "0012345", "A-2")->registered_on = DAY(40);
	assert_int_equal(register_everybody(d), 2);
	for (size_t i = 1; i < d->w->t.sales.registration_count; i++)
		assert_true(
			d->w->registrations[i - 1].registered_on <= d->w->registrations[i].registered_on);
	assert_int_equal(d->w->registrations[3].registered_on, DAY(40));
}

static void a_draft_without_terms_asks_for_none(void **state)
{
	struct draft *d = *state;

	d->w->campaigns[1].terms_version = NULL;
	assert_int_equal(register_everybody(d), 1);
	assert_int_equal(of_draft(d, "REG-1")->terms_version, 0);
}

static void a_draft_with_registrations_of_its_own_is_left_alone(void **state)
{
	struct draft *d = *state;

	world_registration(d->w, "REG-2", "draft", "0012345", "A-1");
	assert_int_equal(register_everybody(d), 0);
	assert_int_equal(d->w->t.sales.registration_count, 2);
}

static void a_campaign_that_is_not_settled_registers_nobody(void **state)
{
	struct draft *d = *state;

	d->w->campaigns[1].id = (char *)"other";
	assert_int_equal(register_everybody(d), 0);
	assert_int_equal(d->w->t.sales.registration_count, 1);
}

static void the_draft_may_be_the_first_campaign_of_all(void **state)
{
	struct draft *d = *state;

	d->w->campaigns[0].id = (char *)"draft";
	d->w->campaigns[1].id = (char *)"other";
	d->w->registrations[0].campaign_id = world_text(d->w, "other");
	assert_int_equal(register_everybody(d), 1);
}

static void a_folder_that_cannot_be_read_is_an_error(void **state)
{
	struct draft *d = *state;

	scratch_write(d->folder->dir, "campaign.conf", "[campaign]\nid = draft\n");
	assert_int_equal(register_everybody(d), -1);
	assert_int_equal(d->w->err.code, EXIT_CONFIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		DRAFT_TEST(approved_registrations_take_part_as_if_made_in_time),
		DRAFT_TEST(the_registrations_are_in_their_order_again),
		DRAFT_TEST(a_draft_without_terms_asks_for_none),
		DRAFT_TEST(a_draft_with_registrations_of_its_own_is_left_alone),
		DRAFT_TEST(a_campaign_that_is_not_settled_registers_nobody),
		DRAFT_TEST(the_draft_may_be_the_first_campaign_of_all),
		DRAFT_TEST(a_folder_that_cannot_be_read_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
