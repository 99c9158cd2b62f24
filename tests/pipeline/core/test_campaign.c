/* campaign.conf: what its keys become, and each thing that can be wrong with them. */
#include <string.h>

#include "pipeline/edge/files.h"
#include "tests/support/campaign_folder.h"

static void dollar_problem(void **state, const char *lines, const char *where, const char *text)
{
	assert_only(*state, load_dollar(*state, lines, good_card), where, text);
}

static void frequency_problem(void **state, const char *lines, const char *where, const char *text)
{
	assert_only(*state, load_frequency(*state, lines, good_products, good_thresholds), where, text);
}

/* The rows stand below a header, from line 2 on. */
static void card_problem(void **state, const char *rows, const char *where, const char *text)
{
	char *card AUTOFREE = mem_printf("sku,rate,min_quantity,max_quantity,valid_from,valid_to\n%s",
		rows);

	assert_only(*state, load_dollar(*state, "", card), where, text);
}

static void a_dollar_per_sku_campaign_is_read(void **state)
{
	struct campaign_folder *f = *state;

	load_dollar(f, "", good_card);
	assert_no_problem(&f->err);
	assert_string_equal(f->campaign.id, "cloud");
	assert_int_equal(f->campaign.kind, KIND_DOLLAR_PER_SKU);
	assert_int_equal(f->campaign.scope, SCOPE_PARTNER);
	assert_int_equal(f->campaign.tiers, TIERS_RETROSPECTIVE);
	assert_int_equal(f->campaign.start, date_from_civil(2026, 7, 1));
	assert_int_equal(f->campaign.end, date_from_civil(2026, 9, 30));
	assert_int_equal(f->campaign.returns_days, 30);
	assert_int_equal(f->campaign.places, 2);
}

static void a_key_that_is_not_given_has_its_default(void **state)
{
	struct campaign_folder *f = *state;

	load_dollar(f, "", good_card);
	assert_no_problem(&f->err);
	assert_null(f->campaign.terms_version);
	assert_null(f->campaign.exclusive_group);
	assert_int_equal(f->campaign.license_type_count, 0);
	assert_int_equal(f->campaign.register_by, DATE_MAX);
	assert_int_equal(f->campaign.final_date, DATE_MAX);
	assert_int_equal(f->campaign.calculation_date, f->campaign.start);
	assert_int_equal(f->campaign.count_from, f->campaign.start);
	assert_true(money_is_none(f->campaign.budget));
	assert_true(money_is_none(f->campaign.partner_cap));
	assert_false(f->campaign.require_active_agreement);
	assert_int_equal(f->campaign.sales_from, SALES_FROM_START);
}

static void a_key_without_a_value_is_not_given(void **state)
{
	struct campaign_folder *f = *state;

	load_dollar(f, "budget =\nterms_version =\nregister_by = \"\"\nlicense_types =\n", good_card);
	assert_no_problem(&f->err);
	assert_true(money_is_none(f->campaign.budget));
	assert_null(f->campaign.terms_version);
	assert_int_equal(f->campaign.register_by, DATE_MAX);
	assert_int_equal(f->campaign.license_type_count, 0);
}

static void every_optional_key_is_read(void **state)
{
	struct campaign_folder *f = *state;

	load_dollar(f,
		"terms_version = 2026-07\nregister_by = 2026-08-31\nlicense_types = Open, Open Value\n"
		"sales_from = registration\nrequire_active_agreement = yes\npartner_cap = 1500.00\n"
		"budget = 600\nexclusive_group = server\npriority = 2\ncalculation_date = 2026-09-30\n"
		"final_date = 2026-12-31\n",
		good_card);
	assert_no_problem(&f->err);
	assert_string_equal(f->campaign.terms_version, "2026-07");
	assert_int_equal(f->campaign.register_by, date_from_civil(2026, 8, 31));
	assert_int_equal(f->campaign.license_type_count, 2);
	assert_string_equal(f->campaign.license_types[1], "Open Value");
	assert_int_equal(f->campaign.sales_from, SALES_FROM_REGISTRATION);
	assert_true(f->campaign.require_active_agreement);
	assert_int_equal(f->campaign.partner_cap.e4, 15000000);
	assert_int_equal(f->campaign.budget.e4, 6000000);
	assert_string_equal(f->campaign.exclusive_group, "server");
	assert_int_equal(f->campaign.priority, 2);
	assert_int_equal(f->campaign.calculation_date, date_from_civil(2026, 9, 30));
	assert_int_equal(f->campaign.final_date, date_from_civil(2026, 12, 31));
}

