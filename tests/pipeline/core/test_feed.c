/* Feed schemas, and the rows of C that they must agree with. */
#include <string.h>

#include "pipeline/core/feed.h"
#include "tests/support/test.h"

static void every_schema_has_the_columns_of_its_table_in_their_order(void **state)
{
	(void)state;
	for (int feed = 0; feed < FEED_COUNT; feed++) {
		struct error err CLEANUP(error_release) = ERROR_INIT;
		struct feed_schema schema CLEANUP(feed_schema_release) = {0};
		feed_schema_load(&schema, (enum feed_id)feed, &err);
		assert_no_problem(&err);
		assert_string_equal(schema.table->name, feed_names[feed]);
		assert_int_equal(schema.field_count, schema.table->column_count - 1);
		for (int i = 0; i < schema.field_count; i++) {
			assert_string_equal(schema.fields[i].name, schema.table->columns[i].name);
			assert_int_equal(schema.fields[i].type, schema.table->columns[i].type);
		}
		assert_string_equal(schema.table->columns[schema.field_count].name, "source_line");
	}
}

struct expected {
	enum feed_id feed;
	const char *required, *keys, *limited;
};

static void add_name(char *list, size_t room, const char *name)
{
	size_t length = strlen(list);

	snprintf(list + length, room - length, "%s%s", length ? " " : "", name);
}

static void check_feed(const struct expected *expected)
{
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct feed_schema schema CLEANUP(feed_schema_release) = {0};
	char required[512] = "", keys[512] = "", limited[512] = "";

	feed_schema_load(&schema, expected->feed, &err);
	assert_no_problem(&err);
	for (int i = 0; i < schema.field_count; i++) {
		if (schema.fields[i].required)
			add_name(required, sizeof(required), schema.fields[i].name);
		if (schema.fields[i].max_length == 64)
			add_name(limited, sizeof(limited), schema.fields[i].name);
	}
	for (int i = 0; i < schema.key_count; i++)
		add_name(keys, sizeof(keys), schema.fields[schema.keys[i]].name);
	assert_string_equal(required, expected->required);
	assert_string_equal(keys, expected->keys);
	assert_string_equal(limited, expected->limited);
}

static void columns_are_required_and_limited_as_the_rules_say(void **state)
{
	static const struct expected feeds[] = {
		{FEED_PARTNERS, "mpn_id name", "mpn_id", "mpn_id"},
		{FEED_AGREEMENTS, "agreement_number license_type reseller_id", "agreement_number",
			"agreement_number license_type reseller_id customer_id"},
		{FEED_INVOICES, "invoice_number invoice_date sku quantity", "invoice_number line_number",
			"invoice_number reseller_id agreement_number customer_id license_type sku currency "
			"reference_invoice"},
		{FEED_REGISTRATIONS,
			"registration_id campaign_id mpn_id identification_number registered_on status",
			"registration_id",
			"registration_id campaign_id mpn_id identification_number terms_version"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(feeds); i++)
		check_feed(&feeds[i]);
}

static void a_status_is_one_of_four_words(void **state)
{
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct feed_schema schema CLEANUP(feed_schema_release) = {0};

	(void)state;
	feed_schema_load(&schema, FEED_REGISTRATIONS, &err);
	const struct feed_field *status = &schema.fields[feed_field_find(&schema, span_of("status"))];
	assert_int_equal(status->word_count, 4);
	assert_string_equal(status->words[0], "approved");
	assert_string_equal(status->words[3], "withdrawn");
}

static void a_name_that_no_column_has_is_not_found(void **state)
{
	struct error err CLEANUP(error_release) = ERROR_INIT;
	struct feed_schema schema CLEANUP(feed_schema_release) = {0};

	(void)state;
	feed_schema_load(&schema, FEED_PARTNERS, &err);
	assert_int_equal(feed_field_find(&schema, span_of("source_line")), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_schema_has_the_columns_of_its_table_in_their_order),
		cmocka_unit_test(columns_are_required_and_limited_as_the_rules_say),
		cmocka_unit_test(a_status_is_one_of_four_words),
		cmocka_unit_test(a_name_that_no_column_has_is_not_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
