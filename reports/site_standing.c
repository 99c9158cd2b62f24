/* How far a partner has come: bars, and the partner's own page of a campaign. */
#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"
#include "reports/site_page.h"

#define BAR_WIDTH 1000
#define BARS_SHOWN 200 /* of one campaign; the statement has all */

static const struct words units[] = {
	{"units", "units"}, {"transactions", "invoices"}, {"customers", "customers"},
	{"new_customers", "new customers"}, {NULL, NULL}};

static int64_t integer(const char *text)
{
	int64_t value = 0;

	if (!text || number_integer(span_of(text), &number_plain, &value) != NUMBER_OK)
		return 0;
	return value;
}

/* The bar -------------------------------------------------------------------------------------- */

static int place(int64_t value, int64_t scale)
{
	if (scale <= 0 || value <= 0)
		return 0;
	return value >= scale ? BAR_WIDTH : (int)((__int128)value * BAR_WIDTH / scale);
}

static void add_box(struct page *page, const char *class, int x, int width)
{
	char *at AUTOFREE = mem_printf("%d", x), *wide AUTOFREE = mem_printf("%d", width);

	page_open(page, "rect");
	page_attribute(page, "class", class);
	page_attribute(page, "x", at);
	page_attribute(page, "y", "0");
	page_attribute(page, "width", wide);
	page_attribute(page, "height", "10");
	page_close(page);
}

/* The bar ends where the last tier begins, or where the group is beyond it. */
static int64_t scale_of(const char *steps, int64_t measure)
{
	struct span rest = span_of(steps), step;
	int64_t scale = measure;

	while (span_cut(&rest, ' ', &step)) {
		char *text AUTOFREE = mem_strndup(step.at, step.len);
		scale = integer(text) > scale ? integer(text) : scale;
	}
	return scale;
}

static void add_steps(struct page *page, const char *steps, int64_t scale)
{
	struct span rest = span_of(steps), step;

	while (span_cut(&rest, ' ', &step)) {
		char *text AUTOFREE = mem_strndup(step.at, step.len);
		int x = place(integer(text), scale);
		if (integer(text) > 1 && x < BAR_WIDTH)
			add_box(page, "step", x - 2, 4);
	}
}

static void add_bar(struct page *page, const struct site_row *row, const char *label)
{
	const char *steps = site_cell(row, "steps");
	int64_t measure = integer(site_cell(row, "measure"));
	int64_t scale = scale_of(steps, measure);

	page_open(page, "svg");
	page_attribute(page, "class", "bar");
	page_attribute(page, "role", "img");
	page_attribute(page, "aria-label", label);
	page_attribute(page, "viewBox", "0 0 1000 10");
	page_attribute(page, "preserveAspectRatio", "none");
	add_box(page, "track", 0, BAR_WIDTH);
	add_box(page, "fill", 0, place(measure, scale));
	add_steps(page, steps, scale);
	page_close(page);
}

/* What one group is: its SKU, and the month, quarter or customer ------------------------------------ */

/* 2026-07, or 2026-Q3. */
static void add_period(struct str *out, const char *measured)
{
	const char *quarter = strchr(measured, 'Q');

	if (quarter) {
		str_addf(out, "%s %.4s", quarter, measured);
		return;
	}
	char *first AUTOFREE = mem_printf("%s-01", measured);
	struct str day AUTOSTR = STR_INIT;
	words_add_day(&day, first);
	str_add(out, str_text(&day) + strlen("1 "));
}

static void add_group(struct page *page, const struct site_row *row)
{
	struct str text AUTOSTR = STR_INIT;
	const char *per = site_cell(row, "per"), *measured = site_cell(row, "measured");
	const char *sku = site_cell(row, "sku");

	if (strcmp(per, "customer") == 0)
		str_addf(&text, measured[0] ? "Customer %s" : "A sale without a customer", measured);
	else if (measured[0])
		add_period(&text, measured);
	if (sku)
		str_addf(&text, "%s%s", text.len > 0 ? ", " : "", sku);
	if (text.len > 0)
		page_element(page, "span", "group", str_text(&text));
}

