/* campaign.conf by a table: each row says what a key is, which kinds of campaign have it, and where
 * its value goes. A new key is a new row. What concerns several keys is in campaign_check.c. */
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/campaign_read.h"

enum key_type {
	KEY_TEXT,
	KEY_IDENTIFIER,
	KEY_CURRENCY,
	KEY_LIST, /* texts, with commas between */
	KEY_CHOICE,
	KEY_YES_NO,
	KEY_DATE,
	KEY_COUNT,
	KEY_AMOUNT,
};

#define DOLLAR (1 << KIND_DOLLAR_PER_SKU)
#define FREQUENCY (1 << KIND_FREQUENCY)
#define BOTH (DOLLAR | FREQUENCY)

#define DAYS_MAX 1000000 /* keeps every date within what date_t holds */
#define PRIORITY_MAX 1000000

struct key {
	const char *name;
	enum key_type type;
	int kinds;
	bool required;
	size_t offset;
	const char *const *choices;
	int64_t least, greatest; /* of a count */
};

static const char *const yes_no[] = {"no", "yes", NULL};
static const char *const sales_from_name[] = {"start", "registration", NULL};

#define AT(field) offsetof(struct campaign, field)

/* kind comes first and currency before the amounts: the rows below depend on them. */
static const struct key keys[] = {
	{"kind", KEY_CHOICE, BOTH, true, AT(kind), campaign_kind_name, 0, 0},
	{"id", KEY_IDENTIFIER, BOTH, true, AT(id), NULL, 0, 0},
	{"name", KEY_TEXT, BOTH, true, AT(name), NULL, 0, 0},
	{"start", KEY_DATE, BOTH, true, AT(start), NULL, 0, 0},
	{"end", KEY_DATE, BOTH, true, AT(end), NULL, 0, 0},
	{"currency", KEY_CURRENCY, BOTH, true, AT(currency), NULL, 0, 0},
	{"tiers", KEY_CHOICE, BOTH, true, AT(tiers), campaign_tiers_name, 0, 0},
	{"returns_days", KEY_COUNT, BOTH, true, AT(returns_days), NULL, 0, DAYS_MAX},
	{"terms_version", KEY_TEXT, BOTH, false, AT(terms_version), NULL, 0, 0},
	{"register_by", KEY_DATE, BOTH, false, AT(register_by), NULL, 0, 0},
	{"license_types", KEY_LIST, BOTH, false, 0, NULL, 0, 0},
	{"sales_from", KEY_CHOICE, BOTH, false, AT(sales_from), sales_from_name, 0, 0},
	{"require_active_agreement", KEY_YES_NO, BOTH, false, AT(require_active_agreement), yes_no, 0,
		0},
	{"partner_cap", KEY_AMOUNT, BOTH, false, AT(partner_cap), NULL, 0, 0},
	{"budget", KEY_AMOUNT, BOTH, false, AT(budget), NULL, 0, 0},
	{"exclusive_group", KEY_TEXT, BOTH, false, AT(exclusive_group), NULL, 0, 0},
	{"priority", KEY_COUNT, BOTH, false, AT(priority), NULL, -PRIORITY_MAX, PRIORITY_MAX},
	{"calculation_date", KEY_DATE, BOTH, false, AT(calculation_date), NULL, 0, 0},
	{"final_date", KEY_DATE, BOTH, false, AT(final_date), NULL, 0, 0},
	{"scope", KEY_CHOICE, DOLLAR, true, AT(scope), campaign_scope_name, 0, 0},
	{"count", KEY_CHOICE, FREQUENCY, true, AT(count), campaign_count_name, 0, 0},
	{"per", KEY_CHOICE, FREQUENCY, true, AT(per), campaign_per_name, 0, 0},
	{"pay", KEY_CHOICE, FREQUENCY, true, AT(pay), campaign_pay_name, 0, 0},
	{"count_from", KEY_DATE, FREQUENCY, false, AT(count_from), NULL, 0, 0},
	{"minimum_quantity", KEY_COUNT, FREQUENCY, false, AT(minimum_quantity), NULL, 1, INT64_MAX},
	{"minimum_amount", KEY_AMOUNT, FREQUENCY, false, AT(minimum_amount), NULL, 0, 0},
	{"lookback_days", KEY_COUNT, FREQUENCY, false, AT(lookback_days), NULL, 1, DAYS_MAX},
};

#undef AT

