/* Elements, attributes and text, each written in one place. */
#include "reports/page.h"

#include <stdlib.h>

#include "pipeline/base/mem.h"
#include "reports/visible.h"

static bool is_one_of(const char *const *list, const char *element)
{
	for (; *list; list++)
		if (strcmp(*list, element) == 0)
			return true;
	return false;
}

/* Nothing can be in them, and they have no end. */
static const char *const voids[] = {"meta", "link", NULL};
/* A line ends after them: blanks mean something between the others. */
static const char *const blocks[] = {"html", "head", "title", "meta", "link", "body", "header",
	"nav", "main", "section", "article", "footer", "div", "h1", "h2", "h3", "p", "ul", "ol", "li",
	"dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "svg", NULL};

static void end_tag(struct page *page)
{
	if (page->in_tag)
		str_add_char(&page->out, '>');
	page->in_tag = false;
}

static void add_escaped(struct str *out, const char *text)
{
	struct span rest = span_of(text);

	while (rest.len > 0) {
		uint32_t code = visible_take(&rest);
		switch (code) {
		case '&': str_add(out, "&amp;"); break;
		case '<': str_add(out, "&lt;"); break;
		case '>': str_add(out, "&gt;"); break;
		case '"': str_add(out, "&quot;"); break;
		case '\'': str_add(out, "&#39;"); break;
		default: visible_put(out, code);
		}
	}
}

void page_open(struct page *page, const char *element)
{
	if (page->depth == PAGE_DEPTH)
		abort(); /* no page nests that deep */
	end_tag(page);
	page->open[page->depth++] = element;
	str_add_char(&page->out, '<');
	str_add(&page->out, element);
	page->in_tag = true;
}

void page_attribute(struct page *page, const char *name, const char *value)
{
	str_addf(&page->out, " %s=\"", name);
	add_escaped(&page->out, value);
	str_add_char(&page->out, '"');
}

static bool is_path(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		   (c && strchr("-._~/", c));
}

void page_href(struct page *page, const char *path)
{
	str_add(&page->out, " href=\"");
	for (const unsigned char *c = (const unsigned char *)path; *c; c++)
		str_addf(&page->out, is_path(*c) ? "%c" : "%%%02X", *c);
	str_add_char(&page->out, '"');
}

void page_text(struct page *page, const char *text)
{
	end_tag(page);
	add_escaped(&page->out, text);
}

void page_close(struct page *page)
{
	const char *element = page->open[--page->depth];

	end_tag(page);
	if (!is_one_of(voids, element))
		str_addf(&page->out, "</%s>", element);
	if (is_one_of(blocks, element))
		str_add_char(&page->out, '\n');
}

void page_element(struct page *page, const char *element, const char *class, const char *text)
{
	page_open(page, element);
	if (class)
		page_attribute(page, "class", class);
	page_text(page, text);
	page_close(page);
}

void page_release(struct page *page)
{
	str_release(&page->out);
	*page = (struct page){0};
}