/* What the next tier takes; where no sale can join any more, that there is none to reach. */
static void add_next(struct str *text, const struct site_row *row)
{
	if (!site_cell(row, "next_threshold")) {
		str_add(text, "It is the highest.");
		return;
	}
	if (site_cell(row, "ended")) {
		words_fill(text, "Sales counted up to {until:day}.", site_value, row);
		return;
	}
	str_add(text, site_cell(row, "reached") ? "The next one" : "The first one");
	words_fill(text, " begins at {next_threshold}: {missing} more, in sales up to {until:day}",
		site_value, row);
	words_fill(text, site_cell(row, "next_adds")
			? ", would add {next_adds:amount} {currency}, if no cap stands against it." : ".",
		site_value, row);
}

static void add_words(struct page *page, const struct site_row *row, const char *unit)
{
	struct str text AUTOSTR = STR_INIT;

	words_fill(&text, "{measure} ", site_value, row);
	str_addf(&text, "%s. ", unit);
	words_fill(&text, site_cell(row, "reached") ? "The tier from {reached} on is reached. "
												: "No tier is reached. ", site_value, row);
	add_next(&text, row);
	page_element(page, "p", NULL, str_text(&text));
}

static void add_standing(struct page *page, const struct site_partner *partner,
	const struct site_row *row, bool named)
{
	const char *unit = words_find(units, site_cell(row, "counted"));
	char *label AUTOFREE = mem_printf("%s %s", site_cell(row, "measure"), unit);

	page_open(page, "li");
	page_open(page, "p");
	page_attribute(page, "class", "name");
	if (named)
		site_partner_campaign(page, partner, site_cell(row, "campaign_id"), site_cell(row, "name"));
	page_text(page, " ");
	add_group(page, row);
	page_close(page);
	add_bar(page, row, label);
	add_words(page, row, unit);
	page_close(page);
}

int site_bars(struct page *page, const struct site_partner *partner, const char *campaign_id,
	int limit)
{
	int found = 0;

	page_open(page, "ul");
	page_attribute(page, "class", "bars");
	for (int i = 0; i < partner->standings.count; i++) {
		const struct site_row row = {&partner->standings, i};
		if (campaign_id && strcmp(site_cell(&row, "campaign_id"), campaign_id) != 0)
			continue;
		if (found++ < limit)
			add_standing(page, partner, &row, !campaign_id);
	}
	page_close(page);
	return found > limit ? found - limit : 0;
}

/* The partner's page of a campaign ------------------------------------------------------------------ */

static bool stands(const struct site_partner *partner, const char *campaign_id)
{
	for (int i = 0; i < partner->standings.count; i++)
		if (strcmp(site_cell(&(struct site_row){&partner->standings, i}, "campaign_id"),
				campaign_id) == 0)
			return true;
	return false;
}

static void add_standings(struct page *page, const struct site_partner *partner,
	const char *campaign_id)
{
	if (!stands(partner, campaign_id))
		return;
	site_section(page, "tiers", "Where you stand");
	if (site_bars(page, partner, campaign_id, BARS_SHOWN) > 0)
		page_element(page, "p", "empty", "There is more than fits here: the statement has all.");
	site_section_end(page);
}

static int put_campaign(struct site_partner *partner, int index, struct error *err)
{
	const struct site *site = partner->job->site;
	const struct site_row row = {&site->campaigns, index};
	const char *id = site_cell(&row, "campaign_id");
	char *file AUTOFREE = site_campaign_file("campaign-", id);
	struct site_shell shell = site_partner_shell(partner, site_cell(&row, "name"));
	struct page page = {0};

	site_begin(&page, &shell);
	add_standings(&page, partner, id);
	site_terms(&page, site, index);
	site_end(&page, &shell);
	return site_put_page(&partner->folder, file, &page, err);
}

static void add_ids(struct names *ids, const struct db_result *rows)
{
	for (int i = 0; i < rows->count; i++)
		names_add(ids, site_cell(&(struct site_row){rows, i}, "campaign_id"));
}

int site_put_campaigns(struct site_partner *partner, struct error *err)
{
	struct names ids CLEANUP(names_release) = {0};

	add_ids(&ids, &partner->campaigns);
	add_ids(&ids, &partner->registrations);
	add_ids(&ids, &partner->standings);
	names_sort(&ids);
	for (size_t i = 0; i < ids.count; i++) {
		int index = site_campaign_find(partner->job->site, ids.items[i]);
		if (index >= 0 && put_campaign(partner, index, err) < 0)
			return -1;
	}
	return 0;
}
