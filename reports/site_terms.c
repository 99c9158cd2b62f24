/* The terms of a campaign in words, and its card: the same on the board and for a partner. The
 * campaign's budget is not said, nor how much of it is used: only that there is one. */
#include "pipeline/base/mem.h"
#include "reports/site_page.h"

/* A sentence for a column's value; NULL: for any value that is there. */
struct term {
	const char *column, *value, *sentence;
};

static const struct term deadlines[] = {
	{"register_by", NULL, "Register by"},
	{"start_date", NULL, "Sales from"},
	{"end_date", NULL, "Sales until"},
	{"returns_until", NULL, "Returns count until"},
	{"payable_from", NULL, "On statements from"},
	{"final_date", NULL, "Final after"},
};

static const struct term paid[] = {
	{"paid", "rate-retrospective", "Each unit of the products below pays an amount. The tier that "
		"the quantity reaches sets the amount of all units."},
	{"paid", "rate-stepped", "Each unit of the products below pays an amount: that of the tier that "
		"the unit falls into."},
	{"paid", "once-retrospective", "The amount of the highest threshold that is reached is paid, "
		"once."},
	{"paid", "once-stepped", "The amount of each threshold that is reached is paid, once."},
	{"paid", "each-retrospective", "Everything that counts pays the amount of the highest "
		"threshold that is reached."},
	{"paid", "each-stepped", "From a threshold up to the next one, everything that counts pays "
		"the amount of that threshold."},
	{"scope", "transaction", "Units are counted within one invoice, for each SKU of the card."},
	{"scope", "customer", "Units are counted for each customer and SKU of the card, over the whole "
		"campaign."},
	{"scope", "partner", "Units are counted over all your sales in the campaign, for each SKU of "
		"the card."},
	{"count_by", "transactions", "What counts is an invoice."},
	{"count_by", "customers", "What counts is a customer."},
	{"count_by", "new_customers", "What counts is a new customer: one to whom you have sold "
		"nothing in the {lookback_days} days before."},
	{"minimum_quantity", NULL, "It counts from {minimum_quantity} units on."},
	{"minimum_amount", NULL, "It counts from {minimum_amount:amount} {currency} net on."},
	{"per", "campaign", "It is counted over the whole campaign."},
	{"per", "quarter", "It is counted by calendar quarter, each by itself."},
	{"per", "month", "It is counted by calendar month, each by itself."},
	{"count_from", NULL, "Sales from {count_from:day} to {day_before:day} count towards the "
		"thresholds, and are not paid."},
	{"partner_cap", NULL, "At most {partner_cap:amount} {currency} a partner."},
	{"budget", NULL, "The campaign's budget is limited. It is spent in the order of the sales, "
		"earlier ones first."},
};

static const struct term counted[] = {
	{"license_types", NULL, "Sales of these license types count: {license_types}."},
	{"require_active_agreement", "yes", "The sale's agreement has to be in force on the day of the "
		"sale."},
	{"sales_from", "registration", "Sales count from the day of your registration on."},
	{"gives_way_to", NULL, "A sale that counts in another campaign of its group does not count "
		"here as well: {gives_way_to}."},
	{"state", NULL, "Your partner membership has to be active on the day of the sale."},
	{"returns_until", NULL, "Returns up to {returns_until:day} take back what the sale no longer "
		"earns. Later ones change nothing."},
};

static bool applies(const struct term *term, const struct site_row *campaign)
{
	const char *value = site_cell(campaign, term->column);

	return value && (!term->value || strcmp(value, term->value) == 0);
}

static void add_deadlines(struct page *page, const struct site_row *campaign)
{
	site_section(page, "dates", "Dates");
	page_open(page, "dl");
	page_attribute(page, "class", "facts");
	for (size_t i = 0; i < ARRAY_LEN(deadlines); i++) {
		if (!applies(&deadlines[i], campaign))
			continue;
		page_open(page, "div");
		page_element(page, "dt", NULL, deadlines[i].sentence);
		page_open(page, "dd");
		site_day(page, site_cell(campaign, deadlines[i].column));
		page_close(page);
		page_close(page);
	}
	page_close(page);
	site_section_end(page);
}

static void add_terms(struct page *page, const struct term *terms, size_t count,
	const struct site_row *campaign)
{
	page_open(page, "ul");
	for (size_t i = 0; i < count; i++)
		if (applies(&terms[i], campaign))
			site_sentence(page, "li", NULL, terms[i].sentence, campaign);
	page_close(page);
}

/* The card --------------------------------------------------------------------------------------- */

