/* A partner's first page: what was earned, how far the next tiers are, what became of each
 * registration, statements to download, and what was not paid. */
#include "pipeline/base/mem.h"
#include "reports/site_page.h"

#define BARS_SHOWN 6

/* Earnings --------------------------------------------------------------------------------------- */

static void add_sum(struct page *page, const char *name, const char *amount, const char *currency)
{
	page_open(page, "div");
	page_element(page, "dt", NULL, name);
	page_open(page, "dd");
	site_amount(page, amount, currency);
	page_text(page, " ");
	page_element(page, "small", NULL, currency);
	page_close(page);
	page_close(page);
}

static void add_sums(struct page *page, const struct site_row *row)
{
	const char *currency = site_cell(row, "currency");

	page_open(page, "dl");
	page_attribute(page, "class", "sums");
	add_sum(page, "Earned in all", site_cell(row, "all_total"), currency);
	add_sum(page, "On final statements", site_cell(row, "all_stated"), currency);
	add_sum(page, "Not on a statement yet", site_cell(row, "all_waiting"), currency);
	page_close(page);
}

static void add_amounts(struct site_table *table, const struct site_row *row,
	const char *const *columns)
{
	for (; *columns; columns++)
		site_cell_amount(table, site_cell(row, *columns), site_cell(row, "currency"));
	site_table_row_end(table);
}

static void add_campaign(struct site_table *table, const struct site_partner *partner,
	const struct site_row *row)
{
	static const char *const columns[] = {
		"earned", "adjusted", "total", "withheld", "stated", "waiting", NULL};

	site_table_row(table, NULL);
	site_header_open(table);
	site_partner_campaign(table->page, partner, site_cell(row, "campaign_id"),
		site_cell(row, "name"));
	if (site_cell(row, "payable_from"))
		site_sentence(table->page, "span", "note", "On statements from {payable_from:day}", row);
	page_close(table->page);
	add_amounts(table, row, columns);
}

static void add_total(struct site_table *table, const struct site_row *row)
{
	static const char *const columns[] = {"all_earned", "all_adjusted", "all_total",
		"all_withheld", "all_stated", "all_waiting", NULL};

	site_table_row(table, "total");
	site_header_open(table);
	page_text(table->page, "All campaigns");
	page_close(table->page);
	add_amounts(table, row, columns);
}

/* The rows of one currency, which follow each other; ret_next is the first of the next one. */
static void add_currency(struct page *page, const struct site_partner *partner, int first,
	int *ret_next)
{
	static const char *const columns[] = {"Campaign", "#Earned", "#Adjusted", "#Total",
		"#Withheld by cap", "#On statements", "#Not yet", NULL};
	struct site_row row = {&partner->campaigns, first};
	const char *currency = site_cell(&row, "currency");
	char *caption AUTOFREE = mem_printf("By campaign, in %s", currency);
	struct site_table table;

	add_sums(page, &row);
	site_table(&table, page, caption, columns);
	for (; row.row < row.rows->count && strcmp(site_cell(&row, "currency"), currency) == 0; row.row++)
		add_campaign(&table, partner, &row);
	*ret_next = row.row--;
	add_total(&table, &row);
	site_table_end(&table);
}

static void add_earnings(struct page *page, const struct site_partner *partner)
{
	site_section(page, "earnings", "Earnings so far");
	if (partner->campaigns.count == 0)
		page_element(page, "p", "empty", "Nothing has been earned yet.");
	for (int next = 0; next < partner->campaigns.count;)
		add_currency(page, partner, next, &next);
	site_section_end(page);
}

static void add_tiers(struct page *page, const struct site_partner *partner)
{
	if (partner->standings.count == 0)
		return;
	site_section(page, "tiers", "Tiers reached, and what is missing");
	int left = site_bars(page, partner, NULL, BARS_SHOWN);
	if (left > 0) {
		char *more AUTOFREE = mem_printf("%d more on the pages of the campaigns.", left);
		page_element(page, "p", "empty", more);
	}
	site_section_end(page);
}

/* Registrations ------------------------------------------------------------------------------------ */

static void add_state(struct site_table *table, const struct site_row *row)
{
	const char *state = site_cell(row, "state");
	bool active = strcmp(state, "active") == 0;
	struct page *page = table->page;

	site_cell_open(table, "words");
	site_badge(page, active ? "good" : "attention", active ? "Active" : "Not active");
	page_text(page, " ");
	if (!active)
		page_element(page, "span", NULL, words_find(words_registration, state));
	site_sentence(page, "span", active ? NULL : "note", words_find(words_next_step, state), row);
	page_close(page);
}

static void add_registration(struct site_table *table, const struct site_partner *partner,
	const struct site_row *row)
{
	const char *campaign = site_cell(row, "campaign_id");

	site_table_row(table, NULL);
	site_header_open(table);
	site_partner_campaign(table->page, partner, campaign, campaign);
	site_sentence(table->page, "span", "note", "Registration {registration_id}", row);
	page_close(table->page);
	site_cell_code(table, site_cell(row, "identification_number"));
	site_cell_day(table, site_cell(row, "registered_on"));
	add_state(table, row);
	site_cell_code(table, site_cell(row, "reseller_id"));
	site_table_row_end(table);
}

static void list_registrations(struct page *page, const struct site_partner *partner)
{
	static const char *const columns[] = {
		"Campaign", "Number given", "Registered on", "State, and what to do", "Account", NULL};
	struct site_table table;

	site_table(&table, page, "Your registrations", columns);
	for (int i = 0; i < partner->registrations.count; i++)
		add_registration(&table, partner, &(struct site_row){&partner->registrations, i});
	site_table_end(&table);
}