/* What to write as the value of a key; the caller frees it. */
static char *wanted(const struct key *key)
{
	switch (key->type) {
	case KEY_CHOICE:
	case KEY_YES_NO:
		return ini_choices(key->choices);
	case KEY_DATE:
		return mem_strdup("a date such as 2026-07-01");
	case KEY_AMOUNT:
		return mem_strdup("an amount such as 1000.00");
	case KEY_CURRENCY:
		return mem_strdup("an ISO 4217 currency code such as CAD");
	case KEY_COUNT:
		if (key->greatest == INT64_MAX)
			return mem_printf("a whole number, at least %lld", (long long)key->least);
		return mem_printf("a whole number from %lld to %lld", (long long)key->least,
			(long long)key->greatest);
	case KEY_LIST:
		return mem_strdup("texts with commas between");
	case KEY_IDENTIFIER:
		return mem_printf("a text of at most %d bytes", IDENTIFIER_MAX);
	case KEY_TEXT:
		break;
	}
	return mem_strdup("a text");
}

char *campaign_amount(struct span text, int places, struct money *ret_amount)
{
	const char *point = text.len ? memchr(text.at, '.', text.len) : NULL;
	size_t given = point ? text.len - (size_t)(point - text.at) - 1 : 0;
	struct money amount;
	enum number_result result = number_money(text, &number_plain, &amount);

	if (result == NUMBER_NOT)
		return mem_strdup("is not an amount: write one such as 1000.00");
	if (given > (size_t)places)
		return mem_printf("has %zu decimal places: write at most %d", given, places);
	if (result == NUMBER_RANGE)
		return mem_strdup("is too large: write at most 900000000000000");
	if (amount.e4 < 0)
		return mem_strdup("is negative: write 0 or more");
	*ret_amount = amount;
	return NULL;
}

static bool set_choice(const struct key *key, const char *value, void *target)
{
	for (int i = 0; key->choices[i]; i++) {
		if (strcmp(value, key->choices[i]) != 0)
			continue;
		if (key->type == KEY_YES_NO)
			*(bool *)target = i == 1;
		else
			*(int *)target = i;
		return true;
	}
	return false;
}

static bool set_count(const struct key *key, const char *value, int64_t *target)
{
	int64_t count;

	if (number_integer(span_of(value), &number_plain, &count) != NUMBER_OK)
		return false;
	if (count < key->least || count > key->greatest)
		return false;
	*target = count;
	return true;
}

static bool is_printable(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7F)
			return false;
	return true;
}

static bool set_text(const struct key *key, const char *value, char **target)
{
	if (!is_printable(value))
		return false;
	if (key->type == KEY_IDENTIFIER && strlen(value) > IDENTIFIER_MAX)
		return false;
	*target = mem_strdup(value);
	return true;
}

static bool set_currency(struct campaign *campaign, const char *value)
{
	int places = currency_places(span_of(value));

	if (places < 0)
		return false;
	campaign->currency = mem_strdup(value);
	campaign->places = places;
	return true;
}

static bool add_license_type(struct campaign *campaign, struct span type)
{
	if (span_blank(type))
		return false;
	campaign->license_types = mem_resize(campaign->license_types,
		campaign->license_type_count + 1, sizeof(*campaign->license_types));
	campaign->license_types[campaign->license_type_count++] = mem_strndup(type.at, type.len);
	return true;
}

static bool set_list(struct campaign *campaign, const char *value)
{
	struct span rest = span_of(value), part;

	if (!is_printable(value))
		return false;
	while (span_cut(&rest, ',', &part))
		if (!add_license_type(campaign, span_trim(part)))
			return false;
	return true;
}

static bool set_value(struct campaign *campaign, const struct key *key, const char *value)
{
	void *target = (char *)campaign + key->offset;

	switch (key->type) {
	case KEY_CHOICE:
	case KEY_YES_NO:
		return set_choice(key, value, target);
	case KEY_DATE:
		return date_parse_iso(span_of(value), target);
	case KEY_COUNT:
		return set_count(key, value, target);
	case KEY_CURRENCY:
		return set_currency(campaign, value);
	case KEY_LIST:
		return set_list(campaign, value);
	default:
		return set_text(key, value, target);
	}
}

