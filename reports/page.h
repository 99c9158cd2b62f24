/*
 * Writing HTML: elements, attributes and text, and nothing else. This is the one place that
 * escapes, so whatever a feed delivered can be given to it as it is: text never becomes an element,
 * an attribute never ends early, and what HTML forbids is replaced by something that one can see.
 *
 * The name of an element is a constant of the caller's. A page is built in memory: pages are cut
 * before they grow long.
 */
#ifndef CASHBACK_REPORTS_PAGE_H
#define CASHBACK_REPORTS_PAGE_H

#include <stdbool.h>

#include "pipeline/base/str.h"

#define PAGE_DEPTH 32

struct page {
	struct str out;
	const char *open[PAGE_DEPTH]; /* elements that are not closed yet */
	int depth;
	bool in_tag; /* attributes can still be added */
};

void page_open(struct page *page, const char *element);
/* Of the element that was opened last, before anything is put into it. */
void page_attribute(struct page *page, const char *name, const char *value);
/* An attribute href: a path below this page's folder, or above it (..). Names of files are given
 * as they are; every byte that a URL cannot hold is written %XX, so that nothing in it can be a
 * scheme, a query or a fragment. */
void page_href(struct page *page, const char *path);
/* NULL adds nothing. */
void page_text(struct page *page, const char *text);
/* Of the element that was opened last. */
void page_close(struct page *page);
/* An element with nothing but a text in it, and (not NULL) a class. */
void page_element(struct page *page, const char *element, const char *class, const char *text);
void page_release(struct page *page);

#endif
