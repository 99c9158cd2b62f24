/* From one tag to the next: memchr finds their ends, and text is looked at only between them. */
#include "reports/xml_scan.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "reports/visible.h"

#define DECLARATION "?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?"

static void wrong(struct xml_scan *scan, const char *what)
{
	if (!scan->problem)
		scan->problem = what;
}

static struct span between(const char *from, const char *to)
{
	return (struct span){from, (size_t)(to - from)};
}

static const char *find(struct span text, char c)
{
	return text.len > 0 ? memchr(text.at, c, text.len) : NULL;
}

/* Characters --------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static bool all_blank(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!is_blank(text.at[i]))
			return false;
	return true;
}

/* Eight bytes at a time: is there one that is no printable ASCII? */
static bool is_plain(struct span text)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
	uint64_t eight, odd = 0;

	while (text.len > 0) {
		size_t length = text.len < sizeof(eight) ? text.len : sizeof(eight);
		eight = ones * ' ';
		memcpy(&eight, text.at, length);
		odd |= ((eight - ones * ' ') & ~eight) | eight;
		text.at += length;
		text.len -= length;
	}
	return (odd & tops) == 0;
}

static bool is_text(struct span text)
{
	if (is_plain(text))
		return true;
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] < ' ' && !is_blank(text.at[i]))
			return false;
	return span_is_utf8(text);
}

/* Entities ----------------------------------------------------------------------------------- */

static uint32_t named(struct span name)
{
	static const struct {
		const char *name, character;
	} entities[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};

	for (size_t i = 0; i < ARRAY_LEN(entities); i++)
		if (span_is(name, entities[i].name))
			return (uint32_t)entities[i].character;
	return 0;
}

/* #10 or #xA; 0: it is no character's. */
static uint32_t numbered(struct span name)
{
	bool hex = name.len > 1 && name.at[1] == 'x';
	uint64_t code = 0;

	for (size_t i = hex ? 2 : 1; i < name.len; i++) {
		char c = name.at[i];
		int digit = c >= '0' && c <= '9' ? c - '0' : hex && c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
		if (digit < 0 || code > 0x10FFFF)
			return 0;
		code = code * (hex ? 16 : 10) + (uint64_t)digit;
	}
	return code <= 0x10FFFF && (code >= ' ' || code == '\n' || code == '\t' || code == '\r')
		? (uint32_t)code : 0;
}

bool xml_decode(struct span text, struct str *out)
{
	const char *end = text.at + text.len, *from;

	for (; (from = find(text, '&')); text = between(from + 1, end)) {
		const char *to = find(between(from, end), ';');
		if (!to)
			return false;
		struct span name = between(from + 1, to);
		uint32_t code = name.len > 0 && name.at[0] == '#' ? numbered(name) : named(name);
		if (code == 0)
			return false;
		str_add_span(out, between(text.at, from));
		visible_put(out, code);
		from = to;
	}
	str_add_span(out, text);
	return true;
}

/* Tags --------------------------------------------------------------------------------------- */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_name(struct span name)
{
	if (name.len == 0 || !is_letter(name.at[0]))
		return false;
	for (size_t i = 1; i < name.len; i++) {
		char c = name.at[i];
		if (!is_letter(c) && !(c >= '0' && c <= '9') && c != ':' && c != '-' && c != '.')
			return false;
	}
	return true;
}

static bool take_attribute(struct span *rest, struct xml_attribute *ret)
{
	const char *equals = find(*rest, '='), *end = rest->at + rest->len, *quote;

	if (rest->at[0] != ' ' || !equals || end - equals < 3 || equals[1] != '"')
		return false;
	quote = find(between(equals + 2, end), '"');
	if (!quote)
		return false;
	ret->name = between(rest->at + 1, equals);
	ret->value = between(equals + 2, quote);
	*rest = between(quote + 1, end);
	return is_name(ret->name);
}

static bool is_value(struct xml_scan *scan, struct span value)
{
	if (!find(value, '&'))
		return true;
	str_reset(&scan->decoded);
	return xml_decode(value, &scan->decoded);
}

static bool is_repeated(const struct xml_attributes *attributes, struct span name)
{
	for (size_t i = 0; i < attributes->count; i++)
		if (span_equal(attributes->items[i].name, name))
			return true;
	return false;
}

