/*
 * XML, written by libxml2: declaration, elements with a name, at most one attribute, text. Indented
 * by two blanks, so that a person can read it, and the same calls give the same bytes. It writes
 * into memory; who has all of it puts it into a file (edge/outfile.h).
 */
#ifndef CASHBACK_EDGE_XML_H
#define CASHBACK_EDGE_XML_H

#include "pipeline/base/str.h"

struct xml_writer {
	void *buffer, *writer; /* xmlBufferPtr, xmlTextWriterPtr */
};

/* Begins the document with its outermost element, in the namespace that is its default. */
void xml_begin(struct xml_writer *xml, const char *name, const char *name_space);
void xml_open(struct xml_writer *xml, const char *name);
void xml_close(struct xml_writer *xml);
/* An element with text, which is UTF-8 and is escaped. */
void xml_text(struct xml_writer *xml, const char *name, const char *text);
/* The same with an attribute. */
void xml_text_with(struct xml_writer *xml, const char *name, const char *attribute,
	const char *value, const char *text);
/* Closes what is open, and releases; ret_text is the whole document. */
void xml_finish(struct xml_writer *xml, struct str *ret_text);

#endif