static void read_amount(struct campaign_source *source, const struct key *key, const char *value)
{
	const struct campaign *campaign = source->campaign;
	int places = campaign->currency ? campaign->places : MONEY_PLACES;
	char *wrong AUTOFREE = campaign_amount(span_of(value), places,
		(struct money *)((char *)source->campaign + key->offset));

	if (wrong)
		campaign_key_problem(source, key->name, "%s = %s: %s", key->name, value, wrong);
}

static const struct key *find_key(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (strcmp(keys[i].name, name) == 0)
			return &keys[i];
	return NULL;
}

bool campaign_knows(const struct campaign_source *source, const char *key)
{
	return source->known >> (find_key(key) - keys) & 1;
}

/* A key without a value is one that is not given, as a blank cell is. */
static void read_key(struct campaign_source *source, const struct key *key)
{
	const struct ini_entry *entry = ini_get(&source->ini, "campaign", key->name);
	const char *value = entry ? entry->value : "";
	char *text AUTOFREE = wanted(key);

	if (value[0] == '\0' && key->required)
		campaign_key_problem(source, key->name, "'%s' is missing: write %s", key->name, text);
	if (value[0] == '\0')
		return;
	if (key->type == KEY_AMOUNT)
		read_amount(source, key, value);
	else if (!set_value(source->campaign, key, value))
		campaign_key_problem(source, key->name, "%s = %s: write %s", key->name, value, text);
	else
		source->known |= UINT64_C(1) << (key - keys);
	source->kind_known = campaign_knows(source, "kind");
}

/* A key of the other kind is not read, and named as such. */
static void refuse_key(struct campaign_source *source, const struct key *key)
{
	const char *const *kinds = campaign_kind_name;
	int other = key->kinds == DOLLAR ? KIND_DOLLAR_PER_SKU : KIND_FREQUENCY;

	if (source->kind_known && campaign_line(source, key->name) > 0)
		campaign_key_problem(source, key->name,
			"'%s' is a key of kind = %s, and this campaign is %s: take it out", key->name,
			kinds[other], kinds[source->campaign->kind]);
}

static bool concerns(const struct campaign_source *source, const struct key *key)
{
	if (!source->kind_known)
		return key->kinds == BOTH;
	return key->kinds & (1 << source->campaign->kind);
}

/* "id, name, start ..." of this campaign's kind. */
static char *known_keys(const struct campaign_source *source)
{
	struct str text = STR_INIT;

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (concerns(source, &keys[i]))
			str_addf(&text, "%s%s", text.len ? ", " : "", keys[i].name);
	return str_detach(&text);
}

static void refuse_unknown(struct campaign_source *source)
{
	const struct ini *ini = &source->ini;
	char *known AUTOFREE = known_keys(source);

	for (size_t i = 0; i < ini->section_count; i++)
		if (strcmp(ini->sections[i].name, "campaign") != 0)
			ini_problem(ini->path, ini->sections[i].line, source->err,
				"unknown section [%s]: the only one is [campaign]", ini->sections[i].name);
	for (size_t i = 0; i < ini->count; i++) {
		const struct ini_entry *entry = &ini->entries[i];
		if (entry->section[0] == '\0')
			ini_problem(ini->path, entry->line, source->err,
				"'%s' stands before the line [campaign]: move it below", entry->key);
		else if (strcmp(entry->section, "campaign") == 0 && !find_key(entry->key))
			ini_problem(ini->path, entry->line, source->err, "unknown key '%s': write one of %s",
				entry->key, known);
	}
}

static void set_defaults(struct campaign *campaign)
{
	campaign->start = campaign->end = DATE_NONE;
	campaign->count_from = campaign->calculation_date = DATE_NONE;
	campaign->register_by = campaign->final_date = DATE_MAX;
	campaign->partner_cap = campaign->budget = campaign->minimum_amount = MONEY_NONE;
	campaign->priority = PRIORITY_NONE;
	campaign->minimum_quantity = 1;
}

void campaign_read_conf(struct campaign_source *source)
{
	struct campaign *campaign = source->campaign;

	set_defaults(campaign);
	if (!ini_has_section(&source->ini, "campaign")) {
		ini_problem(source->ini.path, 1, source->err,
			"section [campaign] is missing: begin the file with the line [campaign]");
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (concerns(source, &keys[i]))
			read_key(source, &keys[i]);
		else
			refuse_key(source, &keys[i]);
	}
	refuse_unknown(source);
	if (campaign->count_from == DATE_NONE)
		campaign->count_from = campaign->start;
	if (campaign->calculation_date == DATE_NONE)
		campaign->calculation_date = campaign->start;
}
