/* Several campaigns at once, and the hash of a definition. */
#include <string.h>

#include "pipeline/edge/files.h"
#include "tests/support/campaign_folder.h"

static void write_campaign(const char *dir, const char *name, const char *lines)
{
	char *conf AUTOFREE = mem_printf("%s/campaign.conf", name);
	char *card AUTOFREE = mem_printf("%s/rate_card.csv", name);
	char *text AUTOFREE = mem_printf("[campaign]\n%s"
		"name = x\nkind = dollar_per_sku\nscope = partner\nstart = 2026-07-01\nend = 2026-09-30\n"
		"currency = CAD\ntiers = stepped\nreturns_days = 0\n", lines);

	scratch_write(dir, conf, text);
	scratch_write(dir, card, good_card);
}

static int load_all(struct campaign_folder *f, struct campaigns *campaigns)
{
	char *pattern AUTOFREE = path_join(f->dir, "*");
	struct names folders CLEANUP(names_release) = {0};

	assert_int_equal(campaigns_find(pattern, &folders, &f->err), 0);
	return campaigns_load(campaigns, folders.items, folders.count, &f->err);
}

static void campaigns_come_in_byte_order_of_their_ids(void **state)
{
	struct campaign_folder *f = *state;
	struct campaigns campaigns;

	write_campaign(f->dir, "1", "id = b\n");
	write_campaign(f->dir, "2", "id = a\n");
	write_campaign(f->dir, "3", "id = B\n");
	assert_int_equal(load_all(f, &campaigns), 0);
	assert_int_equal(campaigns.count, 3);
	assert_string_equal(campaigns.items[0].id, "B");
	assert_string_equal(campaigns.items[1].id, "a");
	assert_string_equal(campaigns.items[2].id, "b");
	campaigns_release(&campaigns);
}

static void plain_files_beside_the_folders_are_no_campaigns(void **state)
{
	struct campaign_folder *f = *state;
	struct campaigns campaigns;

	write_campaign(f->dir, "1", "id = a\n");
	scratch_write(f->dir, "README", "text\n");
	assert_int_equal(load_all(f, &campaigns), 0);
	assert_int_equal(campaigns.count, 1);
	campaigns_release(&campaigns);
}

static void a_slash_behind_a_folder_is_no_part_of_its_name(void **state)
{
	struct campaign_folder *f = *state;
	struct names folders CLEANUP(names_release) = {0};
	char *pattern AUTOFREE = path_join(f->dir, "*//");
	char *wanted AUTOFREE = path_join(f->dir, "1");

	write_campaign(f->dir, "1", "id = a\n");
	assert_int_equal(campaigns_find(pattern, &folders, &f->err), 0);
	assert_int_equal(folders.count, 1);
	assert_string_equal(folders.items[0], wanted);
}

static void no_campaign_at_all_loads_as_none(void **state)
{
	struct campaign_folder *f = *state;
	struct campaigns campaigns;

	assert_int_equal(load_all(f, &campaigns), 0);
	assert_int_equal(campaigns.count, 0);
	campaigns_release(&campaigns);
}

static void an_id_is_used_once(void **state)
{
	struct campaign_folder *f = *state;
	struct campaigns campaigns;

	write_campaign(f->dir, "1", "id = a\n");
	write_campaign(f->dir, "2", "\nid = a\n");
	assert_int_equal(load_all(f, &campaigns), -1);
	assert_problem(&f->err, "/2/campaign.conf:3: id a is the id of ");
	assert_problem(&f->err, "/1/campaign.conf:2 too");
	assert_int_equal(f->err.count, 1);
}

static void a_priority_is_used_once_in_its_group(void **state)
{
	struct campaign_folder *f = *state;
	struct campaigns campaigns;

	write_campaign(f->dir, "1", "id = a\nexclusive_group = g\npriority = 1\n");
	write_campaign(f->dir, "2", "id = b\nexclusive_group = g\npriority = 1\n");
	write_campaign(f->dir, "3", "id = c\nexclusive_group = h\npriority = 1\n");
	write_campaign(f->dir, "4", "id = d\n");
	assert_int_equal(load_all(f, &campaigns), -1);
	assert_problem(&f->err, "/2/campaign.conf:4: priority 1 in group g is that of ");
	assert_int_equal(f->err.count, 1);
}

static void problems_of_all_campaigns_are_said_at_once(void **state)
{
	struct campaign_folder *f = *state;
	struct campaigns campaigns;

	write_campaign(f->dir, "1", "id = a\nfoo = 1\n");
	write_campaign(f->dir, "2", "id = a\nbar = 1\n");
	dir_make(f->dir, &f->err);
	char *empty AUTOFREE = path_join(f->dir, "3");
	dir_make(empty, &f->err);
	assert_int_equal(load_all(f, &campaigns), -1);
	assert_problem(&f->err, "unknown key 'foo'");
	assert_problem(&f->err, "unknown key 'bar'");
	assert_problem(&f->err, "id a is the id of");
	assert_problem(&f->err, "/3: has no campaign.conf");
	assert_int_equal(f->err.count, 4);
}

static void hash_of(struct campaign_folder *f, const char *name, char hash[65])
{
	char *dir AUTOFREE = path_join(f->dir, name);

	assert_int_equal(campaign_hash(dir, hash, &f->err), 0);
}

static void the_same_definition_has_the_same_hash_in_any_folder(void **state)
{
	struct campaign_folder *f = *state;
	char first[65], second[65];

	write_campaign(f->dir, "1", "id = a\n");
	write_campaign(f->dir, "2", "id = a\n");
	scratch_write(f->dir, "2/notes.txt", "not part of the definition\n");
	hash_of(f, "1", first);
	hash_of(f, "2", second);
	assert_int_equal(strlen(first), 64);
	assert_string_equal(first, second);
}

static void another_byte_or_another_place_of_it_is_another_hash(void **state)
{
	struct campaign_folder *f = *state;
	char first[65], second[65], third[65];

	write_campaign(f->dir, "1", "id = a\n");
	write_campaign(f->dir, "2", "id = a \n");
	write_campaign(f->dir, "3", "id = a\n");
	scratch_write(f->dir, "3/products.csv", "");
	hash_of(f, "1", first);
	hash_of(f, "2", second);
	hash_of(f, "3", third);
	assert_string_not_equal(first, second);
	assert_string_not_equal(first, third);
}

static void a_folder_without_campaign_conf_has_no_hash(void **state)
{
	struct campaign_folder *f = *state;
	char hash[65];

	assert_int_equal(campaign_hash(f->dir, hash, &f->err), -1);
	assert_problem(&f->err, "campaign.conf");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FOLDER_TEST(campaigns_come_in_byte_order_of_their_ids),
		FOLDER_TEST(plain_files_beside_the_folders_are_no_campaigns),
		FOLDER_TEST(a_slash_behind_a_folder_is_no_part_of_its_name),
		FOLDER_TEST(no_campaign_at_all_loads_as_none),
		FOLDER_TEST(an_id_is_used_once),
		FOLDER_TEST(a_priority_is_used_once_in_its_group),
		FOLDER_TEST(problems_of_all_campaigns_are_said_at_once),
		FOLDER_TEST(the_same_definition_has_the_same_hash_in_any_folder),
		FOLDER_TEST(another_byte_or_another_place_of_it_is_another_hash),
		FOLDER_TEST(a_folder_without_campaign_conf_has_no_hash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