static bool any(const struct db_result *card, const char *column)
{
	for (int i = 0; i < card->count; i++)
		if (site_cell(&(struct site_row){card, i}, column))
			return true;
	return false;
}

static bool is_of(const struct site_row *row, const char *file)
{
	return strcmp(site_cell(row, "card_file"), file) == 0;
}

/* ABC-* takes every SKU that begins so. */
static void add_sku(struct site_table *table, const char *sku)
{
	size_t length = strlen(sku);

	site_header_open(table);
	page_text(table->page, sku);
	if (length > 0 && sku[length - 1] == '*')
		page_element(table->page, "span", "note", "every SKU that begins so");
	page_close(table->page);
}

static void add_units(struct site_table *table, const struct site_row *tier)
{
	struct str text AUTOSTR = STR_INIT;

	words_fill(&text, site_cell(tier, "maximum") ? "{minimum} to {maximum}" : "{minimum} and more",
		site_value, tier);
	site_cell_number(table, str_text(&text));
}

/* The columns of dates are there where some row has one. */
static void add_rate(struct site_table *table, const struct site_row *row, const char *currency,
	bool from, bool to)
{
	site_table_row(table, NULL);
	add_sku(table, site_cell(row, "sku"));
	add_units(table, row);
	site_cell_amount(table, site_cell(row, "rate"), currency);
	if (from)
		site_cell_day(table, site_cell(row, "valid_from"));
	if (to)
		site_cell_day(table, site_cell(row, "valid_to"));
	site_table_row_end(table);
}

static void add_rates(struct page *page, const struct db_result *card, const char *currency)
{
	char *rate AUTOFREE = mem_printf("#%s a unit", currency);
	bool from = any(card, "valid_from"), to = any(card, "valid_to");
	const char *const columns[] = {"SKU", "#Units", rate, from ? "Sold from" : to ? "Sold until"
		: NULL, from && to ? "Sold until" : NULL, NULL};
	struct site_table table;

	site_table(&table, page, "Rate card", columns);
	for (int i = 0; i < card->count; i++)
		add_rate(&table, &(struct site_row){card, i}, currency, from, to);
	site_table_end(&table);
}

static void add_thresholds(struct page *page, const struct db_result *card, const char *currency)
{
	char *amount AUTOFREE = mem_printf("#%s", currency);
	const char *const columns[] = {"Threshold", amount, NULL};
	struct site_table table;

	site_table(&table, page, "Thresholds", columns);
	for (int i = 0; i < card->count; i++) {
		const struct site_row row = {card, i};
		if (!is_of(&row, "thresholds.csv"))
			continue;
		site_table_row(&table, NULL);
		site_header_open(&table);
		site_sentence(page, "span", NULL, "{minimum} and more", &row);
		page_close(page);
		site_cell_amount(&table, site_cell(&row, "rate"), currency);
		site_table_row_end(&table);
	}
	site_table_end(&table);
}

static void add_products(struct page *page, const struct db_result *card)
{
	static const char *const columns[] = {"SKU", NULL};
	struct site_table table;

	site_table(&table, page, "Products", columns);
	for (int i = 0; i < card->count; i++) {
		const struct site_row row = {card, i};
		if (!is_of(&row, "products.csv"))
			continue;
		site_table_row(&table, NULL);
		add_sku(&table, site_cell(&row, "sku"));
		site_table_row_end(&table);
	}
	site_table_end(&table);
}

static void add_card(struct page *page, const struct db_result *card, const char *currency)
{
	if (card->count > 0 && is_of(&(struct site_row){card, 0}, "rate_card.csv")) {
		add_rates(page, card, currency);
		return;
	}
	page_open(page, "div");
	page_attribute(page, "class", "pair");
	add_thresholds(page, card, currency);
	add_products(page, card);
	page_close(page);
}

void site_terms(struct page *page, const struct site *site, int campaign)
{
	const struct site_row row = {&site->campaigns, campaign};

	add_deadlines(page, &row);
	site_section(page, "paid", "What is paid");
	add_terms(page, paid, ARRAY_LEN(paid), &row);
	add_card(page, &site->cards[campaign], site_cell(&row, "currency"));
	site_section_end(page);
	site_section(page, "counts", "Which sales count");
	add_terms(page, counted, ARRAY_LEN(counted), &row);
	site_section_end(page);
}

void site_campaign_state(struct page *page, const struct site_row *campaign)
{
	static const struct words names[] = {
		{"open", "Open"}, {"coming", "Coming"}, {"closed", "Closed"}, {NULL, NULL}};
	const char *state = site_cell(campaign, "state");

	site_badge(page, state, words_find(names, state));
}
