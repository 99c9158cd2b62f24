/* What the rows of the card files mean, and how they become card entries and thresholds. A row with
 * a problem is left out, so that nothing is said twice about it. How a card file is read is in
 * campaign_csv.c; what concerns several rows is in campaign_check.c. */
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/campaign_read.h"

/* A row of rate_card.csv or products.csv. */
struct card_line {
	char *sku; /* owned until it moves into an entry */
	bool prefix;
	date_t valid_from, valid_to;
	struct tier tier;
};

struct card_lines {
	struct card_line *items;
	size_t count, cap;
};

/* "FILE:LINE: column = value: what is wrong". Always false, so that a reader can return it. */
static bool wrong_cell(struct campaign_source *source, const struct card_row *row,
	const char *column, struct span value, const char *what)
{
	campaign_card_problem(source, row->file, row->line, "%s = %.*s: %s", column, SPAN_ARG(value),
		what);
	return false;
}

static bool read_units(struct campaign_source *source, const struct card_row *row,
	const char *column, struct span cell, int64_t *ret_units)
{
	int64_t units;

	if (number_integer(cell, &number_plain, &units) != NUMBER_OK || units < 1)
		return wrong_cell(source, row, column, cell, "write a whole number, at least 1");
	*ret_units = units;
	return true;
}

static bool read_amount(struct campaign_source *source, const struct card_row *row,
	const char *column, struct span cell, int places, struct money *ret_amount)
{
	char *wrong AUTOFREE = campaign_amount(cell, places, ret_amount);

	return !wrong || wrong_cell(source, row, column, cell, wrong);
}

static bool read_date(struct campaign_source *source, const struct card_row *row,
	const char *column, struct span cell, date_t *ret_date)
{
	if (span_blank(cell) || date_parse_iso(cell, ret_date))
		return true;
	return wrong_cell(source, row, column, cell,
		"write a date such as 2026-07-01, or nothing where it is open");
}

static bool read_sku(struct campaign_source *source, const struct card_row *row, struct span cell,
	struct card_line *line)
{
	line->prefix = cell.len > 0 && cell.at[cell.len - 1] == '*';
	struct span sku = {cell.at, cell.len - line->prefix};

	if (span_blank(cell))
		return wrong_cell(source, row, "sku", cell, "is blank: write an SKU, or a prefix and *");
	if (sku.len > IDENTIFIER_MAX)
		return wrong_cell(source, row, "sku", cell, "is longer than 64 bytes: write an SKU");
	if (memchr(sku.at, '\0', sku.len))
		return wrong_cell(source, row, "sku", cell, "holds a NUL byte: write an SKU");
	line->sku = mem_strndup(sku.at, sku.len);
	return true;
}

static struct card_line *add_line(struct card_lines *lines, const struct card_row *row)
{
	MEM_GROW(lines->items, lines->count, lines->cap);
	struct card_line *line = &lines->items[lines->count];
	*line = (struct card_line){
		.valid_from = DATE_MIN,
		.valid_to = DATE_MAX,
		.tier = {.minimum = 1, .maximum = UNITS_NO_LIMIT, .line = row->line},
	};
	return line;
}

static bool read_range(struct campaign_source *source, const struct card_row *row,
	struct tier *tier)
{
	const struct span *minimum = &row->cells[2], *maximum = &row->cells[3];
	bool fine = span_blank(*minimum) ||
				read_units(source, row, "min_quantity", *minimum, &tier->minimum);

	fine &= span_blank(*maximum) ||
			read_units(source, row, "max_quantity", *maximum, &tier->maximum);
	if (fine && tier->maximum < tier->minimum)
		return wrong_cell(source, row, "max_quantity", *maximum,
			"is below min_quantity: write that number or more, or nothing for no limit");
	return fine;
}

static bool read_validity(struct campaign_source *source, const struct card_row *row,
	struct card_line *line)
{
	bool fine = read_date(source, row, "valid_from", row->cells[4], &line->valid_from);

	fine &= read_date(source, row, "valid_to", row->cells[5], &line->valid_to);
	if (fine && line->valid_to < line->valid_from)
		return wrong_cell(source, row, "valid_to", row->cells[5],
			"is before valid_from: write the dates the right way round");
	return fine;
}

