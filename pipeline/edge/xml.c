/* libxml2's xmlwriter. It writes into memory, so that running out of that is all that can fail. */
#include "pipeline/edge/xml.h"

#include <libxml/xmlwriter.h>

#include "pipeline/base/mem.h"

static void must(int result)
{
	if (result < 0)
		mem_exhausted();
}

static const xmlChar *xml_chars(const char *text)
{
	return (const xmlChar *)text;
}

void xml_begin(struct xml_writer *xml, const char *name, const char *name_space)
{
	xml->buffer = xmlBufferCreate();
	xml->writer = xml->buffer ? xmlNewTextWriterMemory(xml->buffer, 0) : NULL;
	if (!xml->writer)
		mem_exhausted();
	must(xmlTextWriterSetIndent(xml->writer, 1));
	must(xmlTextWriterSetIndentString(xml->writer, xml_chars("  ")));
	must(xmlTextWriterStartDocument(xml->writer, NULL, "UTF-8", NULL));
	xml_open(xml, name);
	must(xmlTextWriterWriteAttribute(xml->writer, xml_chars("xmlns"), xml_chars(name_space)));
}

void xml_open(struct xml_writer *xml, const char *name)
{
	must(xmlTextWriterStartElement(xml->writer, xml_chars(name)));
}

void xml_close(struct xml_writer *xml)
{
	must(xmlTextWriterEndElement(xml->writer));
}

void xml_text(struct xml_writer *xml, const char *name, const char *text)
{
	must(xmlTextWriterWriteElement(xml->writer, xml_chars(name), xml_chars(text)));
}

void xml_text_with(struct xml_writer *xml, const char *name, const char *attribute,
	const char *value, const char *text)
{
	xml_open(xml, name);
	must(xmlTextWriterWriteAttribute(xml->writer, xml_chars(attribute), xml_chars(value)));
	must(xmlTextWriterWriteString(xml->writer, xml_chars(text)));
	xml_close(xml);
}

void xml_finish(struct xml_writer *xml, struct str *ret_text)
{
	must(xmlTextWriterEndDocument(xml->writer));
	xmlFreeTextWriter(xml->writer);
	xmlBufferPtr buffer = xml->buffer;
	str_add_bytes(ret_text, xmlBufferContent(buffer), (size_t)xmlBufferLength(buffer));
	xmlBufferFree(buffer);
	*xml = (struct xml_writer){0};
}
