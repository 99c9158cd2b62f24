/* The frame of every page, and the elements that they are made of. */
#include "reports/site_page.h"

#include <ctype.h>

#include "pipeline/base/mem.h"
#include "pipeline/base/money.h"
#include "reports/file_name.h"

/* Nothing is loaded but the style sheet beside the page. A page that was opened from disk has no
 * origin to be 'self', so files are named as well; a page from a server cannot load any. */
#define POLICY "default-src 'none'; style-src 'self' file:; img-src data:; base-uri 'none'; " \
	"form-action 'none'"

const char *site_value(const void *context, struct span column)
{
	const struct site_row *row = context;

	for (int i = 0; i < row->rows->columns; i++)
		if (span_is(column, db_column(row->rows, i)))
			return db_cell(row->rows, row->row, i);
	return NULL;
}

const char *site_cell(const struct site_row *row, const char *column)
{
	return site_value(row, span_of(column));
}

/* The frame ------------------------------------------------------------------------------------ */

static void meta(struct page *page, const char *name, const char *content)
{
	page_open(page, "meta");
	page_attribute(page, "name", name);
	page_attribute(page, "content", content);
	page_close(page);
}

static void add_links(struct page *page, const struct site_shell *shell)
{
	char *style AUTOFREE = mem_printf("%sstyle.css", shell->root);

	page_open(page, "link");
	page_attribute(page, "rel", "stylesheet");
	page_href(page, style);
	page_close(page);
	page_open(page, "link"); /* no other icon is asked for */
	page_attribute(page, "rel", "icon");
	page_attribute(page, "href", "data:,");
	page_close(page);
}

static void add_head(struct page *page, const struct site_shell *shell)
{
	char *title AUTOFREE = mem_printf("%s · %s", shell->title, shell->kicker);

	page_open(page, "head");
	page_open(page, "meta");
	page_attribute(page, "charset", "utf-8");
	page_close(page);
	page_open(page, "meta");
	page_attribute(page, "http-equiv", "Content-Security-Policy");
	page_attribute(page, "content", POLICY);
	page_close(page);
	meta(page, "viewport", "width=device-width, initial-scale=1");
	meta(page, "color-scheme", "light dark");
	meta(page, "referrer", "no-referrer");
	if (shell->private)
		meta(page, "robots", "noindex, nofollow");
	page_element(page, "title", NULL, title);
	add_links(page, shell);
	page_close(page);
}

static void add_masthead(struct page *page, const struct site_shell *shell)
{
	char as_of[DATE_TEXT];

	page_open(page, "header");
	page_attribute(page, "class", "masthead");
	page_open(page, "div");
	page_attribute(page, "class", "wide");
	if (shell->home) {
		page_open(page, "nav");
		page_attribute(page, "aria-label", "Back");
		site_link(page, shell->home, shell->home_name);
		page_close(page);
	}
	page_element(page, "p", "kicker", shell->kicker);
	page_element(page, "h1", NULL, shell->title);
	page_open(page, "p");
	page_attribute(page, "class", "subtitle");
	if (shell->subtitle)
		page_element(page, "span", NULL, shell->subtitle);
	page_open(page, "span");
	page_text(page, "As of ");
	site_day(page, date_format(shell->as_of, as_of));
	page_close(page);
	page_close(page);
	page_close(page);
	page_close(page);
}

void site_begin(struct page *page, const struct site_shell *shell)
{
	str_add(&page->out, "<!DOCTYPE html>\n");
	page_open(page, "html");
	page_attribute(page, "lang", "en");
	add_head(page, shell);
	page_open(page, "body");
	page_open(page, "a");
	page_attribute(page, "class", "skip");
	page_attribute(page, "href", "#main");
	page_text(page, "Skip to the content");
	page_close(page);
	add_masthead(page, shell);
	page_open(page, "main");
	page_attribute(page, "id", "main");
	page_attribute(page, "class", "wide");
}

void site_end(struct page *page, const struct site_shell *shell)
{
	page_close(page);
	page_open(page, "footer");
	page_open(page, "div");
	page_attribute(page, "class", "wide");
	page_open(page, "p");
	page_text(page, shell->site->vendor);
	if (shell->site->vendor[0] && shell->site->contact[0])
		page_text(page, " · ");
	site_contact(page, shell->site);
	page_close(page);
	page_element(page, "p", NULL, "The campaign's terms decide; these pages say where things "
		"stand, and are made anew when a nightly settlement changes anything in them.");
	while (page->depth > 0)
		page_close(page);
}

/* An address that a mail program can be given, and nothing else. */
static bool is_address(const char *text)
{
	const char *at = strchr(text, '@');

	for (const char *c = text; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr(".-_+@", *c))
			return false;
	return at && at > text && at[1] && !strchr(at + 1, '@');
}

void site_contact(struct page *page, const struct site *site)
{
	if (!site->contact[0])
		return;
	page_text(page, "Questions: ");
	if (!is_address(site->contact)) {
		page_text(page, site->contact);
		return;
	}
	char *url AUTOFREE = mem_printf("mailto:%s", site->contact);
	page_open(page, "a");
	page_attribute(page, "href", url);
	page_text(page, site->contact);
	page_close(page);
}

/* Elements --------------------------------------------------------------------------------------- */

void site_section(struct page *page, const char *id, const char *heading)
{
	page_open(page, "section");
	page_attribute(page, "aria-labelledby", id);
	page_open(page, "h2");
	page_attribute(page, "id", id);
	page_text(page, heading);
	page_close(page);
}

void site_section_end(struct page *page)
{
	page_close(page);
}

void site_amount(struct page *page, const char *decimal, const char *currency)
{
	struct str text AUTOSTR = STR_INIT;

	words_add_amount(&text, decimal, currency_places(span_of(currency)));
	page_text(page, str_text(&text));
}

void site_day(struct page *page, const char *iso)
{
	struct str text AUTOSTR = STR_INIT;

	words_add_day(&text, iso);
	page_open(page, "time");
	page_attribute(page, "datetime", iso);
	page_text(page, str_text(&text));
	page_close(page);
}

void site_sentence(struct page *page, const char *element, const char *class, const char *sentence,
	const struct site_row *row)
{
	struct str text AUTOSTR = STR_INIT;

	words_fill(&text, sentence, site_value, row);
	page_element(page, element, class, str_text(&text));
}

void site_badge(struct page *page, const char *class, const char *text)
{
	char *classes AUTOFREE = mem_printf("badge %s", class);

	page_element(page, "span", classes, text);
}

void site_link(struct page *page, const char *path, const char *text)
{
	page_open(page, "a");
	page_href(page, path);
	page_text(page, text);
	page_close(page);
}

char *site_campaign_file(const char *prefix, const char *campaign_id)
{
	char *name AUTOFREE = file_name_of(campaign_id, ".html");

	return mem_printf("%s%s", prefix, name);
}