static void a_frequency_campaign_is_read(void **state)
{
	struct campaign_folder *f = *state;

	load_frequency(f,
		"count = new_customers\nlookback_days = 90\npay = each\ncount_from = 2026-06-01\n"
		"minimum_quantity = 2\nminimum_amount = 500.00\n",
		"sku\nSEC-*\nSEC-1\n", good_thresholds);
	assert_no_problem(&f->err);
	assert_int_equal(f->campaign.count, COUNT_NEW_CUSTOMERS);
	assert_int_equal(f->campaign.pay, PAY_EACH);
	assert_int_equal(f->campaign.lookback_days, 90);
	assert_int_equal(f->campaign.count_from, date_from_civil(2026, 6, 1));
	assert_int_equal(f->campaign.minimum_quantity, 2);
	assert_int_equal(f->campaign.minimum_amount.e4, 5000000);
	assert_int_equal(f->campaign.entry_count, 2);
	assert_string_equal(f->campaign.entries[0].sku, "SEC-");
	assert_true(f->campaign.entries[0].prefix);
	assert_int_equal(f->campaign.entries[0].tier_count, 0);
	assert_int_equal(f->campaign.threshold_count, 2);
	assert_int_equal(f->campaign.thresholds[1].minimum, 6);
	assert_int_equal(f->campaign.thresholds[1].maximum, UNITS_NO_LIMIT);
	assert_int_equal(f->campaign.thresholds[1].rate.e4, 4000000);
	assert_int_equal(f->campaign.thresholds[1].line, 3);
}

static void a_missing_key_is_named(void **state)
{
	struct campaign_folder *f = *state;

	scratch_write(f->dir, "campaign.conf", "[campaign]\nkind = dollar_per_sku\nid = x\n");
	scratch_write(f->dir, "rate_card.csv", good_card);
	assert_int_equal(campaign_load(&f->campaign, f->dir, &f->err), -1);
	assert_problem(&f->err, "campaign.conf:1: 'name' is missing");
	assert_problem(&f->err, "'start' is missing: write a date such as 2026-07-01");
	assert_problem(&f->err, "'end' is missing");
	assert_problem(&f->err, "'currency' is missing");
	assert_problem(&f->err, "'tiers' is missing: write retrospective or stepped");
	assert_problem(&f->err, "'returns_days' is missing");
	assert_problem(&f->err, "'scope' is missing: write transaction, customer or partner");
	assert_int_equal(f->err.count, 7);
}

static void a_frequency_campaign_needs_its_own_keys(void **state)
{
	frequency_problem(state, "count =\n", "campaign.conf:2", "'count' is missing");
	frequency_problem(state, "per =\n", "campaign.conf:2", "'per' is missing");
	frequency_problem(state, "pay =\n", "campaign.conf:2", "'pay' is missing: write once or each");
}

static void an_unknown_key_is_an_error(void **state)
{
	dollar_problem(state, "budgett = 5\n", "campaign.conf:2",
		"unknown key 'budgett': write one of");
	dollar_problem(state, "\nID = 5\n", "campaign.conf:3", "unknown key 'ID'");
	frequency_problem(state, "column.x = 5\n", "campaign.conf:2", "unknown key 'column.x'");
}

