/* What everybody may see: the board of campaigns, and a page for each. */
#include "pipeline/base/mem.h"
#include "reports/site_page.h"

static const struct group {
	const char *state, *heading, *none;
} groups[] = {
	{"open", "Open", "No campaign is open."},
	{"coming", "Coming", NULL},
	{"closed", "Closed", NULL},
};

static const char *vendor(const struct site *site)
{
	return site->vendor[0] ? site->vendor : "Partner programme";
}

static void add_fact(struct page *page, const char *name, const char *from, const char *to)
{
	page_open(page, "div");
	page_element(page, "dt", NULL, name);
	page_open(page, "dd");
	site_day(page, from);
	if (to) {
		page_text(page, " to ");
		site_day(page, to);
	}
	page_close(page);
	page_close(page);
}

static void add_notice(struct page *page, const struct site_row *campaign)
{
	char *file AUTOFREE = site_campaign_file("campaigns/", site_cell(campaign, "campaign_id"));
	const char *register_by = site_cell(campaign, "register_by");

	page_open(page, "li");
	page_attribute(page, "class", "card");
	page_open(page, "h3");
	site_link(page, file, site_cell(campaign, "name"));
	page_close(page);
	page_open(page, "p");
	site_campaign_state(page, campaign);
	site_badge(page, "plain", words_find(words_kind, site_cell(campaign, "kind")));
	page_close(page);
	page_open(page, "dl");
	add_fact(page, "Sales", site_cell(campaign, "start_date"), site_cell(campaign, "end_date"));
	if (register_by)
		add_fact(page, "Register by", register_by, NULL);
	add_fact(page, "Returns until", site_cell(campaign, "returns_until"), NULL);
	page_close(page);
	page_close(page);
}

static void add_group(struct page *page, const struct site *site, const struct group *group)
{
	int count = 0;

	for (int i = 0; i < site->campaigns.count; i++)
		count += strcmp(site_cell(&(struct site_row){&site->campaigns, i}, "state"),
					 group->state) == 0;
	if (count == 0 && !group->none)
		return;
	site_section(page, group->state, group->heading);
	if (count == 0)
		page_element(page, "p", "empty", group->none);
	page_open(page, count > 0 ? "ul" : "div");
	page_attribute(page, "class", "cards");
	for (int i = 0; i < site->campaigns.count; i++) {
		const struct site_row row = {&site->campaigns, i};
		if (strcmp(site_cell(&row, "state"), group->state) == 0)
			add_notice(page, &row);
	}
	page_close(page);
	site_section_end(page);
}

static int put_board(const struct site *site, struct site_folder *folder, struct error *err)
{
	struct page page = {0};
	struct site_shell shell = {
		.site = site,
		.as_of = site->as_of,
		.title = "Cash-back campaigns",
		.kicker = vendor(site),
		.root = "",
	};

	site_begin(&page, &shell);
	for (size_t i = 0; i < ARRAY_LEN(groups); i++)
		add_group(&page, site, &groups[i]);
	site_end(&page, &shell);
	return site_put_page(folder, "index.html", &page, err);
}

static void add_how(struct page *page, const struct site *site, const struct site_row *campaign)
{
	site_section(page, "register", "How to register");
	page_open(page, "ol");
	page_element(page, "li", NULL, "Choose an invoice or an agreement that you have sold under: "
		"its number leads to your reseller account.");
	page_element(page, "li", NULL, "Register with your MPN ID, this campaign and that number, "
		"written exactly as it is on the document.");
	if (site_cell(campaign, "terms_version"))
		site_sentence(page, "li", NULL, "Accept and sign the terms, version {terms_version}.",
			campaign);
	if (site_cell(campaign, "register_by"))
		site_sentence(page, "li", NULL, "The last day to register is {register_by:day}.", campaign);
	page_element(page, "li", NULL, "Where you sell through several accounts, register each with a "
		"number of its own. They count together.");
	page_close(page);
	page_open(page, "p");
	site_contact(page, site);
	page_close(page);
	site_section_end(page);
}

static int put_campaign(const struct site *site, struct site_folder *folder, int index,
	struct error *err)
{
	const struct site_row row = {&site->campaigns, index};
	char *file AUTOFREE = site_campaign_file("", site_cell(&row, "campaign_id"));
	struct page page = {0};
	struct site_shell shell = {
		.site = site,
		.as_of = site->as_of,
		.title = site_cell(&row, "name"),
		.kicker = vendor(site),
		.home = "../index.html",
		.home_name = "All campaigns",
		.root = "../",
	};

	site_begin(&page, &shell);
	page_open(&page, "p");
	site_campaign_state(&page, &row);
	site_badge(&page, "plain", words_find(words_kind, site_cell(&row, "kind")));
	page_close(&page);
	site_terms(&page, site, index);
	add_how(&page, site, &row);
	site_end(&page, &shell);
	return site_put_page(folder, file, &page, err);
}

static int put_campaigns(const struct site *site, struct site_folder *folder, struct error *err)
{
	for (int i = 0; i < site->campaigns.count; i++)
		if (put_campaign(site, folder, i, err) < 0)
			return -1;
	return site_folder_finish(folder, err);
}

int site_public_render(const struct site *site, struct error *err)
{
	char *top AUTOFREE = path_join(site->folder, "public");
	char *below AUTOFREE = path_join(top, "campaigns");
	struct site_folder board CLEANUP(site_folder_release) = {0};
	struct site_folder campaigns CLEANUP(site_folder_release) = {0};

	if (site_folder_open(&board, top, err) < 0 || site_folder_open(&campaigns, below, err) < 0 ||
		site_put_style(&board, err) < 0 || put_campaigns(site, &campaigns, err) < 0 ||
		put_board(site, &board, err) < 0)
		return -1;
	return site_folder_finish(&board, err);
}
