/* Tables of the portal. Their roles are said, since a table that is laid out in blocks is no table
 * any more to some screen readers. */
#include "pipeline/base/mem.h"
#include "reports/site_page.h"

static void open_part(struct page *page, const char *element, const char *role)
{
	page_open(page, element);
	page_attribute(page, "role", role);
}

static bool is_number(const char *title)
{
	return *title == '#';
}

static void add_column(struct page *page, const char *title)
{
	open_part(page, "th", "columnheader");
	page_attribute(page, "scope", "col");
	if (is_number(title))
		page_attribute(page, "class", "number");
	page_text(page, title + is_number(title));
	page_close(page);
}

void site_table(struct site_table *table, struct page *page, const char *caption,
	const char *const *columns)
{
	*table = (struct site_table){.page = page, .columns = columns};
	page_open(page, "div");
	page_attribute(page, "class", "scroll");
	page_attribute(page, "role", "region");
	page_attribute(page, "aria-label", caption);
	page_attribute(page, "tabindex", "0");
	open_part(page, "table", "table");
	page_element(page, "caption", NULL, caption);
	open_part(page, "thead", "rowgroup");
	open_part(page, "tr", "row");
	for (; *columns; columns++)
		add_column(page, *columns);
	page_close(page);
	page_close(page);
	open_part(page, "tbody", "rowgroup");
}

void site_table_end(struct site_table *table)
{
	page_close(table->page);
	page_close(table->page);
	page_close(table->page);
}

void site_table_row(struct site_table *table, const char *class)
{
	table->next = 0;
	open_part(table->page, "tr", "row");
	if (class)
		page_attribute(table->page, "class", class);
}

void site_table_row_end(struct site_table *table)
{
	page_close(table->page);
}

void site_header_open(struct site_table *table)
{
	table->next++;
	open_part(table->page, "th", "rowheader");
	page_attribute(table->page, "scope", "row");
}

void site_cell_open(struct site_table *table, const char *class)
{
	const char *title = table->columns[table->next++];

	open_part(table->page, "td", "cell");
	if (class || is_number(title))
		page_attribute(table->page, "class", class ? class : "number");
	page_attribute(table->page, "data-label", title + is_number(title));
}

void site_cell_text(struct site_table *table, const char *class, const char *text)
{
	site_cell_open(table, class);
	page_text(table->page, text);
	page_close(table->page);
}

void site_cell_code(struct site_table *table, const char *text)
{
	site_cell_text(table, "code", text);
}

void site_cell_number(struct site_table *table, const char *number)
{
	site_cell_text(table, NULL, number);
}

void site_cell_day(struct site_table *table, const char *iso)
{
	site_cell_open(table, "day");
	if (iso)
		site_day(table->page, iso);
	page_close(table->page);
}

void site_cell_amount(struct site_table *table, const char *decimal, const char *currency)
{
	site_cell_open(table, NULL);
	if (decimal)
		site_amount(table->page, decimal, currency);
	page_close(table->page);
}