/* Every cell is read, so that all that is wrong in a row is said at once. */
static void take_rate(struct campaign_source *source, const struct card_row *row, void *context)
{
	struct card_lines *lines = context;
	struct card_line *line = add_line(lines, row);
	bool fine = read_sku(source, row, row->cells[0], line);

	fine &= read_amount(source, row, "rate", row->cells[1], MONEY_PLACES, &line->tier.rate);
	fine &= read_range(source, row, &line->tier);
	fine &= read_validity(source, row, line);
	if (fine)
		lines->count++;
	else
		free(line->sku);
}

static void take_product(struct campaign_source *source, const struct card_row *row, void *context)
{
	struct card_lines *lines = context;

	if (read_sku(source, row, row->cells[0], add_line(lines, row)))
		lines->count++;
}

static void take_threshold(struct campaign_source *source, const struct card_row *row,
	void *context)
{
	struct campaign *campaign = source->campaign;
	int places = campaign->currency ? campaign->places : MONEY_PLACES;
	struct tier tier = {.maximum = UNITS_NO_LIMIT, .line = row->line};
	size_t *cap = context;
	bool fine = read_units(source, row, "threshold", row->cells[0], &tier.minimum);

	fine &= read_amount(source, row, "amount", row->cells[1], places, &tier.rate);
	if (!fine)
		return;
	MEM_GROW(campaign->thresholds, campaign->threshold_count, *cap);
	campaign->thresholds[campaign->threshold_count++] = tier;
}

static const struct card_form rate_card = {
	"rate_card.csv",
	{{"sku", true}, {"rate", true}, {"min_quantity", true}, {"max_quantity", true},
		{"valid_from", false}, {"valid_to", false}},
	take_rate,
};
static const struct card_form products = {"products.csv", {{"sku", true}}, take_product};
static const struct card_form thresholds = {
	"thresholds.csv", {{"threshold", true}, {"amount", true}}, take_threshold};

static int by_number(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* By SKU and validity: what makes an entry. */
static int compare_entry(const struct card_line *a, const struct card_line *b)
{
	int order = strcmp(a->sku, b->sku);

	if (order == 0)
		order = by_number(a->prefix, b->prefix);
	if (order == 0)
		order = by_number(a->valid_from, b->valid_from);
	return order ? order : by_number(a->valid_to, b->valid_to);
}

static int compare_lines(const void *a, const void *b)
{
	const struct card_line *left = a, *right = b;
	int order = compare_entry(left, right);

	if (order == 0)
		order = by_number(left->tier.minimum, right->tier.minimum);
	return order ? order : by_number((int64_t)left->tier.line, (int64_t)right->tier.line);
}

/* The SKU moves into the new entry. */
static struct card_entry *add_entry(struct campaign *campaign, const struct card_line *line)
{
	struct card_entry *entry = &campaign->entries[campaign->entry_count++];

	*entry = (struct card_entry){
		.sku = line->sku,
		.prefix = line->prefix,
		.valid_from = line->valid_from,
		.valid_to = line->valid_to,
		.line = line->tier.line,
	};
	return entry;
}

static void add_tier(struct card_entry *entry, const struct tier *tier)
{
	entry->tiers = mem_resize(entry->tiers, entry->tier_count + 1, sizeof(*entry->tiers));
	entry->tiers[entry->tier_count++] = *tier;
	if (tier->line < entry->line)
		entry->line = tier->line;
}

/* Rows of one SKU and validity become one entry; products have no tiers, and each is its own. */
static void build_entries(struct campaign *campaign, struct card_lines *lines)
{
	struct card_entry *entry = NULL;

	if (lines->count > 0)
		qsort(lines->items, lines->count, sizeof(*lines->items), compare_lines);
	campaign->entries = mem_alloc(lines->count * sizeof(*campaign->entries));
	for (size_t i = 0; i < lines->count; i++) {
		struct card_line *line = &lines->items[i];
		bool rate = campaign->kind == KIND_DOLLAR_PER_SKU;
		if (rate && i > 0 && compare_entry(line - 1, line) == 0)
			free(line->sku);
		else
			entry = add_entry(campaign, line);
		if (rate)
			add_tier(entry, &line->tier);
		line->sku = entry->sku; /* the next line is compared with this one */
	}
	free(lines->items);
}

void campaign_read_cards(struct campaign_source *source)
{
	struct card_lines lines = {0};
	size_t threshold_cap = 0;

	if (!source->kind_known)
		return;
	if (source->campaign->kind == KIND_DOLLAR_PER_SKU) {
		campaign_read_card(source, &rate_card, &lines);
	} else {
		campaign_read_card(source, &products, &lines);
		campaign_read_card(source, &thresholds, &threshold_cap);
	}
	build_entries(source->campaign, &lines);
}