static void a_key_of_the_other_kind_is_an_error(void **state)
{
	static const char *const frequency_only[] = {"count = customers", "per = month", "pay = once",
		"count_from = 2026-06-01", "minimum_quantity = 2", "minimum_amount = 1",
			"lookback_days = 9"};

	for (size_t i = 0; i < ARRAY_LEN(frequency_only); i++)
		dollar_problem(state, frequency_only[i], "campaign.conf:2", "is a key of kind = frequency");
	frequency_problem(state, "scope = partner\n", "campaign.conf:2",
		"'scope' is a key of kind = dollar_per_sku, and this campaign is frequency: take it out");
}

static void a_key_given_twice_is_an_error(void **state)
{
	dollar_problem(state, "budget = 5\nbudget = 6\n", "campaign.conf:3",
		"given twice, first on line 2");
}

static void another_section_is_an_error(void **state)
{
	struct campaign_folder *f = *state;
	char conf[] = "budget = 5\n[campaign]\nkind = dollar_per_sku\n[extra]\nid = x\n";

	scratch_write(f->dir, "campaign.conf", conf);
	assert_int_equal(campaign_load(&f->campaign, f->dir, &f->err), -1);
	assert_problem(&f->err, "campaign.conf:1: 'budget' stands before the line [campaign]");
	assert_problem(&f->err, "campaign.conf:4: unknown section [extra]");
	assert_problem(&f->err, "campaign.conf:2: 'id' is missing");
}

static void a_file_without_the_section_is_an_error(void **state)
{
	struct campaign_folder *f = *state;

	scratch_write(f->dir, "campaign.conf", "# nothing yet\n");
	int result = campaign_load(&f->campaign, f->dir, &f->err);
	assert_only(f, result, "campaign.conf:1", "section [campaign] is missing");
}

static void a_value_of_the_wrong_type_is_an_error(void **state)
{
	dollar_problem(state, "start = 01.07.2026\n", "campaign.conf:2",
		"start = 01.07.2026: write a date such as 2026-07-01");
	dollar_problem(state, "end = 2026-09-31\n", "campaign.conf:2",
		"end = 2026-09-31: write a date");
	dollar_problem(state, "register_by = tomorrow\n", "campaign.conf:2", "write a date");
	dollar_problem(state, "tiers = both\n", "campaign.conf:2", "write retrospective or stepped");
	dollar_problem(state, "scope = Partner\n", "campaign.conf:2", "write transaction, customer or");
	dollar_problem(state, "returns_days = 1.5\n", "campaign.conf:2", "write a whole number from 0");
	dollar_problem(state, "returns_days = -1\n", "campaign.conf:2", "write a whole number from 0");
	dollar_problem(state, "require_active_agreement = true\n", "campaign.conf:2",
		"write no or yes");
	dollar_problem(state, "sales_from = end\n", "campaign.conf:2", "write start or registration");
	dollar_problem(state, "currency = CDA\n", "campaign.conf:2", "write an ISO 4217 currency code");
	dollar_problem(state, "license_types = Open,,CSP\n", "campaign.conf:2",
		"write texts with commas");
	dollar_problem(state, "name = a\tb\x01\n", "campaign.conf:2", "write a text");
}

static void a_wrong_kind_says_nothing_about_the_keys_of_a_kind(void **state)
{
	dollar_problem(state, "kind = rebate\ncount = customers\n", "campaign.conf:2",
		"kind = rebate: write dollar_per_sku or frequency");
}

static void an_id_has_at_most_64_bytes(void **state)
{
	struct campaign_folder *f = *state;
	char id[] = "id = 1234567890123456789012345678901234567890123456789012345678901234\n";

	load_dollar(f, id, good_card);
	assert_no_problem(&f->err);
	campaign_release(&f->campaign);
	dollar_problem(state,
		"id = 12345678901234567890123456789012345678901234567890123456789012345\n",
		"campaign.conf:2", "write a text of at most 64 bytes");
}

