/* The explanation of a line for people. */
#include <stdio.h>
#include <string.h>

#include "pipeline/driver/explain_json.h"
#include "pipeline/edge/json.h"

static const char *text(const json_t *object, const char *key)
{
	return json_text_of(object, key, "-");
}

static void print_origin(const json_t *line)
{
	printf("%s/%lld: %lld x %s on %s, account %s, customer %s, %s %s\n",
		text(line, "invoice_number"), json_int_of(line, "line_number", 0),
		json_int_of(line, "quantity", 0), text(line, "sku"), text(line, "invoice_date"),
		text(line, "reseller_id"), text(line, "customer_id"), text(line, "net_amount"),
		text(line, "currency"));
	printf("  from %s:%lld\n  sha256 %s\n", text(line, "source_file"),
		json_int_of(line, "source_line", 0), text(line, "sha256"));
}

static void print_takes(const json_t *line)
{
	size_t i;
	json_t *sale;

	json_array_foreach(json_object_get(line, "takes_back"), i, sale) {
		printf("  takes back %lld of %s/%lld, sold on %s\n", json_int_of(sale, "units", 0),
			text(sale, "invoice_number"), json_int_of(sale, "line_number", 0),
			text(sale, "invoice_date"));
	}
	if (json_int_of(line, "unmatched_quantity", 0) > 0)
		printf("  finds no sale for %lld units\n", json_int_of(line, "unmatched_quantity", 0));
}

static void print_tiers(const json_t *tiers)
{
	size_t i;
	json_t *tier;

	json_array_foreach(tiers, i, tier) {
		printf("              from %lld", json_int_of(tier, "minimum", 0));
		if (json_object_get(tier, "maximum"))
			printf(" to %lld", json_int_of(tier, "maximum", 0));
		printf(": %s (line %lld)\n", text(tier, "rate"), json_int_of(tier, "card_line", 0));
	}
}

static void print_card(const json_t *card)
{
	printf("  card        %s, %s line %lld", text(card, "sku"), text(card, "file"),
		json_int_of(card, "line", 0));
	if (!json_is_null(json_object_get(card, "valid_from")))
		printf(", from %s", text(card, "valid_from"));
	if (!json_is_null(json_object_get(card, "valid_to")))
		printf(", to %s", text(card, "valid_to"));
	printf("\n");
	print_tiers(json_object_get(card, "tiers"));
	print_tiers(json_object_get(card, "thresholds"));
}

static void print_registration(const json_t *registration)
{
	if (!json_is_object(registration))
		return;
	printf("  registered  %s by MPN ID %s on %s: %s\n", text(registration, "registration_id"),
		text(registration, "mpn_id"), text(registration, "registered_on"),
		text(registration, "state"));
	printf("              number %s, found in %ss, leads to account %s\n",
		text(registration, "identification_number"), text(registration, "found_in"),
		text(registration, "reseller_id"));
}

static void print_rules(const json_t *campaign)
{
	size_t i;
	json_t *step;

	json_array_foreach(json_object_get(campaign, "rules"), i, step) {
		printf("  %-11s %-20s %s\n",
			json_is_true(json_object_get(step, "applies")) ? "NOT PAID" : "passed",
			text(step, "rule"), text(step, "compared"));
	}
}

static void print_results(const json_t *campaign)
{
	size_t i;
	json_t *result;

	json_array_foreach(json_object_get(campaign, "earnings"), i, result) {
		printf("  measure     %lld -> %lld\n", json_int_of(result, "measure_before", 0),
			json_int_of(result, "measure_after", 0));
		printf("  payout      %s -> %s, withheld %s\n", text(result, "payout_before"),
			text(result, "payout_after"), text(result, "withheld"));
		printf("  amount      %s %s to MPN ID %s on %s", text(result, "amount"),
			text(result, "currency"), text(result, "mpn_id"), text(result, "event_date"));
		if (!json_is_null(json_object_get(result, "note")))
			printf(" (%s)", text(result, "note"));
		printf("\n");
	}
	json_array_foreach(json_object_get(campaign, "exclusions"), i, result) {
		printf("  excluded    %s, MPN ID %s, %lld units\n", text(result, "reason"),
			text(result, "mpn_id"), json_int_of(result, "quantity", 0));
	}
}

static void print_ledger(const json_t *line, const char *campaign_id)
{
	size_t i;
	json_t *entry;

	json_array_foreach(json_object_get(line, "ledger"), i, entry) {
		if (strcmp(text(entry, "campaign_id"), campaign_id) == 0)
			printf("  ledger      run %s: %s %s %s to MPN ID %s\n", text(entry, "run_id"),
				text(entry, "kind"), text(entry, "amount"), text(entry, "currency"),
				text(entry, "mpn_id"));
	}
}

static void print_line(const json_t *line)
{
	size_t i;
	json_t *campaign;

	print_origin(line);
	print_takes(line);
	json_array_foreach(json_object_get(line, "campaigns"), i, campaign) {
		printf("\n%s  %s\n", text(campaign, "campaign_id"), text(campaign, "name"));
		if (json_object_get(campaign, "card"))
			print_card(json_object_get(campaign, "card"));
		print_registration(json_object_get(campaign, "registration"));
		print_rules(campaign);
		print_results(campaign);
		print_ledger(line, text(campaign, "campaign_id"));
	}
	if (json_array_size(json_object_get(line, "campaigns")) == 0)
		printf("\nno campaign looks at this line: no card has its SKU on its date, or it is outside "
			   "of every campaign's dates\n");
}

void explain_print(const json_t *lines)
{
	size_t i;
	json_t *line;

	json_array_foreach(lines, i, line) {
		if (i > 0)
			printf("\n");
		print_line(line);
	}
}