static void add_registrations(struct page *page, const struct site_partner *partner)
{
	site_section(page, "registrations", "Registrations");
	if (partner->registrations.count == 0)
		page_element(page, "p", "empty", "There is no registration.");
	else
		list_registrations(page, partner);
	site_section_end(page);
}

/* What somebody has to do comes first. */
static void add_notice(struct page *page, const struct site_partner *partner)
{
	int count = 0;

	for (int i = 0; i < partner->registrations.count; i++)
		count += strcmp(site_cell(&(struct site_row){&partner->registrations, i}, "state"),
					 "active") != 0;
	if (count == 0)
		return;
	char *text AUTOFREE = mem_printf("%d of %d registrations %s not active: see why, and what to do",
		count, partner->registrations.count, count == 1 ? "is" : "are");
	page_open(page, "p");
	page_attribute(page, "class", "notice");
	page_open(page, "a");
	page_attribute(page, "href", "#registrations");
	page_text(page, text);
	page_close(page);
	page_close(page);
}

/* Statements ----------------------------------------------------------------------------------------- */

static void add_statement(struct site_table *table, const struct site_partner *partner, int index)
{
	const struct site_row row = {&partner->statements, index};
	char *file AUTOFREE = mem_printf("%s.xlsx", site_cell(&row, "period"));
	char *name AUTOFREE = mem_printf("Statement %s", site_cell(&row, "period"));
	const char *currency = site_cell(&row, "currency");
	struct page *page = table->page;

	site_table_row(table, NULL);
	site_header_open(table);
	if (partner->downloads[index])
		site_link(page, file, name);
	else
		page_text(page, name);
	page_element(page, "span", "note", site_cell(&row, "statement_number"));
	page_close(page);
	site_cell_day(table, site_cell(&row, "ends"));
	site_cell_amount(table, site_cell(&row, "payment"), currency);
	site_cell_amount(table, site_cell(&row, "closing"), currency);
	site_cell_code(table, currency);
	site_cell_open(table, "words");
	site_sentence(page, "span", NULL, words_find(words_outcome, site_cell(&row, "outcome")), &row);
	page_close(page);
	site_table_row_end(table);
}

static void list_statements(struct page *page, const struct site_partner *partner)
{
	static const char *const columns[] = {"Statement (Excel)", "Up to", "#Payment",
		"#Carried forward", "Currency", "What became of it", NULL};
	struct site_table table;

	site_table(&table, page, "Final statements", columns);
	for (int i = 0; i < partner->statements.count; i++)
		add_statement(&table, partner, i);
	site_table_end(&table);
}

static void add_statements(struct page *page, const struct site_partner *partner)
{
	site_section(page, "statements", "Statements");
	page_open(page, "p");
	site_link(page, "statement.xlsx", "Everything so far (Excel)");
	page_text(page, ": every line with what it earned, and every sale that did not count.");
	page_close(page);
	if (partner->statements.count == 0)
		page_element(page, "p", "empty", "There is no final statement yet.");
	else
		list_statements(page, partner);
	site_section_end(page);
}

/* Sales not paid --------------------------------------------------------------------------------------- */

static void add_reasons(struct page *page, const struct site_partner *partner)
{
	static const char *const columns[] = {"Campaign", "Why", "#Lines", NULL};
	struct site_table table;

	site_table(&table, page, "Lines that did not count, by reason", columns);
	for (int i = 0; i < partner->reasons.count; i++) {
		const struct site_row row = {&partner->reasons, i};
		site_table_row(&table, NULL);
		site_header_open(&table);
		page_text(page, site_cell(&row, "name"));
		page_close(page);
		site_cell_text(&table, "words", words_find(words_reason, site_cell(&row, "reason")));
		site_cell_number(&table, site_cell(&row, "lines"));
		site_table_row_end(&table);
	}
	site_table_end(&table);
	page_open(page, "p");
	site_link(page, "not-paid.html", "Each line, with its reason");
	page_close(page);
}

static void add_not_paid(struct page *page, const struct site_partner *partner)
{
	site_section(page, "not-paid", "Sales that were not paid");
	if (partner->reasons.count == 0)
		page_element(page, "p", "empty", "No sale of your accounts was left out.");
	else
		add_reasons(page, partner);
	site_section_end(page);
}

static void add_question(struct page *page, const struct site_partner *partner)
{
	site_section(page, "question", "A question about a line?");
	page_element(page, "p", NULL, "Tell us your MPN ID, the campaign, the invoice and the line, as "
		"they stand in the statement. From these we can say which rule, which row of the card and "
		"which delivered file an amount comes from, or why there is none.");
	page_open(page, "p");
	site_contact(page, partner->job->site);
	page_close(page);
	site_section_end(page);
}

int site_put_home(struct site_partner *partner, struct error *err)
{
	char *subtitle AUTOFREE = mem_printf("MPN ID %s", partner->job->mpn_id);
	struct site_shell shell = site_partner_shell(partner, site_partner_name(partner));
	struct page page = {0};

	shell.kicker = "Cash-back campaigns";
	shell.subtitle = subtitle;
	shell.home = NULL;
	site_begin(&page, &shell);
	add_notice(&page, partner);
	add_earnings(&page, partner);
	add_tiers(&page, partner);
	add_registrations(&page, partner);
	add_statements(&page, partner);
	add_not_paid(&page, partner);
	add_question(&page, partner);
	site_end(&page, &shell);
	return site_put_page(&partner->folder, "index.html", &page, err);
}