static void an_amount_is_not_negative_and_has_the_places_of_its_currency(void **state)
{
	dollar_problem(state, "budget = -1.00\n", "campaign.conf:2", "budget = -1.00: is negative");
	dollar_problem(state, "partner_cap = 10.005\n", "campaign.conf:2",
		"has 3 decimal places: write at most 2");
	dollar_problem(state, "currency = JPY\nbudget = 10.5\n", "campaign.conf:3",
		"has 1 decimal places: write at most 0");
	dollar_problem(state, "budget = 1,000.00\n", "campaign.conf:2", "is not an amount");
	dollar_problem(state, "budget = 1000000000000000\n", "campaign.conf:2", "is too large");
	frequency_problem(state, "minimum_amount = 0.001\n", "campaign.conf:2", "has 3 decimal places");
	frequency_problem(state, "minimum_amount = -5\n", "campaign.conf:2", "is negative");
}

static void days_have_a_limit(void **state)
{
	struct campaign_folder *f = *state;

	load_dollar(f, "returns_days = 1000000\nbudget = 0\n", good_card);
	assert_no_problem(&f->err);
	campaign_release(&f->campaign);
	dollar_problem(state, "returns_days = 1000001\n", "campaign.conf:2",
		"write a whole number from 0 to 1000000");
}

static void a_count_below_one_is_an_error(void **state)
{
	frequency_problem(state, "minimum_quantity = 0\n", "campaign.conf:2",
		"minimum_quantity = 0: write a whole number, at least 1");
	frequency_problem(state, "count = new_customers\nlookback_days = 0\n", "campaign.conf:3",
		"lookback_days = 0: write a whole number from 1");
	card_problem(state, "ABC,1.00,0,,,\n", "rate_card.csv:2",
		"min_quantity = 0: write a whole number, at least 1");
}

static void dates_the_wrong_way_round_are_an_error(void **state)
{
	dollar_problem(state, "end = 2026-06-30\n", "campaign.conf:2",
		"end 2026-06-30 is before start 2026-07-01");
	dollar_problem(state, "final_date = 2026-06-30\n", "campaign.conf:2",
		"final_date 2026-06-30 is before start");
	frequency_problem(state, "count_from = 2026-07-02\n", "campaign.conf:2",
		"count_from 2026-07-02 is after start");
	card_problem(state, "ABC,1.00,,,2026-08-01,2026-07-31\n", "rate_card.csv:2",
		"is before valid_from");
}

static void dates_on_the_same_day_are_fine(void **state)
{
	struct campaign_folder *f = *state;

	load_frequency(f, "end = 2026-07-01\nfinal_date = 2026-07-01\ncount_from = 2026-07-01\n",
		good_products, good_thresholds);
	assert_no_problem(&f->err);
}

static void a_group_goes_with_a_priority(void **state)
{
	dollar_problem(state, "exclusive_group = server\n", "campaign.conf:2", "needs a priority");
	dollar_problem(state, "priority = 1\n", "campaign.conf:2",
		"says nothing without exclusive_group");
}

static void lookback_days_go_with_new_customers(void **state)
{
	frequency_problem(state, "lookback_days = 90\n", "campaign.conf:2",
		"count = new_customers only: take it out");
	frequency_problem(state, "count = new_customers\n", "campaign.conf:2", "needs lookback_days");
}

static void new_customers_are_counted_by_campaign_only(void **state)
{
	frequency_problem(state, "count = new_customers\nlookback_days = 90\nper = month\n",
		"campaign.conf:4", "write per = campaign");
}

