/* Every sale of a partner that did not count, with the reason in words, cut into pages. */
#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"
#include "reports/lines.h"
#include "reports/site_page.h"

#define LINES_PER_PAGE 200

struct listing {
	struct site_partner *partner;
	struct lines lines;
	int64_t pages;
};

static char *page_name(int64_t number)
{
	return number == 1 ? mem_strdup("not-paid.html")
					   : mem_printf("not-paid-%lld.html", (long long)number);
}

static const char *value(const void *lines, struct span name)
{
	char *column AUTOFREE = mem_strndup(name.at, name.len);
	int at = lines_column(lines, column);

	return at < 0 ? NULL : lines_cell(lines, at);
}

static void add_line(struct site_table *table, const struct lines *lines)
{
	struct str why AUTOSTR = STR_INIT;

	words_fill(&why, words_find(words_not_paid, value(lines, span_of("reason"))), value, lines);
	site_table_row(table, NULL);
	site_header_open(table);
	page_text(table->page, value(lines, span_of("invoice_number")));
	page_close(table->page);
	site_cell_number(table, value(lines, span_of("line_number")));
	site_cell_day(table, value(lines, span_of("event_date")));
	site_cell_code(table, value(lines, span_of("campaign_id")));
	site_cell_code(table, value(lines, span_of("customer_id")));
	site_cell_code(table, value(lines, span_of("sku")));
	site_cell_number(table, value(lines, span_of("quantity")));
	site_cell_text(table, "words", str_text(&why));
	site_table_row_end(table);
}

static void add_turn(struct page *page, const char *text, int64_t number, bool there)
{
	char *name AUTOFREE = page_name(number);

	page_open(page, "li");
	if (there)
		site_link(page, name, text);
	else
		page_text(page, text);
	page_close(page);
}

static void add_pager(struct page *page, const char *name, int64_t number, int64_t pages)
{
	char *here AUTOFREE = mem_printf("Page %lld of %lld", (long long)number, (long long)pages);

	if (pages == 1)
		return;
	page_open(page, "nav");
	page_attribute(page, "aria-label", name);
	page_open(page, "ul");
	page_attribute(page, "class", "pager");
	add_turn(page, "First", 1, number > 1);
	add_turn(page, "Previous", number - 1, number > 1);
	page_element(page, "li", NULL, here);
	add_turn(page, "Next", number + 1, number < pages);
	add_turn(page, "Last", pages, number < pages);
	page_close(page);
	page_close(page);
}

/* The query also has lines that count and were paid less: those have an amount. */
static int next_line(struct lines *lines, struct error *err)
{
	int more;

	do
		more = lines_next(lines, err);
	while (more == 1 && value(lines, span_of("amount")));
	return more;
}

static int add_lines(struct page *page, struct lines *lines, struct error *err)
{
	static const char *const columns[] = {"Invoice", "#Line", "Date", "Campaign", "Customer", "SKU",
		"#Quantity", "Why", NULL};
	struct site_table table;
	int more = 1;

	site_table(&table, page, "Lines that did not count", columns);
	for (int i = 0; i < LINES_PER_PAGE && (more = next_line(lines, err)) == 1; i++)
		add_line(&table, lines);
	site_table_end(&table);
	return more < 0 ? -1 : 0;
}

static int put_page(struct listing *listing, int64_t number, struct error *err)
{
	struct site_shell shell = site_partner_shell(listing->partner, "Sales that were not paid");
	char *name AUTOFREE = page_name(number);
	struct page page = {0};

	site_begin(&page, &shell);
	site_section(&page, "lines", "Each line, and why");
	add_pager(&page, "Pages", number, listing->pages);
	int result = add_lines(&page, &listing->lines, err);
	add_pager(&page, "Pages, again", number, listing->pages);
	site_section_end(&page);
	site_end(&page, &shell);
	if (result == 0)
		return site_put_page(&listing->partner->folder, name, &page, err);
	page_release(&page);
	return -1;
}

/* From the sum of the reasons; the same snapshot, so there are as many lines. */
static int64_t page_count(const struct site_partner *partner)
{
	int64_t lines = 0;
	const char *text = site_cell(&(struct site_row){&partner->reasons, 0}, "all_lines");

	number_integer(span_of(text), &number_plain, &lines);
	return (lines + LINES_PER_PAGE - 1) / LINES_PER_PAGE;
}

int site_put_not_paid(struct site_partner *partner, struct error *err)
{
	const char *const mpn_id = partner->job->mpn_id;
	struct listing listing = {.partner = partner};
	int result = 0;

	if (partner->reasons.count == 0)
		return 0;
	listing.pages = page_count(partner);
	if (lines_open(&listing.lines, partner->job->db, "partner_not_paid", &mpn_id, 1, err) < 0)
		return -1;
	for (int64_t number = 1; result == 0 && number <= listing.pages; number++)
		result = put_page(&listing, number, err);
	lines_close(&listing.lines);
	return result;
}
