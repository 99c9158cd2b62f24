/*
 * XML as libxlsxwriter writes it, read in one pass over the bytes: its declaration, elements,
 * attributes in double quotes, text with entities. It refuses whatever is not well-formed, and what
 * XML knows beyond that (comments, CDATA, further instructions, apostrophes around a value): in a
 * workbook that has just been written it is a sign of damage as well. Every workbook is read back,
 * and a parser for all of XML takes three times as long.
 */
#ifndef CASHBACK_REPORTS_XML_SCAN_H
#define CASHBACK_REPORTS_XML_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "pipeline/base/str.h"

#define XML_ATTRIBUTES 32 /* at most, of one element */

/* As they stand in the file, with entities. */
struct xml_attribute {
	struct span name, value;
};

struct xml_attributes {
	struct xml_attribute items[XML_ATTRIBUTES];
	size_t count;
};

/* The three functions, and what they are given, are the caller's; zero-initialise the rest. */
struct xml_scan {
	void (*start)(void *context, struct span name, const struct xml_attributes *attributes);
	void (*end)(void *context, struct span name);
	/* All that stands between two tags, without entities; never blank outside of elements. */
	void (*text)(void *context, struct span text);
	void *context;

	const char *problem; /* what is wrong, once something is; nothing is called any more */
	struct str open;     /* the names of the elements that are open, each behind a / */
	struct str decoded;
	bool declared, complete; /* the declaration was there, the whole outermost element */
};

/* Takes what is whole among the bytes, and gives how many that is: the caller comes again with the
 * rest and what follows it. */
size_t xml_scan_take(struct xml_scan *scan, struct span bytes);
/* What is left in the end; scan->problem where the document is not complete. */
void xml_scan_end(struct xml_scan *scan, struct span rest);
void xml_scan_release(struct xml_scan *scan);

/* "": there is no such attribute. */
struct span xml_attribute(const struct xml_attributes *attributes, const char *name);
/* Appends text with its entities resolved; false where there is none of that name. */
bool xml_decode(struct span text, struct str *out);

#endif