static bool take_attributes(struct xml_scan *scan, struct span rest, struct xml_attributes *ret)
{
	ret->count = 0;
	while (rest.len > 0) {
		struct xml_attribute *next = &ret->items[ret->count];
		if (ret->count == XML_ATTRIBUTES || !take_attribute(&rest, next) ||
			is_repeated(ret, next->name) || !is_value(scan, next->value))
			return false;
		ret->count++;
	}
	return true;
}

static void open_element(struct xml_scan *scan, struct span name)
{
	if (scan->complete)
		wrong(scan, "there is more than one outermost element");
	str_add_char(&scan->open, '/');
	str_add_span(&scan->open, name);
}

static void close_element(struct xml_scan *scan, struct span name)
{
	size_t start = scan->open.len - name.len;

	if (name.len == 0 || scan->open.len <= name.len || scan->open.s[start - 1] != '/' ||
		memcmp(scan->open.s + start, name.at, name.len) != 0) {
		wrong(scan, "an element ends that is not open");
		return;
	}
	scan->open.len = start - 1;
	scan->open.s[scan->open.len] = '\0';
	scan->complete = scan->open.len == 0;
	scan->end(scan->context, name);
}

static void take_element(struct xml_scan *scan, struct span tag)
{
	struct xml_attributes attributes;
	bool empty = tag.len > 0 && tag.at[tag.len - 1] == '/';

	tag.len -= empty;
	const char *blank = find(tag, ' ');
	struct span name = blank ? between(tag.at, blank) : tag;
	struct span rest = between(name.at + name.len, tag.at + tag.len);
	if (!is_name(name) || !take_attributes(scan, rest, &attributes)) {
		wrong(scan, "a tag is broken");
		return;
	}
	open_element(scan, name);
	if (scan->problem)
		return;
	scan->start(scan->context, name, &attributes);
	if (empty)
		close_element(scan, name);
}

static void take_tag(struct xml_scan *scan, struct span tag)
{
	if (!scan->declared) {
		scan->declared = span_is(tag, DECLARATION);
		if (!scan->declared)
			wrong(scan, "it does not begin as XML");
	} else if (!is_text(tag) || find(tag, '<')) {
		wrong(scan, "a tag is broken");
	} else if (tag.len > 0 && tag.at[0] == '/') {
		close_element(scan, between(tag.at + 1, tag.at + tag.len));
	} else {
		take_element(scan, tag);
	}
}

/* Text --------------------------------------------------------------------------------------- */

static void take_text(struct xml_scan *scan, struct span text)
{
	if (!scan->declared || (scan->open.len == 0 && !all_blank(text))) {
		wrong(scan, "text stands outside of all elements");
		return;
	}
	if (!is_text(text)) {
		wrong(scan, "there are bytes that are no text");
		return;
	}
	if (find(text, '&')) {
		str_reset(&scan->decoded);
		if (!xml_decode(text, &scan->decoded))
			wrong(scan, "there is an entity that nobody knows");
		text = (struct span){str_text(&scan->decoded), scan->decoded.len};
	}
	if (scan->open.len > 0 && !scan->problem)
		scan->text(scan->context, text);
}

size_t xml_scan_take(struct xml_scan *scan, struct span bytes)
{
	const char *at = bytes.at, *end = bytes.at + bytes.len, *next;

	while (!scan->problem && at < end) {
		if (*at == '<') {
			next = find(between(at, end), '>');
			if (!next)
				break;
			take_tag(scan, between(at + 1, next));
			at = next + 1;
		} else {
			next = find(between(at, end), '<');
			if (!next)
				break;
			take_text(scan, between(at, next));
			at = next;
		}
	}
	return (size_t)(at - bytes.at);
}

void xml_scan_end(struct xml_scan *scan, struct span rest)
{
	if (!all_blank(rest) || !scan->complete)
		wrong(scan, "the XML breaks off");
}

void xml_scan_release(struct xml_scan *scan)
{
	str_release(&scan->open);
	str_release(&scan->decoded);
}

struct span xml_attribute(const struct xml_attributes *attributes, const char *name)
{
	for (size_t i = 0; i < attributes->count; i++)
		if (span_is(attributes->items[i].name, name))
			return attributes->items[i].value;
	return (struct span){"", 0};
}