static void all_that_is_wrong_is_said_at_once(void **state)
{
	struct campaign_folder *f = *state;

	assert_int_equal(load_dollar(f, "start = x\nbudget = -1\nfoo = 1\n",
		"sku,rate,min_quantity,max_quantity\n,x,0,\nABC,1.00,5,4\n"), -1);
	assert_problem(&f->err, "campaign.conf:2: start = x");
	assert_problem(&f->err, "campaign.conf:3: budget = -1");
	assert_problem(&f->err, "campaign.conf:4: unknown key 'foo'");
	assert_problem(&f->err, "rate_card.csv:2: sku");
	assert_problem(&f->err, "rate_card.csv:2: rate");
	assert_problem(&f->err, "rate_card.csv:2: min_quantity");
	assert_problem(&f->err, "rate_card.csv:3: max_quantity");
	assert_int_equal(f->err.count, 7);
}

static void earlier_problems_of_the_caller_stay(void **state)
{
	struct campaign_folder *f = *state;
	char *gone AUTOFREE = path_join(f->dir, "gone");

	error_set(&f->err, EXIT_DATA, "before");
	assert_int_equal(campaign_load(&f->campaign, gone, &f->err), -1);
	assert_problem(&f->err, "before");
	assert_problem(&f->err, "has no campaign.conf");
	assert_int_equal(f->err.code, EXIT_DATA);
}

static void a_file_that_cannot_be_read_is_one_problem(void **state)
{
	struct campaign_folder *f = *state;

	scratch_write(f->dir, "campaign.conf/x", "");
	assert_int_equal(campaign_load(&f->campaign, f->dir, &f->err), -1);
	assert_problem(&f->err, "campaign.conf: cannot be read");
	assert_int_equal(f->err.count, 1);
	assert_int_equal(f->err.code, EXIT_IOERR);
}

static void a_folder_without_campaign_conf_is_an_error(void **state)
{
	struct campaign_folder *f = *state;

	assert_int_equal(campaign_load(&f->campaign, f->dir, &f->err), -1);
	assert_problem(&f->err, "has no campaign.conf: put one there");
	assert_int_equal(f->err.code, EXIT_CONFIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FOLDER_TEST(a_dollar_per_sku_campaign_is_read),
		FOLDER_TEST(a_key_that_is_not_given_has_its_default),
		FOLDER_TEST(a_key_without_a_value_is_not_given),
		FOLDER_TEST(every_optional_key_is_read),
		FOLDER_TEST(a_frequency_campaign_is_read),
		FOLDER_TEST(a_missing_key_is_named),
		FOLDER_TEST(a_frequency_campaign_needs_its_own_keys),
		FOLDER_TEST(an_unknown_key_is_an_error),
		FOLDER_TEST(a_key_of_the_other_kind_is_an_error),
		FOLDER_TEST(a_key_given_twice_is_an_error),
		FOLDER_TEST(another_section_is_an_error),
		FOLDER_TEST(a_file_without_the_section_is_an_error),
		FOLDER_TEST(a_value_of_the_wrong_type_is_an_error),
		FOLDER_TEST(a_wrong_kind_says_nothing_about_the_keys_of_a_kind),
		FOLDER_TEST(an_id_has_at_most_64_bytes),
		FOLDER_TEST(an_amount_is_not_negative_and_has_the_places_of_its_currency),
		FOLDER_TEST(days_have_a_limit),
		FOLDER_TEST(a_count_below_one_is_an_error),
		FOLDER_TEST(dates_the_wrong_way_round_are_an_error),
		FOLDER_TEST(dates_on_the_same_day_are_fine),
		FOLDER_TEST(a_group_goes_with_a_priority),
		FOLDER_TEST(lookback_days_go_with_new_customers),
		FOLDER_TEST(new_customers_are_counted_by_campaign_only),
		FOLDER_TEST(all_that_is_wrong_is_said_at_once),
		FOLDER_TEST(earlier_problems_of_the_caller_stay),
		FOLDER_TEST(a_file_that_cannot_be_read_is_one_problem),
		FOLDER_TEST(a_folder_without_campaign_conf_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
